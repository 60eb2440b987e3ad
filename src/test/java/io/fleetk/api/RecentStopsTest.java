package io.fleetk.api;

import static io.fleetk.unit.DesiredState.INACTIVE;
import static io.fleetk.unit.DesiredState.LAUNCHED;
import static io.fleetk.unit.DesiredState.LOADED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.unit.UnitName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentStopsTest {
  private static final UnitName UNIT = UnitName.of("sleep.service");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final RecentStops stops = new RecentStops(() -> now);

  @Test
  void remembersAStopForAMoment() {
    stops.note(UNIT, LAUNCHED, LOADED);
    now = now.plus(RecentStops.RECENT).minusMillis(1);
    assertThat(stops.has(UNIT)).isTrue();

    now = now.plusMillis(1);
    assertThat(stops.has(UNIT)).isFalse();
  }

  @Test
  void forgetsItWhenSomethingElseIsWanted() {
    stops.note(UNIT, LAUNCHED, LOADED);
    stops.note(UNIT, LOADED, LAUNCHED);
    assertThat(stops.has(UNIT)).isFalse();

    stops.note(UNIT, LAUNCHED, INACTIVE);
    assertThat(stops.has(UNIT)).isFalse();
  }

  @Test
  void isNoStopOfWhatDidNotRun() {
    stops.note(UNIT, INACTIVE, LOADED);

    assertThat(stops.has(UNIT)).isFalse();
  }
}
