package io.fleetk.daemon;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.systemd.Behaviour;
import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded fleet as those see it who start it, break it and start it again. */
class DevFleetTest {
  private static final UnitName WEB = UnitName.of("web.service");
  private static final Behaviour BRISK =
      Behaviour.steady(Duration.ofMillis(20), Duration.ofMillis(10));
  private static final DevConfiguration THREE_MACHINES =
      new DevConfiguration(DevConfiguration.of(3).machines(), 0, Duration.ofSeconds(1));

  @TempDir private Path directory;
  private DevFleet fleet;

  @BeforeEach
  void comeUp() throws IOException {
    fleet = DevFleet.start(THREE_MACHINES, directory, new SystemTimeline(), BRISK);
    await().until(() -> view().present().size() == 3);
  }

  @AfterEach
  void goDown() {
    fleet.close();
  }

  private FleetView view() {
    return fleet.fleet().view();
  }

  private void launch(UnitName name, String rest) throws UnitParseException {
    UnitFile file = UnitFile.parse("[Service]\nExecStart=/bin/sleep inf\n" + rest);
    fleet
        .fleet()
        .put(
            new UnitSubmission(
                name, UnitContent.of(file), DesiredState.LAUNCHED, Optional.empty(), false));
  }

  /** The names of the machines on which a unit is ready. */
  private Set<String> runsOn(UnitName unit) {
    return view().statuses(unit).stream()
        .filter(UnitStatus::ready)
        .map(status -> view().machine(status.machineId()).orElseThrow().metadata().get("name"))
        .collect(toSet());
  }

  @Test
  void comesUpAgainWithItsUnits() throws Exception {
    launch(WEB, "");
    await().until(() -> runsOn(WEB).size() == 1);
    Set<String> before = runsOn(WEB);

    fleet.close();
    comeUp();

    await().until(() -> runsOn(WEB).size() == 1);
    assertThat(runsOn(WEB)).isEqualTo(before);
  }

  @Test
  void runsTheUnitsOfALostMachineElsewhereAndItsGlobalsOnItsReturn() throws Exception {
    UnitName everywhere = UnitName.of("everywhere.service");
    launch(WEB, "");
    launch(everywhere, "[X-Fleet]\nGlobal=true\n");
    await().until(() -> runsOn(WEB).size() == 1 && runsOn(everywhere).size() == 3);
    String lost = runsOn(WEB).iterator().next();

    fleet.inject(new Fault.PowerOff(lost));

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(runsOn(WEB)).hasSize(1).doesNotContain(lost));
    assertThat(runsOn(everywhere)).hasSize(2);

    fleet.inject(new Fault.PowerOn(lost));

    await().untilAsserted(() -> assertThat(runsOn(everywhere)).hasSize(3));
    assertThat(runsOn(WEB)).hasSize(1).doesNotContain(lost);
  }

  @Test
  void tellsItsMachinesAndTheirFaultsOnTheControlSocket() throws Exception {
    DevControl control = new DevControl(directory);

    control.inject(new Fault.FailUnit("web.service", Optional.of("m2"), 3));

    assertThat(control.machines())
        .extracting(DevMachineState::name, machine -> machine.faults().size())
        .containsExactly(tuple("m1", 0), tuple("m2", 1), tuple("m3", 0));
  }

  @Test
  void breaksEveryInstanceOfAComponentUntilItIsMended() throws Exception {
    launch(WEB, "Restart=always\nRestartSec=200ms\nStartLimitIntervalSec=0\n");
    await().until(() -> runsOn(WEB).size() == 1);

    fleet.inject(new Fault.FailUnit("web", Optional.empty(), 3));
    await().until(() -> runsOn(WEB).isEmpty());
    fleet.inject(new Fault.Mend("web", Optional.empty()));

    await().until(() -> runsOn(WEB).size() == 1);
  }

  @Test
  void refusesWhatItDoesNotHave() {
    DevControl control = new DevControl(directory);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> control.inject(new Fault.PowerOff("m9")))
        .withMessage("no machine is named 'm9'; there are m1, m2, m3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> control.inject(new Fault.PowerOn("m1")))
        .withMessage("machine m1 is on already");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> control.inject(new Fault.FailProbe("nobody", Optional.empty())))
        .withMessageContaining("no unit or component is named 'nobody'");
  }
}
