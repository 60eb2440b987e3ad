package io.fleetk.daemon;

import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.api.ListenOn.Place;
import io.fleetk.api.Monitoring;
import io.fleetk.daemon.DaemonConfiguration.Part;
import io.fleetk.fleet.Fleet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The API of a daemon's process, which outlives the daemons that a reload puts behind it: as long
 * as its own settings stay, callers notice of a reload no more than that an answer takes longer.
 */
final class ApiDoor implements AutoCloseable {
  private record Settings(List<Place> places, int tokenLimit) {}

  private final Monitoring monitoring;
  private Optional<ApiServer> server = Optional.empty();
  private Optional<Settings> settings = Optional.empty();

  /** A door that is shut. */
  ApiDoor(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  /**
   * Listens as a configuration says, or does not. What comes in waits for {@link #serve}.
   *
   * @throws IOException when it cannot, saying where and why; the door is as it was then
   */
  void open(DaemonConfiguration configuration) throws IOException {
    Optional<Settings> wanted =
        configuration.runs(Part.API)
            ? Optional.of(new Settings(configuration.listen(), configuration.tokenLimit()))
            : Optional.empty();
    if (server.isPresent() && wanted.equals(settings)) {
      server.get().reloadCertificates();
      return;
    }
    Optional<Settings> before = settings;
    close();
    try {
      listen(wanted);
    } catch (IOException e) {
      listen(before);
      throw e;
    }
  }

  private void listen(Optional<Settings> wanted) throws IOException {
    if (wanted.isPresent()) {
      ApiServer next =
          new ApiServer(new ListenOn(wanted.get().places()), wanted.get().tokenLimit(), monitoring);
      next.start();
      server = Optional.of(next);
      settings = wanted;
    }
  }

  /** Lets callers through to a fleet. */
  void serve(Fleet fleet) {
    server.ifPresent(open -> open.serve(fleet));
  }

  /** Lets callers wait. */
  void withdraw() {
    server.ifPresent(ApiServer::withdraw);
  }

  @Override
  public void close() {
    server.ifPresent(ApiServer::close);
    server = Optional.empty();
    settings = Optional.empty();
  }
}
