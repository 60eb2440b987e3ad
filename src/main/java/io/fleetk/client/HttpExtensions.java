package io.fleetk.client;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.LockAttempt;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import io.fleetk.v1.JournalResponse;
import io.fleetk.v1.LockRequest;
import io.fleetk.v1.LockResponse;
import io.fleetk.v1.ReleaseRequest;
import io.fleetk.v1.RestartResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
  public JournalLines journal(UnitName unit, String machineId, JournalRange range) {
    HttpUrl.Builder url =
        url("units", unit.text(), "journal")
            .addQueryParameter("machineID", machineId)
            .addQueryParameter("lines", Integer.toString(range.lines()))
            .addQueryParameter("end", range.end().name().toLowerCase(Locale.ROOT));
    range.after().ifPresent(cursor -> url.addQueryParameter("after", cursor));
    range.since().ifPresent(moment -> url.addQueryParameter("since", moment.toString()));
    if (range.patience().isPositive()) {
      url.addQueryParameter("waitSec", Long.toString(wholeSeconds(range.patience())));
    }
    return http.waiting(range.patience())
        .get(url.build(), unit.text(), JournalResponse.class)
        .journal();
  }

  /** Whole seconds, and rather longer than asked. */
  private static long wholeSeconds(Duration time) {
    return time.plusSeconds(1).minusNanos(1).toSeconds();
  }

  @Override
  public LockAttempt tryLock(String stack, String holder, Duration ttl) {
    Exchange answer =
        http.exchange(
            "POST",
            url("stacks", stack, "lock").build(),
            Optional.of(new LockRequest(holder, wholeSeconds(ttl))));
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

  @Override
  public void setCordon(String machineId, boolean cordoned) {
    http.send(
        cordoned ? "PUT" : "DELETE",
        url("machines", machineId, "cordon").build(),
        Optional.empty(),
        machineId);
  }
}
