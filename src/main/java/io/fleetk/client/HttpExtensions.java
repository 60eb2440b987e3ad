package io.fleetk.client;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.LockAttempt;
import io.fleetk.unit.UnitName;
import io.fleetk.v1.JournalResponse;
import io.fleetk.v1.LockRequest;
import io.fleetk.v1.LockResponse;
import io.fleetk.v1.ReleaseRequest;
import io.fleetk.v1.RestartResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/** fleetk's extensions over the HTTP API. */
final class HttpExtensions implements FleetExtensions {
  private static final int CONFLICT = 409;

  private final FleetHttp http;

  HttpExtensions(FleetHttp http) {
    this.http = http;
  }

  private HttpUrl.Builder url(String... segments) {
    HttpUrl.Builder url = http.url("fleetk", "v1");
    for (String segment : segments) {
      url.addPathSegment(segment);
    }
    return url;
  }

  @Override
  public void release(List<Release> releases) {
    http.send("POST", url("release").build(), Optional.of(ReleaseRequest.of(releases)), "release");
  }

  @Override
  public long restart(UnitName name) {
    return http.send(
            "POST",
            url("units", name.text(), "restart").build(),
            Optional.empty(),
            name.text(),
            RestartResponse.class)
        .generation();
  }

  @Override
  public EventStream events(long afterRevision) {
    return http.open(
        url("events").addQueryParameter("after", Long.toString(afterRevision)).build());
  }

  @Override
  public List<String> journal(UnitName unit, String machineId, int lines) {
    return http.get(
            url("units", unit.text(), "journal")
                .addQueryParameter("machineID", machineId)
                .addQueryParameter("lines", Integer.toString(lines))
                .build(),
            unit.text(),
            JournalResponse.class)
        .lines();
  }

  @Override
  public LockAttempt tryLock(String stack, String holder, Duration ttl) {
    // Whole seconds, and rather longer than asked.
    long seconds = ttl.plusSeconds(1).minusNanos(1).toSeconds();
    Exchange answer =
        http.exchange(
            "POST",
            url("stacks", stack, "lock").build(),
            Optional.of(new LockRequest(holder, seconds)));
    if (answer.status() != CONFLICT) {
      http.expect(answer, stack);
    }
    try {
      return http.entity(answer, LockResponse.class).attempt();
    } catch (DateTimeException e) {
      throw http.complaints().notOurs(answer, e);
    }
  }

  @Override
  public void renewLock(String stack, String token) {
    http.send("PUT", url("stacks", stack, "lock", token).build(), Optional.empty(), stack);
  }

  @Override
  public void unlock(String stack, String token) {
    http.send("DELETE", url("stacks", stack, "lock", token).build(), Optional.empty(), stack);
  }

  @Override
  public Optional<FleetSecrets> secrets() {
    return Optional.of(new HttpSecrets(http));
  }

  @Override
  public void removeMember(String machineId) {
    http.send("DELETE", url("machines", machineId).build(), Optional.empty(), machineId);
  }
}
