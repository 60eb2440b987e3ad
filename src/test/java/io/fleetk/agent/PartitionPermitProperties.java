package io.fleetk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.systemd.Behaviour;
import io.fleetk.systemd.SimulatedSystemd;
import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.systemd.UnitState;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A unit that stops on a partition does not run once the machine may count as lost. */
class PartitionPermitProperties {
  private static final UnitName UNIT = UnitName.of("a.service");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TICK = Duration.ofMillis(250);

  /**
   * A renewal of the presence.
   *
   * @param after how long after the one before it was asked for
   * @param late how long after that it was known here; the agent may have been frozen meanwhile
   */
  record Renewal(Duration after, Duration late) {}

  @Provide
  Arbitrary<List<Renewal>> renewals() {
    Arbitrary<Duration> often = Arbitraries.longs().between(0, 4_000).map(Duration::ofMillis);
    Arbitrary<Duration> rarely = Arbitraries.longs().between(0, 50_000).map(Duration::ofMillis);
    Arbitrary<Duration> wait = Arbitraries.oneOf(often, often, rarely);
    return Combinators.combine(wait, wait).as(Renewal::new).list().ofMinSize(1).ofMaxSize(12);
  }

  @Property(tries = 200)
  void aUnitIsDownWhenTheLeaseIsOver(
      @ForAll("renewals") List<Renewal> renewals, @ForAll("stopTimes") Duration takesToStop) {
    try (Machine machine = new Machine(takesToStop)) {
      machine.renewed(machine.permit.now());
      for (Renewal renewal : renewals) {
        machine.letPass(renewal.after());
        Duration asked = machine.permit.now();
        machine.letPass(renewal.late());
        machine.renewed(asked);
      }
      machine.letPass(Duration.ofMinutes(1));
    }
  }

  @Property(tries = 50)
  void aUnitOfAMachineThatIsNeverLongWithoutWordIsNeverStopped(
      @ForAll("renewals") List<Renewal> renewals) {
    try (Machine machine = new Machine(Duration.ZERO)) {
      machine.renewed(machine.permit.now());
      machine.letPass(Duration.ofSeconds(1));
      Instant since = machine.activeSince();
      for (Renewal renewal : renewals) {
        Duration asked = machine.permit.now();
        // From one asking to the word on the next it is 19 s at most; a permit lasts 20.
        machine.letPass(Duration.ofMillis(renewal.late().toMillis() % 7_000));
        machine.renewed(asked);
        machine.letPass(Duration.ofMillis(renewal.after().toMillis() % 5_000));
      }
      assertThat(machine.activeSince()).isEqualTo(since);
    }
  }

  @Provide
  Arbitrary<Duration> stopTimes() {
    return Arbitraries.longs().between(0, 60_000).map(Duration::ofMillis);
  }

  /** A machine with the unit on it, which somebody starts again whenever it does not run. */
  private static final class Machine implements AutoCloseable {
    private final Duration lease = AgentSettings.DEFAULT.ttl();
    private final ManualTimeline timeline = new ManualTimeline(START);
    private final SimulatedSystemd systemd;
    private final PartitionPermit permit;

    /** When the lease is over, if the store took the renewal as early as it can have. */
    private Duration leaseEnd = Duration.ZERO;

    Machine(Duration takesToStop) {
      systemd =
          new SimulatedSystemd("node1", timeline, Behaviour.steady(Duration.ZERO, takesToStop));
      permit = new PartitionPermit(systemd, lease);
      systemd.load(
          new LoadedUnit(
              UNIT, Scheduled.service("server", "[X-Fleetk]", "OnPartition=stop"), "tag"));
      systemd.reload();
    }

    void renewed(Duration asked) {
      Duration until = permit.renewed(asked);
      leaseEnd = asked.plus(lease);
      if (permit.lapsed()) {
        systemd.resume(until);
      }
    }

    void letPass(Duration time) {
      Instant end = timeline.now().plus(time);
      while (timeline.now().isBefore(end)) {
        systemd.start(UNIT);
        Duration left = Duration.between(timeline.now(), end);
        timeline.advance(left.compareTo(TICK) < 0 ? left : TICK);
        if (systemd.uptime().compareTo(leaseEnd) >= 0) {
          assertThat(systemd.state(UNIT).orElseThrow().activeState())
              .as("at %s, lease over at %s", systemd.uptime(), leaseEnd)
              .isIn("inactive", "failed");
        }
      }
    }

    Instant activeSince() {
      return systemd.state(UNIT).flatMap(UnitState::activeSince).orElseThrow();
    }

    @Override
    public void close() {
      systemd.close();
      timeline.close();
    }
  }
}
