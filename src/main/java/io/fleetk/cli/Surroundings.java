package io.fleetk.cli;

import io.fleetk.completion.FleetNames;
import io.fleetk.fleet.Fleet;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;

/**
 * All of the world that commands touch.
 *
 * @param out where results go
 * @param err where progress and errors go
 * @param in where answers come from
 * @param terminal what those three are connected to
 * @param environment the environment variables
 * @param clock for elapsed times
 * @param door opens fleets
 */
record Surroundings(
    PrintWriter out,
    PrintWriter err,
    BufferedReader in,
    Terminal terminal,
    Map<String, String> environment,
    InstantSource clock,
    Door door) {

  /** Opens a fleet. */
  @FunctionalInterface
  interface Door {
    /**
     * The fleet at an address; nothing need have been asked of it yet.
     *
     * @throws IllegalArgumentException when that is no address, in one line
     * @throws io.fleetk.fleet.FleetUnreachableException when there is no way there
     */
    Fleet open(FleetAddress address);

    /** The names that the fleet at an address has; throws as {@link #open} does. */
    default FleetNames names(FleetAddress address) {
      try (Fleet fleet = open(address)) {
        return FleetNames.of(fleet.view());
      }
    }
  }
}
