package io.fleetk.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PulseTest {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final ManualTimeline timeline = new ManualTimeline(Instant.EPOCH);
  private final Pulse pulse = new Pulse("worker", timeline);

  private void pass(Duration time) {
    timeline.advance(time);
  }

  @Test
  void whoRestsMayRestForEver() {
    pulse.beat();
    pulse.rest();
    pass(Duration.ofDays(1));

    assertThat(pulse.trouble()).isEmpty();
  }

  @Test
  void aStepThatDoesNotEndIsTrouble() {
    pulse.beat();
    pass(Pulse.STEP);
    assertThat(pulse.trouble()).isEmpty();

    pass(MOMENT);
    assertThat(pulse.trouble()).contains("worker has made no progress for 121 s");

    pulse.beat();
    assertThat(pulse.trouble()).isEmpty();
  }

  @Test
  void aWaitIsNoneOfTheStep() {
    pulse.pause(Duration.ofHours(1));
    pass(Duration.ofHours(1).plus(Pulse.STEP));
    assertThat(pulse.trouble()).isEmpty();

    pass(MOMENT);
    assertThat(pulse.trouble()).isPresent();
  }

  @Test
  void whatIsExpectedEndsARestAndNoStep() {
    pulse.rest();
    pulse.expect();
    pass(Pulse.STEP);
    pulse.expect();
    pass(MOMENT);

    assertThat(pulse.trouble()).isPresent();
  }
}
