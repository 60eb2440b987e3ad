package io.fleetk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.Machine;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.time.ManualTimeline;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final Machine SELF =
      new Machine(Scheduled.MACHINE, "10.0.0.7", Map.of(), true, false, "0.1.0", Optional.empty());

  private static final Duration TTL = AgentSettings.DEFAULT.ttl();

  private final RecordingTimeline timeline = new RecordingTimeline();
  private final FakeFleet fleet = new FakeFleet();
  private final FakeSystemd systemd = new FakeSystemd(timeline);
  private final Presence presence =
      new Presence(
          fleet, SELF, TTL, new PartitionPermit(systemd, TTL), new Outage(), timeline, () -> {});

  @AfterEach
  void end() {
    presence.close();
  }

  @Test
  void renewsAtEveryIntervalThatEnginesCountOn() throws InterruptedException {
    Duration interval = AgentRegistry.renewalInterval(TTL);
    presence.start();
    for (int renewals = 0; renewals < 5; renewals++) {
      assertThat(timeline.nextWait()).contains(interval);
      assertThat(fleet.renewals()).isEqualTo(renewals);
      timeline.time.advance(interval);
    }
    await().until(() -> fleet.renewals() == 5);
    assertThat(fleet.joins()).isEqualTo(1);
  }

  @Test
  void permitsUnitsToRunUntilTenSecondsBeforeTheLeaseEnds() throws InterruptedException {
    Duration interval = AgentRegistry.renewalInterval(TTL);
    presence.start();
    assertThat(timeline.nextWait()).contains(interval);
    Duration untilAtFirst = systemd.permit().orElseThrow().until();
    assertThat(untilAtFirst).isEqualTo(TTL.minusSeconds(10));
    timeline.time.advance(interval);
    assertThat(timeline.nextWait()).contains(interval);
    assertThat(systemd.permit().orElseThrow().until()).isEqualTo(untilAtFirst.plus(interval));
    assertThat(presence.term().orElseThrow().number()).isEqualTo(1);
  }

  @Test
  void countsTheLeaseFromBeforeItAskedForIt() throws InterruptedException {
    fleet.whenJoining(() -> timeline.time.advance(Duration.ofSeconds(7)));
    presence.start();
    assertThat(timeline.nextWait()).isPresent();
    assertThat(systemd.permit().orElseThrow().until()).isEqualTo(TTL.minusSeconds(10));
  }

  @Test
  void renewsNoPermitWhenTheFleetDoesNotAnswer() throws InterruptedException {
    presence.start();
    assertThat(timeline.nextWait()).isPresent();
    Duration until = systemd.permit().orElseThrow().until();
    fleet.goAway();
    for (int tries = 0; tries < 3; tries++) {
      timeline.time.advance(AgentRegistry.renewalInterval(TTL));
      assertThat(timeline.nextWait()).contains(Role.RETRY);
      assertThat(systemd.permit().orElseThrow().until()).isEqualTo(until);
    }
    assertThat(presence.term()).isPresent();
  }

  @Test
  void hasNoTermWhileAnotherMachineIsPresentUnderItsId() throws InterruptedException {
    Duration interval = AgentRegistry.renewalInterval(TTL);
    fleet.refuse("in use by the machine at 10.0.0.8");
    presence.start();
    assertThat(timeline.nextWait()).contains(interval);
    assertThat(presence.term()).isEmpty();
    assertThat(systemd.permit()).isEmpty();
    fleet.refuse("");
    timeline.time.advance(interval);
    await().until(() -> presence.term().isPresent());
    fleet.losePresence();
    fleet.refuse("in use by the machine at 10.0.0.8");
    await()
        .until(
            () -> {
              timeline.time.advance(interval);
              return presence.term().isEmpty();
            });
  }

  /** Time that the test moves, and for how long the presence waits each time. */
  private static final class RecordingTimeline implements Timeline {
    final ManualTimeline time = new ManualTimeline(Instant.parse("2026-01-01T00:00:00Z"));
    private final BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();

    Optional<Duration> nextWait() throws InterruptedException {
      return Optional.ofNullable(waits.poll(10, TimeUnit.SECONDS));
    }

    @Override
    public Instant now() {
      return time.now();
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
      Timer timer = time.after(delay, action);
      waits.add(delay);
      return timer;
    }

    @Override
    public void close() {
      time.close();
    }
  }
}
