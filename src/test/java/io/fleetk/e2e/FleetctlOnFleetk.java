package io.fleetk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.lab.Command;
import io.fleetk.lab.FleetLab;
import io.fleetk.lab.LabMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A real fleetctl drives fleets of fleetk's daemons. */
final class FleetctlOnFleetk implements AutoCloseable {
  private static final String SLEEP = "[Service]\nExecStart=/bin/sleep 3600\n";
  private static final String[] UNITS = {"list-units", "--no-legend", "--fields=unit,active,sub"};
  private static final String[] PLACES = {
    "list-units", "--no-legend", "--full", "--fields=unit,machine,active"
  };
  private static final String[] FILES = {
    "list-unit-files", "--no-legend", "--fields=unit,dstate,state"
  };

  private final Checks checks;
  private final FleetLab lab;
  private final LabMachine one;
  private final LabMachine two;
  private final Fleetctl fleetctl;
  private final Fleetctl bySocket;

  /** Two machines that are a fleet, on which fleetctl is installed. */
  FleetctlOnFleetk(Checks checks, Path program, Path folder) {
    this.checks = checks;
    this.lab =
        FleetLab.open(
            Map.of(
                "listen", "unix:///run/fleet.sock,http://0.0.0.0:49153",
                "listen_insecure", "true"));
    this.one = lab.add(Map.of("metadata", "role=master"), "one").getFirst();
    this.two = lab.add(Map.of("metadata", "role=node"), "two").getFirst();
    lab.machines().forEach(machine -> Fleetctl.install(program, machine, "fleetctl"));
    this.fleetctl = new Fleetctl(program, "http://%s:49153".formatted(one.address()), folder);
    this.bySocket = fleetctl.at("unix://" + two.root().resolve("run/fleet.sock"));
  }

  private static String place(String unit, LabMachine machine, String active) {
    return "%s %s/%s %s".formatted(unit, machine.id(), machine.address(), active);
  }

  private static String pid(LabMachine machine, String unit) {
    return machine.run("systemctl", "show", "--value", "--property=MainPID", unit).output().strip();
  }

