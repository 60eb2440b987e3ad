package io.fleetk.client;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.probe.NetworkProbe;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import io.fleetk.v1.ExtendedSubmission;
import io.fleetk.v1.ExtendedView;
import io.fleetk.v1.FleetkPresence;
import io.fleetk.v1.MachinePage;
import io.fleetk.v1.MetadataOperation;
import io.fleetk.v1.UnitEntity;
import io.fleetk.v1.UnitPage;
import io.fleetk.v1.UnitStatePage;
import io.fleetk.v1.UnitsRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;

/**
 * A fleet over its HTTP API. The first call asks whether fleetk's extensions answer there; where
 * they do not, the fleet is read and written as plain v1: {@link UnitSubmission#held()} then has no
 * effect, carried files go as {@code ExecStartPre=} lines, a unit's owner is what its {@code
 * Stack=} says, and its readiness checks are asked from here.
 */
public final class HttpFleet implements Fleet {
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int MOST_PAGES = 65_535;

  private final FleetHttp http;
  private final PlainReadiness readiness;
  private Optional<Boolean> extended = Optional.empty();

  /** A fleet at an endpoint, which is not asked yet. */
  public HttpFleet(Endpoint endpoint) {
    this(endpoint, ClientTls.SYSTEM);
  }

  /**
   * A fleet at an {@code https} endpoint, which is not asked yet.
   *
   * @throws IllegalArgumentException when the certificates cannot be used, or are given for an
   *     endpoint that takes none, in one line
   */
  public HttpFleet(Endpoint endpoint, ClientTls tls) {
    this(List.of(endpoint), Optional.empty(), tls, Patience.USUAL);
  }

  /** A fleet whose answers may take as long as this. */
  HttpFleet(Endpoint endpoint, Duration read) {
    this(List.of(endpoint), Optional.empty(), ClientTls.SYSTEM, Patience.USUAL.reading(read));
  }

  /**
   * A fleet at any of its endpoints: the first that takes a connection is used, as long as it does.
   *
   * @param endpoints at least one, in the order in which they are tried
   * @param tunnel opens a tunnel to a socket's path, or to {@code HOST:PORT}; empty to go straight
   * @param tls for those of the endpoints that are {@code https}
   * @throws IllegalArgumentException when the certificates cannot be used, or none of the endpoints
   *     takes any, in one line
   */
  public HttpFleet(
      List<Endpoint> endpoints,
      Optional<Function<String, SshTunnel>> tunnel,
      ClientTls tls,
      Patience patience) {
    this.http = new FleetHttp(new Doors(endpoints, tunnel, tls, patience));
    this.readiness =
        new PlainReadiness(
            tunnel.isPresent() ? PlainReadiness::behindTunnel : new NetworkProbe(),
            InstantSource.system());
  }

  private synchronized boolean isExtended() {
    if (extended.isEmpty()) {
      extended = Optional.of(probe());
    }
    return extended.get();
  }

  private boolean probe() {
    Exchange answer = http.exchange("GET", http.url("fleetk", "v1").build(), Optional.empty());
    if (answer.status() == NOT_FOUND || answer.status() == NOT_ALLOWED) {
      return false;
    }
    FleetkPresence presence = http.entity(http.expect(answer, "extensions"), FleetkPresence.class);
    if (presence.version().isEmpty()) {
      throw http.complaints().noFleet(answer);
    }
    return true;
  }

  @Override
  public FleetView view() {
    if (!isExtended()) {
      return plainView();
    }
    HttpUrl url = http.url("fleetk", "v1", "view").build();
    Exchange answer = http.expect(http.exchange("GET", url, Optional.empty()), "view");
    try {
      return http.entity(answer, ExtendedView.class).view();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw http.complaints().notOurs(answer, e);
    }
  }

  private FleetView plainView() {
    PlainFleet told =
        new PlainFleet(
            pages("units", UnitPage.class, UnitPage::nextPageToken, UnitPage::units),
            pages(
                "state", UnitStatePage.class, UnitStatePage::nextPageToken, UnitStatePage::states),
            pages(
                "machines", MachinePage.class, MachinePage::nextPageToken, MachinePage::machines));
    return readiness.judged(told.view());
  }

  private <P, T> List<T> pages(
      String resource, Class<P> type, Function<P, String> next, Function<P, List<T>> items) {
    List<T> all = new ArrayList<>();
    String token = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      HttpUrl.Builder url = http.url("fleet", "v1", resource);
      if (!token.isEmpty()) {
        url.addQueryParameter("nextPageToken", token);
      }
      Exchange answer = http.exchange("GET", url.build(), Optional.empty());
      if (answer.status() == NOT_FOUND) {
        throw http.complaints().noFleet(answer);
      }
      P entity = http.entity(http.expect(answer, resource), type);
      all.addAll(items.apply(entity));
      String following = next.apply(entity);
      if (following.isEmpty()) {
        return all;
      }
      if (following.equals(token)) {
        break;
      }
      token = following;
    }
    throw http.complaints().about("GET /fleet/v1/" + resource, "gave page after page without end");
  }

  @Override
  public void put(UnitSubmission submission) {
    String name = submission.name().text();
    if (isExtended()) {
      http.send(
          "PUT",
          http.url("fleetk", "v1", "units", name).build(),
          Optional.of(ExtendedSubmission.of(submission)),
          name);
    } else {
      http.send(
          "PUT",
          http.url("fleet", "v1", "units", name).build(),
          Optional.of(
              UnitEntity.submission(
                  name,
                  submission.desiredState(),
                  LoweredFiles.lower(submission.name(), submission.content()))),
          name);
    }
  }

  @Override
  public void setDesiredState(UnitName name, DesiredState state) {
    http.send(
        "PUT",
        http.url("fleet", "v1", "units", name.text()).build(),
        Optional.of(UnitEntity.stateChange(name.text(), state)),
        name.text());
  }

  @Override
  public void putAll(Collection<UnitSubmission> submissions) {
    if (!isExtended() || !takesAll(UnitsRequest.of(submissions))) {
      Fleet.super.putAll(submissions);
    }
  }

  @Override
  public void setDesiredStates(Collection<UnitName> names, DesiredState state) {
    if (!isExtended() || !takesAll(UnitsRequest.of(names, state))) {
      Fleet.super.setDesiredStates(names, state);
    }
  }

  /** Whether all was taken. When one unit of a request is refused, it does not say which. */
  private boolean takesAll(List<UnitsRequest> requests) {
    try {
      for (UnitsRequest request : requests) {
        http.send("POST", http.url("fleetk", "v1", "units").build(), Optional.of(request), "units");
      }
      return true;
    } catch (FleetRefusedException e) {
      return false;
    }
  }

  @Override
  public void destroy(UnitName name) {
    http.send(
        "DELETE",
        http.url("fleet", "v1", "units", name.text()).build(),
        Optional.empty(),
        name.text());
  }

  @Override
  public void editMetadata(List<MetadataEdit> edits) {
    http.send(
        "PATCH",
        http.url("fleet", "v1", "machines").build(),
        Optional.of(edits.stream().map(MetadataOperation::of).toList()),
        "metadata");
  }

  @Override
  public Optional<FleetExtensions> extensions() {
    return isExtended() ? Optional.of(new HttpExtensions(http)) : Optional.empty();
  }

  /** Ends the connections, and the tunnel that they go through. */
  @Override
  public void close() {
    http.close();
  }
}
