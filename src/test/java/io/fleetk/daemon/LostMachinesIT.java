package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.lab.Activation;
import io.fleetk.lab.LabMachine;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Machines that lose their power or their network. */
class LostMachinesIT extends FleetOfThreeFixture {
  /**
   * A machine whose engine does not lead. Without the leader the others take longer: a new one
   * gives every machine a lease and the grace from when it began to lead.
   */
  private static LabMachine follower() {
    LabMachine leader = lab.leader();
    return machines.stream()
        .filter(machine -> !machine.equals(leader))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  private static List<Activation> others(LabMachine machine, List<Activation> all) {
    return all.stream().filter(one -> !one.machine().equals(machine.name())).toList();
  }

  private static List<Activation> on(LabMachine machine, List<Activation> all) {
    return all.stream().filter(one -> one.machine().equals(machine.name())).toList();
  }

  /** Waits, for as long as that may take, until the fleet has nothing more on a machine. */
  private static void awaitLeft(LabMachine machine) {
    await("units elsewhere than on " + machine.name())
        .atMost(AGENT_TTL.plusSeconds(5))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                lab.fleet().view().units().values().stream()
                    .noneMatch(unit -> unit.assignments().containsKey(machine.id())));
  }

  @Test
  void unitsOfAMachineWithoutPowerRunElsewhereInTime() {
    LabMachine lost = follower();
    put(machines.getFirst(), Sleepers.instances("web", 6, ""));
    List<Activation> before = lab.awaitOnce("web@*.service", 6);
    assertThat(on(lost, before)).hasSize(2);

    lost.cutPower();

    awaitLeft(lost);
    List<Activation> after = lab.awaitOnce("web@*.service", 6);
    assertThat(after).containsAll(others(lost, before));
    // Back again, it has lost what it had.
    lost.powerOn();
    lab.awaitPresent(machines);
    assertThat(lab.awaitOnce("web@*.service", 6)).isEqualTo(after);
  }

  @Test
  void aMachineWithoutNetworkKeepsItsUnitsUntilItIsBack() {
    LabMachine cut = follower();
    put(machines.getFirst(), Sleepers.instances("web", 3, "[X-Fleetk]\nOnPartition=keep"));
    List<Activation> before = lab.awaitOnce("web@*.service", 3);
    assertThat(on(cut, before)).hasSize(1);

    cut.cutNetwork();
    try {
      awaitLeft(cut);
      // The others cannot know that it goes on there: that unit runs twice for now.
      await("a fourth run of three units")
          .until(() -> lab.activations("web@*.service").size() == 4);
      assertThat(lab.activations("web@*.service")).containsAll(before);
    } finally {
      cut.joinNetwork();
    }

    lab.awaitPresent(machines);
    List<Activation> after = lab.awaitOnce("web@*.service", 3);
    assertThat(on(cut, after)).isEmpty();
    assertThat(after).containsAll(others(cut, before));
  }

  @Test
  void aMachineThatRebootsInAnUnfinishedRolloutGetsWhatItHad() {
    String global = "[X-Fleet]\nGlobal=true";
    put(machines.getFirst(), List.of(Sleepers.unit("node.service", 1, global)));
    await().until(() -> lab.activations("node.service").size() == 3);
    LabMachine rebooted = follower();
    LabMachine first = machines.getFirst();
    LabMachine third =
        machines.stream()
            .filter(machine -> !machine.equals(first) && !machine.equals(rebooted))
            .findFirst()
            .orElseThrow();

    try (Fleet fleet = lab.fleetAt(first)) {
      fleet.put(Sleepers.held(Sleepers.unit("node.service", 2, global)));
      release(fleet, first);
      awaitVersion(first, 2);

      rebooted.cutPower();
      rebooted.powerOn();

      awaitVersion(rebooted, 1);
      awaitVersion(third, 1);
      release(fleet, third);
      release(fleet, rebooted);
      machines.forEach(machine -> awaitVersion(machine, 2));
      assertThat(lab.activations("node.service")).hasSize(3);
    }
  }

  private static void release(Fleet fleet, LabMachine machine) {
    UnitName name = UnitName.of("node.service");
    FleetUnit unit = fleet.view().unit(name).orElseThrow();
    fleet
        .extensions()
        .orElseThrow()
        .release(
            List.of(
                new FleetExtensions.Release(
                    name, machine.id(), unit.content().id(), unit.generation())));
  }

  private static void awaitVersion(LabMachine machine, int version) {
    await("version %d on %s".formatted(version, machine.name()))
        .untilAsserted(
            () ->
                assertThat(
                        machine
                            .run(
                                "systemctl",
                                "show",
                                "-P",
                                "Environment,ActiveState",
                                "node.service")
                            .output()
                            .lines())
                    .contains("VERSION=" + version, "active"));
  }
}
