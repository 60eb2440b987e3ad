package io.fleetk.agent;

import io.fleetk.systemd.Permit;
import io.fleetk.systemd.Systemd;
import io.fleetk.systemd.SystemdException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Permits units that stop on a partition to run as long as the fleet surely counts this machine as
 * present.
 *
 * <p>The lease of a presence lasts its full time from a moment later than the one at which its
 * renewal was asked for. The permit ends before that, by the time that the units have to end: when
 * the lease is over, and they may run elsewhere, they do not run here. One thread's.
 */
final class PartitionPermit {
  private static final Logger log = LoggerFactory.getLogger(PartitionPermit.class);
  private static final Duration LONGEST_TO_STOP = Duration.ofSeconds(10);

  /** Of the time to stop, what is left for noticing and for killing. */
  private static final int RESERVE_PERCENT = 40;

  private final Systemd systemd;
  private final Duration lease;
  private final Duration toStop;

  /**
   * The permits of a machine.
   *
   * @param lease how long its presence lasts without being renewed
   */
  PartitionPermit(Systemd systemd, Duration lease) {
    this.systemd = systemd;
    this.lease = lease;
    this.toStop = timeToStop(lease);
  }

  /** How long before the end of a lease units are stopped: a third of it, and 10 s at most. */
  static Duration timeToStop(Duration lease) {
    Duration third = lease.dividedBy(3);
    return third.compareTo(LONGEST_TO_STOP) < 0 ? third : LONGEST_TO_STOP;
  }

  /** The moment to note before the presence is asked for or renewed. */
  Duration now() {
    try {
      return systemd.uptime();
    } catch (SystemdException e) {
      log.warn("{}; units with OnPartition=stop are not permitted to run", e.getMessage());
      return lease.negated(); // Then the permit has lapsed before it begins.
    }
  }

  /**
   * The presence was asked for, or renewed, and now lasts for its full time.
   *
   * @param asked the moment before that
   * @return until when units are permitted to run, as the machine's uptime
   */
  Duration renewed(Duration asked) {
    Duration until = asked.plus(lease).minus(toStop);
    try {
      systemd.permit(new Permit(until, toStop.multipliedBy(100 - RESERVE_PERCENT).dividedBy(100)));
    } catch (SystemdException e) {
      log.warn("Cannot renew the permit of units with OnPartition=stop: {}", e.getMessage());
    }
    return until;
  }

  /** Whether units were stopped because no permit was left, and may not be started yet. */
  boolean lapsed() {
    try {
      return systemd.lapse().isPresent();
    } catch (SystemdException e) {
      return true; // It costs one more look at the schedule.
    }
  }
}
