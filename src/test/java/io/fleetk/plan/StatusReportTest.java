package io.fleetk.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.StatusReport.Component;
import io.fleetk.plan.StatusReport.Standing;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusReportTest {
  private static final String GLOBAL =
      "[Service]\nExecStart=/bin/a\n[X-Fleet]\nGlobal=true\nMachineMetadata=role=node\n";
  private static final String PLAIN = "[Service]\nExecStart=/bin/a\n";

  private final List<FleetUnit> units = new ArrayList<>();
  private final List<UnitStatus> statuses = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();

  @Test
  void isAsDesiredWhenEveryInstanceIsReadyWithTheNewestContent() {
    machine("m1", "node", true);
    machine("m2", "node", true);
    FleetUnit kubelet = unit("kubelet.service", GLOBAL, DesiredState.LAUNCHED, "m1", "m2");
    ready(kubelet, "m1");
    ready(kubelet, "m2");

    Component component = only();

    assertThat(component.standing()).isEqualTo(Standing.AS_DESIRED);
    assertThat(component.reason()).isEmpty();
    assertThat(counts(component)).containsExactly(2, 2, 2, 2, 2);
  }

  @Test
  void expectsAGlobalUnitOnEachPresentMachineThatMatchesIt() {
    machine("m1", "node", true);
    machine("m2", "node", true);
    machine("m3", "master", true);
    machine("m4", "node", false);
    FleetUnit kubelet = unit("kubelet.service", GLOBAL, DesiredState.LAUNCHED, "m1");
    ready(kubelet, "m1");

    Component component = only();

    assertThat(counts(component)).containsExactly(2, 1, 1, 1, 1);
    assertThat(component.standing()).isEqualTo(Standing.WAITING);
    assertThat(component.instances())
        .extracting(at -> at.machineId().orElseThrow())
        .containsExactly("m1", "m2");
  }

  @Test
  void doesNotExpectAGlobalUnitWhereItConflictsOrWhereTheMachineIsCordoned() {
    machine("m1", "node", true);
    machines.add(new Machine("m2", "", Map.of("role", "node"), true, true, "", Optional.empty()));
    unit("other.service", PLAIN, DesiredState.LAUNCHED, "m1");
    unit("kubelet.service", GLOBAL + "Conflicts=other.service\n", DesiredState.LAUNCHED);

    assertThat(component("kubelet").desired()).isZero();
    assertThat(component("kubelet").standing()).isEqualTo(Standing.AS_DESIRED);
  }

  @Test
  void countsAnInstanceWithOldContentAsReadyButNotNew() {
    machine("m1", "node", true);
    FleetUnit web = unit("web.service", PLAIN, DesiredState.LAUNCHED);
    assign(web, "m1", content("[Service]\nExecStart=/bin/old\n"), true);
    status(
        "web.service", "m1", content("[Service]\nExecStart=/bin/old\n"), "active", true, "running");

    Component component = only();

    assertThat(counts(component)).containsExactly(1, 1, 1, 1, 0);
    assertThat(component.standing()).isEqualTo(Standing.WAITING);
    assertThat(component.reason()).contains("old content").contains("fleetk apply");
  }

  @Test
  void saysThatAUnitUpdatedByHandWaitsForARestart() {
    machine("m1", "node", true);
    FleetUnit web =
        unit("web.service", PLAIN + "[X-Fleetk]\nUpdate=manual\n", DesiredState.LAUNCHED);
    assign(web, "m1", content("[Service]\nExecStart=/bin/old\n"), true);
    status(
        "web.service", "m1", content("[Service]\nExecStart=/bin/old\n"), "active", true, "running");

    assertThat(only().reason()).contains("fleetk restart web");
  }

  @Test
  void takesTheHashOfTheTextWhereAPlainFleetNamesNoContent() {
    machine("m1", "node", true);
    FleetUnit web = unit("web.service", PLAIN, DesiredState.LAUNCHED, "m1");
    statuses.add(
        new UnitStatus(
            web.name(),
            "m1",
            Optional.of(web.content().unitHash()),
            Optional.empty(),
            0,
            "loaded",
            "active",
            "running",
            Optional.empty(),
            0,
            "",
            0,
            true,
            "running"));

    assertThat(only().current()).isEqualTo(1);
  }

  @Test
  void tellsWhyAUnitFailed() {
    machine("m1", "node", true);
    FleetUnit web = unit("web.service", PLAIN, DesiredState.LAUNCHED, "m1");
    status("web.service", "m1", web.content(), "failed", false, "exit-code 7");

    assertThat(only().standing()).isEqualTo(Standing.FAILED);
    assertThat(only().reason()).isEqualTo("exit-code 7");
  }

  @Test
  void tellsWhyAUnitIsOnNoMachine() {
    machine("m1", "node", true);
    units.add(
        new FleetUnit(
            UnitName.of("web.service"),
            content(PLAIN),
            DesiredState.LAUNCHED,
            Optional.of("kubernetes"),
            0,
            false,
            Map.of(),
            Map.of(),
            Optional.of("no machine has role=gpu")));

    assertThat(counts(only())).containsExactly(1, 0, 0, 0, 0);
    assertThat(only().reason()).isEqualTo("on no machine: no machine has role=gpu");
  }

  @Test
  void callsAUnitFailedWhoseMachineIsAwayAndSaysHowToForgetTheMachine() {
    machine("m1", "node", false);
    FleetUnit kubelet = unit("kubelet.service", GLOBAL, DesiredState.LAUNCHED, "m1");
    ready(kubelet, "m1");

    assertThat(counts(only())).containsExactly(1, 1, 0, 0, 0);
    assertThat(only().standing()).isEqualTo(Standing.FAILED);
    assertThat(only().reason()).contains("m1 is away").contains("fleetk machine rm m1");
  }

  @Test
  void desiresNothingOfAnInactiveUnit() {
    unit("web@.service", PLAIN, DesiredState.INACTIVE);

    assertThat(counts(only())).containsExactly(0, 0, 0, 0, 0);
    assertThat(only().standing()).isEqualTo(Standing.AS_DESIRED);
    assertThat(only().instances()).hasSize(1);
  }

  @Test
  void waitsForAUnitThatIsStillWhereItShouldNoLongerBe() {
    machine("m1", "node", true);
    machine("m2", "node", true);
    FleetUnit web = unit("web.service", PLAIN, DesiredState.LAUNCHED, "m2");
    ready(web, "m1");
    ready(web, "m2");

    assertThat(counts(only())).containsExactly(1, 1, 1, 1, 1);
    assertThat(only().standing()).isEqualTo(Standing.WAITING);
    assertThat(only().reason()).contains("being removed");
  }

  @Test
  void keepsUnitsOfNoStackApartAndLast() {
    machine("m1", "node", true);
    unit("a.service", PLAIN, DesiredState.INACTIVE);
    units.add(
        new FleetUnit(
            UnitName.of("z.service"),
            content(PLAIN),
            DesiredState.INACTIVE,
            Optional.of("kubernetes"),
            0,
            false,
            Map.of(),
            Map.of(),
            Optional.empty()));
    FleetUnit stackless = units.getFirst();
    units.set(
        0,
        new FleetUnit(
            stackless.name(),
            stackless.content(),
            stackless.desiredState(),
            Optional.empty(),
            0,
            false,
            Map.of(),
            Map.of(),
            Optional.empty()));

    assertThat(report().components()).extracting(Component::name).containsExactly("z", "a");
    assertThat(report().only(List.of("a")).components()).hasSize(1);
  }

  private static List<Integer> counts(Component component) {
    return List.of(
        component.desired(),
        component.placed(),
        component.active(),
        component.ready(),
        component.current());
  }

  private StatusReport report() {
    return StatusReport.of(FleetView.of(1, units, statuses, machines));
  }

  private Component only() {
    assertThat(report().components()).hasSize(1);
    return report().components().getFirst();
  }

  private Component component(String name) {
    return report().only(List.of(name)).components().getFirst();
  }

  private void machine(String id, String role, boolean present) {
    machines.add(
        new Machine(id, "192.0.2.1", Map.of("role", role), present, false, "", Optional.empty()));
  }

  private FleetUnit unit(String name, String text, DesiredState desired, String... on) {
    units.add(
        new FleetUnit(
            UnitName.of(name),
            content(text),
            desired,
            Optional.of("kubernetes"),
            0,
            false,
            Map.of(),
            Map.of(),
            Optional.empty()));
    for (String machine : on) {
      assign(units.getLast(), machine, content(text), false);
    }
    return units.getLast();
  }

  private void assign(FleetUnit unit, String machine, UnitContent has, boolean held) {
    var assignments = new TreeMap<>(units.getLast().assignments());
    assignments.put(
        machine, new Assignment(machine, has.id(), has.runHash(), unit.desiredState(), 0));
    units.set(
        units.size() - 1,
        new FleetUnit(
            unit.name(),
            unit.content(),
            unit.desiredState(),
            unit.stack(),
            0,
            held,
            assignments,
            Map.of(),
            Optional.empty()));
  }

  private void ready(FleetUnit unit, String machine) {
    status(unit.name().text(), machine, unit.content(), "active", true, "running");
  }

  private void status(
      String unit, String machine, UnitContent has, String active, boolean ready, String reason) {
    statuses.add(
        new UnitStatus(
            UnitName.of(unit),
            machine,
            Optional.of(has.unitHash()),
            Optional.of(has.id()),
            0,
            "loaded",
            active,
            ready ? "running" : active,
            Optional.empty(),
            0,
            "success",
            0,
            ready,
            reason));
  }

  private static UnitContent content(String text) {
    try {
      return UnitContent.of(UnitFile.parse(text));
    } catch (UnitParseException e) {
      throw new AssertionError(e);
    }
  }
}
