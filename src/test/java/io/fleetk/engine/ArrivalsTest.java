package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final UnitName UNIT = UnitName.of("a.service");
  private static final Hash OLD = Hash.of("old");
  private static final Hash NEW = Hash.of("new");
  private static final Instant NOW = Instant.EPOCH;

  private final Arrivals arrivals = new Arrivals();

  private static Assignment assignment(String machine, Hash content, DesiredState state) {
    return new Assignment(machine, content, content, state, 0);
  }

  private static UnitStatus status(String machine, Hash content, boolean ready) {
    return new UnitStatus(
        UNIT,
        machine,
        Optional.of(content),
        Optional.of(content),
        0,
        "loaded",
        "active",
        "running",
        Optional.empty(),
        0,
        "success",
        0,
        ready,
        "");
  }

  private void expect(Decision decision) {
    arrivals.expect(List.of(decision), NOW);
  }

  private Optional<Duration> see(UnitStatus status, int seconds) {
    return arrivals.see(status, NOW.plusSeconds(seconds));
  }

  @Test
  void takesTheTimeUntilTheMachineHasTheUnitReady() {
    expect(new Decision.Place(UNIT, assignment("m1", NEW, DesiredState.LAUNCHED), ""));

    assertThat(see(status("m1", NEW, false), 1)).isEmpty();
    assertThat(see(status("m1", NEW, true), 3)).contains(Duration.ofSeconds(3));
    assertThat(see(status("m1", NEW, true), 4)).isEmpty();
  }

  @Test
  void awaitsTheNewTextOfAnUpdate() {
    expect(
        new Decision.Update(
            UNIT,
            assignment("m1", OLD, DesiredState.LAUNCHED),
            assignment("m1", NEW, DesiredState.LAUNCHED),
            ""));

    assertThat(see(status("m1", OLD, true), 1)).isEmpty();
    assertThat(see(status("m1", NEW, true), 2)).contains(Duration.ofSeconds(2));
  }

  @Test
  void aMoveCountsWhereItGoes() {
    expect(new Decision.Place(UNIT, assignment("m1", NEW, DesiredState.LAUNCHED), ""));
    expect(new Decision.Move(UNIT, "m1", assignment("m2", NEW, DesiredState.LAUNCHED), ""));

    assertThat(see(status("m1", NEW, true), 1)).isEmpty();
    assertThat(see(status("m2", NEW, true), 2)).isPresent();
  }

  @Test
  void nothingIsAwaitedOfAUnitThatShouldNotRun() {
    expect(new Decision.Place(UNIT, assignment("m1", NEW, DesiredState.LOADED), ""));

    assertThat(see(status("m1", NEW, true), 1)).isEmpty();
  }
}
