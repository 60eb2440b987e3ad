package io.fleetk.cli;

import io.fleetk.daemon.DevState;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Which fleet a command speaks to. */
final class Endpoints {
  private static final String VARIABLE = "FLEETK_ENDPOINT";

  private Endpoints() {}

  /**
   * The endpoint to use: the option, else the environment, else the embedded fleet that runs.
   *
   * @throws CommandFailure when there is none
   */
  static String find(Optional<String> option, Map<String, String> environment) throws IOException {
    return findIfAny(option, environment)
        .orElseThrow(
            () ->
                CommandFailure.unreachable(
                    "no fleet is named and no dev fleet runs; give --endpoint URL or set"
                        + " FLEETK_ENDPOINT, or start one with 'fleetk dev up'"));
  }

  /** The endpoint to use; empty when there is none. */
  static Optional<String> findIfAny(Optional<String> option, Map<String, String> environment)
      throws IOException {
    Optional<String> named =
        option
            .or(() -> Optional.ofNullable(environment.get(VARIABLE)))
            .filter(url -> !url.isBlank());
    return named.isPresent()
        ? named
        : DevState.running(DevState.directory(environment)).map(DevState::endpoint);
  }
}
