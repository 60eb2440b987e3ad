package io.fleetk.cli;

import io.fleetk.daemon.DevControl;
import io.fleetk.daemon.DevState;
import io.fleetk.daemon.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk dev break}: breaks something in the embedded fleet on purpose. */
@Command(
    name = "break",
    header = "Break something in the dev fleet on purpose.",
    synopsisSubcommandLabel = "COMMAND",
    description = "Breaks something in the dev fleet on purpose, to see what becomes of it.",
    subcommands = {
      DevBreakCommand.MachineBreak.class,
      DevBreakCommand.UnitBreak.class,
      DevBreakCommand.SlowBreak.class,
      DevBreakCommand.ProbeBreak.class,
      DevBreakCommand.MendBreak.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk dev break machine m2             pull its plug",
      "  fleetk dev break machine m2 --return    and let it boot again",
      "  fleetk dev break unit kubelet.service --exit-status 7",
      "  fleetk dev break slow flannel.service 20s",
      "  fleetk dev break probe kube-apiserver@1.service",
      "  fleetk dev break mend kubelet.service   take it all back"
    })
final class DevBreakCommand extends CommandGroup {

  /** What all breakages have in common. */
  abstract static class Breakage extends FleetkCommand {
    /** What to do. */
    abstract Fault fault();

    /** What was done, in words. */
    abstract String told();

    @Override
    public final Integer call() throws IOException {
      Path directory = DevState.directory(surroundings().environment());
      if (DevState.running(directory).isEmpty()) {
        throw CommandFailure.failed("no dev fleet runs; start one with 'fleetk dev up'");
      }
      try {
        new DevControl(directory).inject(fault());
      } catch (IllegalArgumentException e) {
        throw CommandFailure.badInput(e.getMessage());
      }
      out().println(told() + "; see 'fleetk status' and 'fleetk dev status'.");
      return ExitCode.OK;
    }
  }

  /** A breakage of a unit. */
  abstract static class UnitBreakage extends Breakage {
    @Parameters(
        index = "0",
        paramLabel = "UNIT",
        description = "the unit's whole name, or a component for every instance that there is")
    private String unit;

    @Option(
        names = "--machine",
        paramLabel = "MACHINE",
        description = "only on this machine, by its name or ID")
    private String machine;

    final String unit() {
      return unit;
    }

    final Optional<String> machine() {
      return Optional.ofNullable(machine);
    }

    final String where() {
      return unit + machine().map(name -> " on " + name).orElse("");
    }
  }

  /** Makes a machine vanish or return. */
  @Command(
      name = "machine",
      header = "Cut a machine's power, or boot it again.",
      footerHeading = "%nExamples:%n",
      footer = {"  fleetk dev break machine m2", "  fleetk dev break machine m2 --return"})
  static final class MachineBreak extends Breakage {
    @Parameters(index = "0", paramLabel = "MACHINE", description = "its name or ID")
    private String machine;

    @Option(names = "--return", description = "boot it again")
    private boolean returns;

    @Override
    Fault fault() {
      return returns ? new Fault.PowerOn(machine) : new Fault.PowerOff(machine);
    }

    @Override
    String told() {
      return "Machine %s %s".formatted(machine, returns ? "boots again" : "is off");
    }
  }

  /** Makes a unit fail. */
  @Command(
      name = "unit",
      header = "Have a unit's program exit, now and at each start, until it is mended.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  fleetk dev break unit kubelet.service --exit-status 7",
        "  fleetk dev break unit kubelet --machine m2"
      })
  static final class UnitBreak extends UnitBreakage {
    @Option(
        names = "--exit-status",
        paramLabel = "N",
        description = "what it exits with (default: 1)")
    private int exitStatus = 1;

    @Override
    Fault fault() {
      return new Fault.FailUnit(unit(), machine(), exitStatus);
    }

    @Override
    String told() {
      return "%s exits with status %d until it is mended".formatted(where(), exitStatus);
    }
  }

  /** Makes a start slow. */
  @Command(
      name = "slow",
      header = "Make a unit's starts take longer until it is mended.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  fleetk dev break slow flannel.service 20s",
        "  fleetk dev break slow kubelet 1min --machine m2"
      })
  static final class SlowBreak extends UnitBreakage {
    @Parameters(index = "1", paramLabel = "DURATION", description = "how much longer, such as 20s")
    private Duration delay;

    @Override
    Fault fault() {
      return new Fault.SlowStart(unit(), machine(), delay);
    }

    @Override
    String told() {
      return "%s takes %s longer to start until it is mended".formatted(where(), Ages.of(delay));
    }
  }

  /** Makes a probe fail. */
  @Command(
      name = "probe",
      header = "Make a unit's readiness probes fail until it is mended.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  fleetk dev break probe kube-apiserver@1.service",
        "  fleetk dev break probe kubelet --machine m2"
      })
  static final class ProbeBreak extends UnitBreakage {
    @Override
    Fault fault() {
      return new Fault.FailProbe(unit(), machine());
    }

    @Override
    String told() {
      return "Probes of %s fail until it is mended".formatted(where());
    }
  }

  /** Takes everything back. */
  @Command(
      name = "mend",
      header = "Take back what was broken of a unit.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  fleetk dev break mend kubelet.service",
        "  fleetk dev break mend kubelet --machine m2"
      })
  static final class MendBreak extends UnitBreakage {
    @Override
    Fault fault() {
      return new Fault.Mend(unit(), machine());
    }

    @Override
    String told() {
      return "%s is mended".formatted(where());
    }
  }
}
