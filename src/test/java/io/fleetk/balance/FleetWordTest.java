package io.fleetk.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.balance.Word.Kind;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.unit.DesiredState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a fleet's view comes to for a balancer. */
class FleetWordTest {
  private final ServedComponent served = new ServedComponent("api", "10.0.0.1", "10.0.0.2");
  private final MemoryFleet fleet = served.fleet();
  private final FleetWord word = new FleetWord("api");

  private Word of(String address) {
    return word.in(fleet.view()).get(address);
  }

  @Test
  void aUnitThatIsReadyTakesConnections() {
    served.ready("10.0.0.1");

    assertThat(of("10.0.0.1").kind()).isEqualTo(Kind.READY);
    assertThat(of("10.0.0.2"))
        .isEqualTo(new Word(Kind.UNREADY, "api@2.service has not been started yet"));
  }

  @Test
  void aUnitThatIsNotReadyDoesNotAndTheReasonIsTheFleets() {
    served.unready("10.0.0.1", "deactivating");

    assertThat(of("10.0.0.1")).isEqualTo(new Word(Kind.UNREADY, "api@1.service: deactivating"));
  }

  @Test
  void aUnitThatIsToRestartIsLeavingBeforeAnythingStops() {
    served.ready("10.0.0.1");
    long generation = fleet.restart(served.unit("10.0.0.1"));
    assertThat(of("10.0.0.1").kind()).as("not yet released").isEqualTo(Kind.READY);

    fleet.release(
        List.of(
            new Release(
                served.unit("10.0.0.1"),
                served.machine("10.0.0.1"),
                served.contentId("10.0.0.1"),
                generation)));

    assertThat(of("10.0.0.1").kind()).isEqualTo(Kind.LEAVING);
    served.ready("10.0.0.1");
    assertThat(of("10.0.0.1").kind()).as("it has restarted").isEqualTo(Kind.READY);
  }

  @Test
  void aUnitThatIsToHaveAnotherTextIsLeaving() {
    served.ready("10.0.0.1");
    served.put("10.0.0.1", "/bin/other");
    fleet.assign(served.unit("10.0.0.1"), served.machine("10.0.0.1"));

    assertThat(of("10.0.0.1").kind()).isEqualTo(Kind.LEAVING);
  }

  @Test
  void aUnitThatIsToStopIsLeavingAndThenNoBackend() {
    served.ready("10.0.0.1");
    fleet.setDesiredState(served.unit("10.0.0.1"), DesiredState.INACTIVE);
    fleet.assign(served.unit("10.0.0.1"), served.machine("10.0.0.1"));

    assertThat(of("10.0.0.1").kind()).isEqualTo(Kind.LEAVING);
    served.stopped("10.0.0.1");
    assertThat(word.in(fleet.view())).containsOnlyKeys("10.0.0.2");
  }

  @Test
  void aMachineThatIsAwayIsNoReasonYet() {
    served.ready("10.0.0.1");
    fleet.machine(
        new Machine(
            served.machine("10.0.0.1"), "10.0.0.1", Map.of(), false, false, "", Optional.empty()));

    assertThat(of("10.0.0.1").kind()).isEqualTo(Kind.AWAY);
  }

  @Test
  void otherComponentsAreNothingToIt() {
    served.ready("10.0.0.1");
    FleetWord other = new FleetWord("api2");

    assertThat(other.in(fleet.view())).isEmpty();
    assertThat(other.narrow(fleet.view()).units()).isEmpty();
    assertThat(other.concerns(new FleetEvent.UnitDestroyed(1, served.unit("10.0.0.1")))).isFalse();
    assertThat(word.in(word.narrow(fleet.view()))).isEqualTo(word.in(fleet.view()));
  }
}
