package io.fleetk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.LockAttempt;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Locks on stacks. */
class StackLocksTest extends RegistryFixture {
  private static final Duration LOCK = Duration.ofSeconds(10);

  private String taken(String holder) {
    LockAttempt attempt = registry.tryLock("kubernetes", holder, LOCK);
    assertThat(attempt).isInstanceOf(LockAttempt.Taken.class);
    return ((LockAttempt.Taken) attempt).token();
  }

  @Test
  void theSecondLearnsWhoHasItSinceWhen() {
    taken("ann@desk");
    timeline.advance(Duration.ofSeconds(3));

    assertThat(registry.tryLock("kubernetes", "bob@lap", LOCK))
        .isEqualTo(new LockAttempt.Held("ann@desk", START));
    assertThat(registry.tryLock("other", "bob@lap", LOCK)).isInstanceOf(LockAttempt.Taken.class);
  }

  @Test
  void ofTwoAtOnceOneGetsIt() {
    Registry other =
        new Registry(memory, timeline, (unit, machine, range) -> io.fleetk.unit.JournalLines.NONE);
    store.beforeNextCommit(() -> other.tryLock("kubernetes", "bob@lap", LOCK));

    assertThat(registry.tryLock("kubernetes", "ann@desk", LOCK))
        .isEqualTo(new LockAttempt.Held("bob@lap", START));
  }

  @Test
  void lastsWhileItIsRenewed() {
    String token = taken("ann@desk");
    for (int i = 0; i < 3; i++) {
      timeline.advance(Duration.ofSeconds(9));
      registry.renewLock("kubernetes", token);
    }

    assertThat(registry.tryLock("kubernetes", "bob@lap", LOCK))
        .isInstanceOf(LockAttempt.Held.class);
  }

  @Test
  void isFreeWhenItsHolderDied() {
    String lost = taken("ann@desk");
    timeline.advance(LOCK);

    String token = taken("bob@lap");

    assertThatThrownBy(() -> registry.renewLock("kubernetes", lost))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("kubernetes was lost");
    registry.unlock("kubernetes", lost);
    registry.renewLock("kubernetes", token);
  }

  @Test
  void isFreeOnceItIsGivenBack() {
    registry.unlock("kubernetes", taken("ann@desk"));

    taken("bob@lap");
  }

  @Test
  void aTokenOfAnotherStackUnlocksNothing() {
    taken("ann@desk");

    registry.unlock("kubernetes", "0");
    registry.unlock("kubernetes", "garbage");

    assertThat(registry.tryLock("kubernetes", "bob@lap", LOCK))
        .isInstanceOf(LockAttempt.Held.class);
  }

  @Test
  void partsOfASecondCountAsAWhole() {
    registry.tryLock("kubernetes", "ann@desk", Duration.ofMillis(1500));
    timeline.advance(Duration.ofMillis(1999));

    assertThat(registry.tryLock("kubernetes", "bob@lap", LOCK))
        .isInstanceOf(LockAttempt.Held.class);
  }

  @Test
  void aNameThatCannotStandInAKeyIsRefused() {
    assertThatThrownBy(() -> registry.tryLock("a/b", "ann@desk", LOCK))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("a/b");
  }
}
