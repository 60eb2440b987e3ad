package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** At the usual times: a lease of 30 s, renewed every 2 s, and a grace of 2 s. */
class AbsenceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Absence absence = new Absence(EngineSettings.AGENT_TTL, EngineSettings.AGENT_GRACE);

  @Test
  void callsNobodyLostBeforeALeaseAndTheGraceHavePassedSinceItBegan() {
    begin("m1", "m2");
    away("m1", 5);

    assertThat(at(31).lost()).isEmpty();
    assertThat(at(31).next()).contains(START.plusSeconds(32));
    assertThat(at(32).lost()).containsExactly("m1");
  }

  @Test
  void callsAMachineLostOnceARenewalIntervalAndTheGraceAreOver() {
    begin("m1", "m2");
    away("m1", 100);

    assertThat(at(103).lost()).isEmpty();
    assertThat(at(103).next()).contains(START.plusSeconds(104));
    assertThat(at(104).lost()).containsExactly("m1");
  }

  @Test
  void callsAMachineLostSoonWhenLeasesAreShort() {
    Absence brisk = new Absence(Duration.ofSeconds(5), EngineSettings.AGENT_GRACE);
    brisk.begin(List.of(machine("m1", true), machine("m2", true), machine("m3", true)), START);
    brisk.see(machine("m1", false), START.plusSeconds(100));

    assertThat(brisk.at(START.plusSeconds(102)).lost()).isEmpty();
    assertThat(brisk.at(START.plusSeconds(103)).lost()).containsExactly("m1");
  }

  @Test
  void forgetsThatAMachineWasAwayOnceItIsBack() {
    begin("m1", "m2");
    away("m1", 100);
    back("m1", 103);
    away("m1", 103);

    assertThat(at(105).lost()).isEmpty();
  }

  @Test
  void sparesTwoOfThreeWhoseLeasesEndARenewalIntervalApart() {
    begin("m1", "m2", "m3");
    away("m1", 100);
    assertThat(at(102).lost()).isEmpty();
    away("m2", 103);

    assertThat(at(105).lost()).isEmpty();
    assertThat(at(105).spared()).containsExactly("m1", "m2");
    assertThat(at(1000).lost()).isEmpty();
  }

  @Test
  void callsTheOneLostThatVanishedAloneOfThree() {
    begin("m1", "m2", "m3");
    away("m2", 100);

    assertThat(at(105).lost()).containsExactly("m2");
    assertThat(at(105).spared()).isEmpty();
  }

  @Test
  void sparesMachinesWhenAFailureSpreadsToMoreThanHalfWithinALease() {
    begin("m1", "m2", "m3", "m4", "m5");
    away("m1", 100);
    away("m2", 110);
    away("m3", 120);

    assertThat(at(200).lost()).isEmpty();
    assertThat(at(200).spared()).containsExactly("m1", "m2", "m3");
  }

  @Test
  void isPatientAfreshWhenOneOfThoseThatVanishedTogetherComesBack() {
    begin("m1", "m2", "m3", "m4", "m5");
    away("m1", 100);
    away("m2", 101);
    away("m3", 102);
    assertThat(at(200).spared()).containsExactly("m1", "m2", "m3");

    back("m2", 200);

    assertThat(at(200)).isEqualTo(new Absence.Verdict(Set.of(), Set.of(), second(232)));
    assertThat(at(231).lost()).isEmpty();
    assertThat(at(232).lost()).containsExactly("m1", "m3");
  }

  @Test
  void isNotMorePatientForEachThatComesBackOnceAtMostHalfAreAway() {
    begin("m1", "m2", "m3", "m4", "m5");
    away("m1", 100);
    away("m2", 100);
    away("m3", 100);

    back("m2", 200);
    back("m3", 220);

    assertThat(at(232).lost()).containsExactly("m1");
  }

  @Test
  void isPatientAfreshWhenOneComesBackBeforeAnyIsJudged() {
    begin("m1", "m2", "m3");
    away("m1", 100);
    away("m2", 103);

    back("m2", 104);

    assertThat(at(135).lost()).isEmpty();
    assertThat(at(136).lost()).containsExactly("m1");
  }

  @Test
  void isPatientAfreshWhenTheFaultIsMendedJustAfterItBegan() {
    absence.begin(List.of(machine("m1", false), machine("m2", false), machine("m3", true)), START);

    back("m2", 31);

    assertThat(at(62).lost()).isEmpty();
    assertThat(at(63).lost()).containsExactly("m1");
  }

  @Test
  void sparesThemAgainWhenThoseThatCameBackVanishAgain() {
    begin("m1", "m2", "m3");
    away("m1", 100);
    away("m2", 100);
    back("m2", 200);

    away("m2", 231);

    assertThat(at(1000).lost()).isEmpty();
    assertThat(at(1000).spared()).containsExactly("m1", "m2");
  }

  @Test
  void doesNotTakeBackThatAMachineIsLostBecauseOthersReturn() {
    begin("m1", "m2", "m3", "m4", "m5");
    away("m1", 100);
    away("m2", 200);
    away("m3", 200);
    away("m4", 200);

    back("m3", 300);

    assertThat(at(300).lost()).containsExactly("m1");
  }

  @Test
  void doesNotSpareMachinesThatVanishLongAfterOneAnother() {
    begin("m1", "m2", "m3");
    away("m1", 100);
    away("m2", 200);

    assertThat(at(205).lost()).containsExactly("m1", "m2");
  }

  @Test
  void doesNotSpareOneOfTwo() {
    begin("m1", "m2");
    away("m1", 100);

    assertThat(at(105).lost()).containsExactly("m1");
  }

  private void begin(String... ids) {
    List<Machine> machines = Stream.of(ids).map(id -> machine(id, true)).toList();
    absence.begin(machines, START);
  }

  private void away(String id, int second) {
    absence.see(machine(id, false), START.plusSeconds(second));
  }

  private void back(String id, int second) {
    absence.see(machine(id, true), START.plusSeconds(second));
  }

  private static Optional<Instant> second(int second) {
    return Optional.of(START.plusSeconds(second));
  }

  private Absence.Verdict at(int second) {
    return absence.at(START.plusSeconds(second));
  }

  private static Machine machine(String id, boolean present) {
    Scene scene = new Scene().machine(id);
    return (present ? scene : scene.away(id)).machines().getFirst();
  }
}
