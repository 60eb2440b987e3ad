package io.fleetk.daemon;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.lab.Activation;
import io.fleetk.lab.Command;
import io.fleetk.lab.LabMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do to a fleet of three machines that work, and of daemons that come and go. */
class FleetOnMachinesIT extends FleetOfThreeFixture {
  private static final Duration LEADER_TTL = Duration.ofSeconds(5);

  private static Command.Result fleetk(String... words) {
    return lab.fleetk(machines.getFirst(), words);
  }

  @Test
  void aStackIsAppliedAndAChangeRolled(@TempDir Path stack) throws IOException {
    Files.writeString(stack.resolve("stack.yaml"), "name: shop\nvalues:\n  version: 1\n");
    Files.writeString(
        stack.resolve("web@.service.peb"),
        """
        [Service]
        Type=exec
        Environment=VERSION={{ version }}
        ExecStart=/bin/sleep infinity
        [X-Fleet]
        Conflicts=%p@*
        [X-Fleetk]
        Instances=3
        MaxUnavailable=1
        MinReadySec=1
        """);
    Files.writeString(
        stack.resolve("node.service"),
        "[Service]\nExecStart=/bin/sleep infinity\n[X-Fleet]\nGlobal=true\n");

    assertThat(fleetk("apply", stack.toString(), "--yes").status()).isZero();

    List<Activation> webs = lab.awaitOnce("web@*.service", 3);
    List<Activation> nodes = lab.activations("node.service");
    assertThat(webs.stream().map(Activation::machine)).containsExactlyInAnyOrder("m1", "m2", "m3");
    assertThat(nodes.stream().map(Activation::machine)).containsExactly("m1", "m2", "m3");
    assertThat(fleetk("status").status()).isZero();

    Command.Result change = fleetk("apply", stack.toString(), "--set", "version=2", "--yes");

    assertThat(change.status()).as(change.errors()).isZero();
    List<Activation> rolled = lab.awaitOnce("web@*.service", 3);
    assertThat(rolled).doesNotContainAnyElementsOf(webs);
    for (LabMachine machine : machines) {
      assertThat(machine.run("systemctl", "show", "-P", "Environment", "web@*.service").output())
          .isEqualTo("VERSION=2\n");
    }
    // One clock for all: the next one begins when the one before has been ready for a second.
    List<Activation> inOrder =
        rolled.stream().sorted(Comparator.comparingLong(Activation::since)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      assertThat(inOrder.get(i).since() - inOrder.get(i - 1).since()).isGreaterThan(1_000_000);
    }
    assertThat(lab.activations("node.service")).isEqualTo(nodes);
  }

  @Test
  void threeHundredUnitsAreSpreadEvenly() {
    try (Fleet fleet = lab.fleetAt(machines.getFirst())) {
      fleet.putAll(Sleepers.instances("many", 300, ""));
    }

    List<Activation> all = lab.awaitOnce("many@*.service", 300);

    assertThat(all.stream().collect(groupingBy(Activation::machine, counting())))
        .isEqualTo(Map.of("m1", 100L, "m2", 100L, "m3", 100L));
  }

  @Test
  void aLeaderThatIsKilledLosesNoSubmission() {
    LabMachine leader = lab.leader();
    LabMachine other =
        machines.stream().filter(machine -> !machine.equals(leader)).findFirst().orElseThrow();
    List<UnitSubmission> units = Sleepers.instances("sub", 200, "");
    put(other, units.subList(0, 100));
    lab.awaitOnce("sub@*.service", 100);
    List<Activation> before = lab.activations("sub@*.service");

    leader.mustRun("systemctl", "kill", "-s", "KILL", "fleetk.service");
    Instant killed = Instant.now();
    put(other, units.subList(100, 200));

    await("a unit that was put after the kill")
        .atMost(LEADER_TTL.plusSeconds(3))
        .until(
            () ->
                lab.fleet().view().units().values().stream()
                        .filter(unit -> !unit.assignments().isEmpty())
                        .count()
                    > 100);
    assertThat(Duration.between(killed, Instant.now())).isLessThan(LEADER_TTL.plusSeconds(3));
    List<Activation> all = lab.awaitOnce("sub@*.service", 200);
    assertThat(all).containsAll(before);
    lab.awaitPresent(machines);
  }

  @Test
  void aDaemonIsUpgradedInPlaceAndNoUnitRestarts() {
    put(machines.getFirst(), Sleepers.instances("run", 9, ""));
    List<Activation> before = lab.awaitOnce("run@*.service", 9);

    for (LabMachine machine : machines) {
      machine.mustRun("cp", "--archive", "/opt/fleetk", "/opt/fleetk-next");
      machine.write(
          "/etc/systemd/system/fleetk.service.d/upgrade.conf",
          "[Service]\nExecStart=\nExecStart=/opt/fleetk-next/bin/fleetk daemon\n");
      machine.mustRun("systemctl", "daemon-reload");
      machine.mustRun("systemctl", "restart", "fleetk");
    }

    for (LabMachine machine : machines) {
      String pid = machine.run("systemctl", "show", "-P", "MainPID", "fleetk").output().strip();
      assertThat(machine.read("/proc/" + pid + "/cmdline")).contains("/opt/fleetk-next/lib");
    }
    lab.awaitPresent(machines);
    put(machines.getFirst(), Sleepers.instances("after", 3, ""));
    lab.awaitOnce("after@*.service", 3);
    assertThat(lab.activations("run@*.service")).isEqualTo(before);
  }

  @Test
  void aMachineThatJoinsGetsItsGlobalUnits() {
    put(
        machines.getFirst(),
        List.of(
            Sleepers.unit("everywhere.service", 1, "[X-Fleet]\nGlobal=true"),
            Sleepers.unit(
                "masters.service", 1, "[X-Fleet]\nGlobal=true\nMachineMetadata=role=master"),
            Sleepers.unit("one.service", 1, "")));
    lab.awaitOnce("one.service", 1);
    List<Activation> before = lab.activations("*e*.service");

    LabMachine joined = lab.add(Map.of("metadata", "\"role=master\""), "m4").getFirst();

    await()
        .untilAsserted(
            () ->
                assertThat(
                        lab.activations("*s.service").stream()
                            .filter(one -> one.unit().equals("masters.service")))
                    .hasSize(1));
    await().untilAsserted(() -> assertThat(lab.activations("everywhere.service")).hasSize(4));
    assertThat(lab.activations("*e*.service")).containsAll(before);
    removeForGood(joined);
  }

  private static void removeForGood(LabMachine machine) {
    machine.cutPower();
    await()
        .ignoreExceptionsInstanceOf(FleetException.class) // It is present for a while.
        .until(
            () -> {
              lab.fleet().extensions().orElseThrow().removeMember(machine.id());
              return true;
            });
  }
}
