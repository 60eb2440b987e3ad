package io.fleetk.systemd;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Until when units may run that {@linkplain Systemd.LoadedUnit#stopsOnPartition stop on a
 * partition}.
 *
 * @param until the machine's {@link Systemd#uptime} at which they are stopped
 * @param grace how long they may then take to end before they are killed
 */
public record Permit(Duration until, Duration grace) {
  /** A permit. */
  public Permit {
    requireNonNull(until);
    requireNonNull(grace);
  }
}
