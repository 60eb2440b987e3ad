package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AbsenceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Absence absence = new Absence(Duration.ofSeconds(30), Duration.ofSeconds(2));

  @Test
  void callsNobodyLostBeforeALeaseAndTheGraceHavePassedSinceItBegan() {
    begin("m1", "m2");
    away("m1", 5);

    assertThat(at(31).lost()).isEmpty();
    assertThat(at(31).next()).contains(START.plusSeconds(32));
    assertThat(at(32).lost()).containsExactly("m1");
  }

  @Test
  void callsAMachineLostOnceTheGraceIsOver() {
    begin("m1", "m2");
    away("m1", 100);

    assertThat(at(101).lost()).isEmpty();
    assertThat(at(102).lost()).containsExactly("m1");
  }

  @Test
  void forgetsThatAMachineWasAwayOnceItIsBack() {
    begin("m1", "m2");
    away("m1", 100);
    absence.see(machine("m1", true), START.plusSeconds(101));
    away("m1", 102);

    assertThat(at(103).lost()).isEmpty();
  }

  @Test
  void sparesMachinesWhenMoreThanHalfVanishWithinALease() {
    begin("m1", "m2", "m3", "m4", "m5");
    away("m1", 100);
    away("m2", 110);
    away("m3", 120);

    assertThat(at(200).lost()).isEmpty();
    assertThat(at(200).spared()).containsExactly("m1", "m2", "m3");

    absence.see(machine("m2", true), START.plusSeconds(200));
    assertThat(at(200).lost()).containsExactly("m1", "m3");
  }

  @Test
  void doesNotSpareMachinesThatVanishLongAfterOneAnother() {
    begin("m1", "m2", "m3");
    away("m1", 100);
    away("m2", 200);

    assertThat(at(202).lost()).containsExactly("m1", "m2");
  }

  @Test
  void doesNotSpareOneOfTwo() {
    begin("m1", "m2");
    away("m1", 100);

    assertThat(at(102).lost()).containsExactly("m1");
  }

  private void begin(String... ids) {
    List<Machine> machines = Stream.of(ids).map(id -> machine(id, true)).toList();
    absence.begin(machines, START);
  }

  private void away(String id, int second) {
    absence.see(machine(id, false), START.plusSeconds(second));
  }

  private Absence.Verdict at(int second) {
    return absence.at(START.plusSeconds(second));
  }

  private static Machine machine(String id, boolean present) {
    Scene scene = new Scene().machine(id);
    return (present ? scene : scene.away(id)).machines().getFirst();
  }
}
