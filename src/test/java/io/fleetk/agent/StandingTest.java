package io.fleetk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.systemd.UnitState;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Ready, by unit type" of the design, and the words for what is not. */
class StandingTest {
  private static Standing standing(
      String name, String type, DesiredState desired, String state, String result, int exit) {
    String[] words = state.split(" ", 3);
    return Standing.of(
        UnitName.of(name),
        new UnitFile(List.of(new UnitOption("Service", "Type", type))),
        desired,
        Optional.of(
            new UnitState(
                words[0],
                words[1],
                words[2],
                Instant.EPOCH,
                Optional.empty(),
                0,
                result,
                exit,
                false)));
  }

  @ParameterizedTest
  @CsvSource({
    "a.service, simple,  loaded active running,             success,         0, true,  running",
    "a.service, simple,  loaded reloading reload,           success,         0, true,  reload",
    "a.service, simple,  loaded inactive dead,              success,         0, false, inactive (dead)",
    "a.service, notify,  loaded activating start,           success,         0, false, activating (start)",
    "a.service, simple,  loaded activating auto-restart,    exit-code,       2, false, activating (auto-restart): exit-code 2",
    "a.service, simple,  loaded failed failed,              exit-code,       1, false, failed: exit-code 1",
    "a.service, simple,  loaded failed failed,              signal,          9, false, failed: signal 9",
    "a.service, simple,  loaded failed failed,              timeout,         0, false, failed: timeout",
    "a.service, simple,  loaded failed failed,              start-limit-hit, 1, false, start limit hit",
    "a.service, simple,  not-found inactive dead,           success,         0, false, not loaded: not-found",
    "a.service, simple,  bad-setting inactive dead,         success,         0, false, not loaded: bad-setting",
    "a.service, oneshot, loaded inactive dead,              success,         0, true,  ended in success",
    "a.service, oneshot, loaded active exited,              success,         0, true,  exited",
    "a.service, oneshot, loaded activating start,           success,         0, false, activating (start)",
    "a.service, oneshot, loaded failed failed,              exit-code,       4, false, failed: exit-code 4",
    "a.socket,  simple,  loaded active listening,           success,         0, true,  listening",
    "a.timer,   simple,  loaded active waiting,             success,         0, true,  waiting",
    "a.timer,   oneshot, loaded inactive dead,              success,         0, false, inactive (dead)",
    "a.mount,   simple,  loaded active mounted,             success,         0, true,  mounted",
    "a.path,    simple,  loaded failed failed,              resources,       0, false, failed: resources",
  })
  void aLaunchedUnitStandsAsSystemdSays(
      String name,
      String type,
      String state,
      String result,
      int exit,
      boolean holds,
      String reason) {
    assertThat(standing(name, type, DesiredState.LAUNCHED, state, result, exit))
        .isEqualTo(new Standing(holds, reason));
  }

  @Test
  void aUnitThatShouldBeLoadedIsAllItShouldBe() {
    assertThat(
            standing(
                "a.service", "simple", DesiredState.LOADED, "loaded inactive dead", "success", 0))
        .isEqualTo(new Standing(true, "loaded, inactive (dead)"));
  }

  @Test
  void aUnitThatSystemdDoesNotKnowIsNothing() {
    assertThat(
            Standing.of(
                UnitName.of("a.service"),
                new UnitFile(List.of()),
                DesiredState.LAUNCHED,
                Optional.empty()))
        .isEqualTo(new Standing(false, "not known to systemd"));
  }
}