  private LabMachine machineOf(String unit) {
    return lab.machines().stream()
        .filter(machine -> !pid(machine, unit).equals("0"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(unit + " runs on no machine"));
  }

  void run() {
    checks.about("fleetctl on fleetk");
    oneUnit();
    templates();
    placement();
    errors();
  }

  private void oneUnit() {
    String text =
        "[Unit]\nDescription=Says hello\n\n[Service]\nExecStart=/bin/sh -c \"echo hello; exec sleep 3600\"\n";
    fleetctl.write("hello.service", text);
    checks.check(
        "list-machines, over TCP and over the socket",
        () -> {
          List<String> lines =
              List.of(
                  "%s %s role=master".formatted(one.id(), one.address()),
                  "%s %s role=node".formatted(two.id(), two.address()));
          fleetctl.await(lines, "list-machines", "--full", "--no-legend");
          bySocket.await(lines, "list-machines", "--full", "--no-legend");
        });
    checks.check(
        "submit: the unit is inactive, and on no machine",
        () -> {
          fleetctl.must("submit", "hello.service");
          bySocket.await(List.of("hello.service inactive inactive"), FILES);
          fleetctl.await(List.of(), UNITS);
        });
    checks.check(
        "cat prints what was submitted",
        () -> assertThat(fleetctl.must("cat", "hello.service")).isEqualTo(text));
    checks.check(
        "load: a machine has it, stopped",
        () -> {
          fleetctl.must("load", "hello.service");
          fleetctl.await(List.of("hello.service loaded loaded"), FILES);
          bySocket.await(List.of("hello.service inactive dead"), UNITS);
        });
    checks.check(
        "start: it runs",
        () -> {
          fleetctl.start("hello.service");
          fleetctl.await(List.of("hello.service launched launched"), FILES);
          fleetctl.await(List.of("hello.service active running"), UNITS);
        });
    checks.check(
        "list-units and list-unit-files with every column",
        () -> {
          LabMachine machine = machineOf("hello.service");
          assertThat(
                  fleetctl
                      .must(
                          "list-units",
                          "--full",
                          "--no-legend",
                          "--fields=unit,load,active,sub,machine,hash")
                      .strip()
                      .replaceAll("\\s+", " "))
              .matches(
                  "hello.service loaded active running %s/%s [0-9a-f]{40}"
                      .formatted(machine.id(), machine.address()));
          assertThat(
                  fleetctl
                      .must(
                          "list-unit-files",
                          "--full",
                          "--no-legend",
                          "--fields=unit,hash,desc,dstate,state,target,global")
                      .strip()
                      .replaceAll("\\s+", " "))
              .matches(
                  "hello.service [0-9a-f]{40} Says hello launched launched %s/%s false"
                      .formatted(machine.id(), machine.address()));
        });
    checks.check(
        "status and journal, on the unit's own machine",
        () -> {
          LabMachine machine = machineOf("hello.service");
          assertThat(Fleetctl.runOn(machine, "status", "hello.service").output())
              .contains("hello.service - Says hello", "Active: active (running)");
          assertThat(Fleetctl.runOn(machine, "journal", "hello.service").output())
              .contains("hello");
        });
    checks.check(
        "restart: another process",
        () -> {
          LabMachine machine = machineOf("hello.service");
          String before = pid(machine, "hello.service");
          fleetctl.must("restart", "hello.service");
          fleetctl.await(List.of("hello.service active running"), UNITS);
          assertThat(pid(machine, "hello.service")).isNotIn(before, "0");
        });
    checks.check(
        "stop: it is loaded, and no process is left",
        () -> {
          LabMachine machine = machineOf("hello.service");
          fleetctl.must("stop", "hello.service");
          fleetctl.await(List.of("hello.service inactive dead"), UNITS);
          fleetctl.await(List.of("hello.service loaded loaded"), FILES);
          assertThat(pid(machine, "hello.service")).isEqualTo("0");
        });
    checks.check(
        "unload: it is on no machine",
        () -> {
          bySocket.must("unload", "hello.service");
          fleetctl.await(List.of("hello.service inactive inactive"), FILES);
          fleetctl.await(List.of(), UNITS);
        });
    checks.check(
        "another text is only a warning, and --replace takes it",
        () -> {
          fleetctl.start("hello.service");
          fleetctl.write("hello.service", text.replace("3600", "7200"));
          assertThat(fleetctl.run("start", "hello.service").errors()).contains("--replace");
          assertThat(fleetctl.must("cat", "hello.service")).isEqualTo(text);
          fleetctl.start("--replace", "hello.service");
          fleetctl.await(List.of("hello.service active running"), UNITS);
          assertThat(fleetctl.must("cat", "hello.service")).contains("7200");
          assertThat(machineOf("hello.service").run("systemctl", "cat", "hello.service").output())
              .contains("7200");
        });
    destroyed("destroy: it is gone from the fleet and from the machines", "hello.service");
  }

  /** Destroys units and checks that nothing of them is left. */
  private void destroyed(String what, String... units) {
    checks.check(
        what,
        () -> {
          for (String unit : units) {
            fleetctl.must("destroy", unit);
          }
          fleetctl.await(List.of(), FILES);
          fleetctl.await(List.of(), UNITS);
          for (LabMachine machine : lab.machines()) {
            for (String unit : units) {
              Awaitility.await(unit + " is gone from " + machine.name())
                  .pollInSameThread()
                  .until(() -> machine.run("systemctl", "cat", unit).status() != 0);
            }
          }
        });
  }

  private void templates() {
    checks.check(
        "a template is submitted, and cannot be started",
        () -> {
          fleetctl.write("web@.service", SLEEP + "[X-Fleet]\nConflicts=web@*.service\n");
          fleetctl.must("submit", "web@.service");
          Command.Result result = fleetctl.run("start", "web@.service");
          assertThat(result.status()).isEqualTo(1);
          assertThat(result.errors()).contains("cannot activate template \"web@.service\"");
        });
    checks.check(
        "instances of it conflict: one on each machine, and the third waits",
        () -> {
          fleetctl.start("web@1", "web@2");
          assertThat(fleetctl.run("start", "--block-attempts=1", "web@3").status()).isEqualTo(1);
          fleetctl.await(
              List.of("web@1.service active running", "web@2.service active running"), UNITS);
          assertThat(pid(one, "web@1.service").equals("0"))
              .isNotEqualTo(pid(one, "web@2.service").equals("0"));
          fleetctl.await(
              List.of(
                  "web@.service inactive inactive",
                  "web@1.service launched launched",
                  "web@2.service launched launched",
                  "web@3.service launched inactive"),
              FILES);
        });
    checks.check(
        "the one that waits takes the place of one that goes",
        () -> {
          fleetctl.must("destroy", "web@1.service");
          fleetctl.await(
              List.of("web@2.service active running", "web@3.service active running"), UNITS);
        });
    destroyed("templates and instances are destroyed", "web@.service", "web@2", "web@3");
  }

  private void placement() {
    checks.check(
        "Global: on every machine, with metadata on those that have it",
        () -> {
          fleetctl.write("all.service", SLEEP + "[X-Fleet]\nGlobal=true\n");
          fleetctl.write(
              "nodes.service", SLEEP + "[X-Fleet]\nGlobal=true\nMachineMetadata=role=node\n");
          fleetctl.start("all.service", "nodes.service");
          fleetctl.await(
              List.of(
                  place("all.service", one, "active"),
                  place("all.service", two, "active"),
                  place("nodes.service", two, "active")),
              PLACES);
        });
    checks.check(
        "a global unit stops everywhere",
        () -> {
          fleetctl.must("stop", "all.service");
          fleetctl.await(
              List.of(
                  place("all.service", one, "inactive"),
                  place("all.service", two, "inactive"),
                  place("nodes.service", two, "active")),
              PLACES);
        });
    destroyed("global units are destroyed", "all.service", "nodes.service");
    checks.check(
        "MachineID and MachineMetadata: where they say, or nowhere",
        () -> {
          fleetctl.write("pinned.service", SLEEP + "[X-Fleet]\nMachineID=%s\n".formatted(two.id()));
          fleetctl.write("master.service", SLEEP + "[X-Fleet]\nMachineMetadata=role=master\n");
          fleetctl.write("gpu.service", SLEEP + "[X-Fleet]\nMachineMetadata=role=gpu\n");
          fleetctl.start("pinned.service", "master.service");
          assertThat(fleetctl.run("start", "--block-attempts=1", "gpu.service").status())
              .isEqualTo(1);
          fleetctl.await(
              List.of(
                  place("pinned.service", two, "active"), place("master.service", one, "active")),
              PLACES);
        });
    checks.check(
        "MachineOf: with the other, Conflicts: without it",
        () -> {
          fleetctl.write("with.service", SLEEP + "[X-Fleet]\nMachineOf=pinned.service\n");
          fleetctl.write("without.service", SLEEP + "[X-Fleet]\nConflicts=pinned.service\n");
          fleetctl.start("with.service", "without.service");
          fleetctl.await(
              List.of(
                  place("pinned.service", two, "active"),
                  place("with.service", two, "active"),
                  place("without.service", one, "active"),
                  place("master.service", one, "active")),
              PLACES);
        });
    checks.check(
        "Replaces: the other makes room on its machine",
        () -> {
          fleetctl.write("older.service", SLEEP);
          fleetctl.start("older.service");
          LabMachine before = machineOf("older.service");
          LabMachine other = before == one ? two : one;
          fleetctl.write(
              "newer.service",
              SLEEP
                  + "[X-Fleet]\nReplaces=older.service\nMachineMetadata=role=%s\n"
                      .formatted(before == one ? "master" : "node"));
          fleetctl.start("newer.service");
          fleetctl.await(
              List.of(
                  place("newer.service", before, "active"),
                  place("older.service", other, "active"),
                  place("pinned.service", two, "active"),
                  place("with.service", two, "active"),
                  place("without.service", one, "active"),
                  place("master.service", one, "active")),
              PLACES);
        });
    destroyed(
        "all of them are destroyed",
        "newer.service",
        "older.service",
        "with.service",
        "without.service",
        "pinned.service",
        "master.service",
        "gpu.service");
  }

  private void errors() {
    checks.check(
        "a unit that is not there",
        () -> {
          assertThat(fleetctl.run("start", "nope.service").errors())
              .contains("unable to find Unit(nope.service) in Registry or on filesystem");
          assertThat(fleetctl.run("cat", "nope.service").errors())
              .contains("Unit nope.service not found");
          assertThat(fleetctl.run("status", "nope.service").errors())
              .contains("Unit nope.service does not exist.");
          assertThat(fleetctl.run("destroy", "nope.service").errors())
              .contains("Units not found in registry");
        });
    checks.check(
        "a unit without options, and one that is no unit file",
        () -> {
          fleetctl.write("empty.service", "");
          assertThat(fleetctl.run("submit", "empty.service").errors())
              .contains("Error 409: unit does not exist and options field empty");
          fleetctl.write("bad.service", "[Unit]\nnonsense\n");
          assertThat(fleetctl.run("submit", "bad.service").status()).isEqualTo(1);
        });
    checks.check(
        "a program that fails is launched and failed",
        () -> {
          fleetctl.write("fails.service", "[Service]\nExecStart=/bin/false\n");
          assertThat(fleetctl.run("start", "--block-attempts=1", "fails.service").status())
              .isEqualTo(1);
          fleetctl.await(List.of("fails.service failed failed"), UNITS);
          fleetctl.await(List.of("fails.service launched launched"), FILES);
        });
    destroyed("it is destroyed", "fails.service");
    checks.check(
        "verify says that it no longer works",
        () -> assertThat(fleetctl.run("verify", "hello.service").status()).isEqualTo(2));
  }

  @Override
  public void close() {
    lab.close();
  }
}
