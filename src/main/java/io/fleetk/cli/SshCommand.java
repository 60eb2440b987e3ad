package io.fleetk.cli;

import io.fleetk.cli.Terminal.Stream;
import io.fleetk.client.OpenSsh;
import io.fleetk.client.SshHost;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk ssh}: a shell or a command on a machine, by the user's own OpenSSH. */
@Command(
    name = "ssh",
    header = "Open a shell, or run a command, on a machine.",
    description = {
      "Runs ssh to the address that a machine has in the fleet: a machine by its name, address, ID",
      "or first digits, or the one that a unit is on. All words after it are the command. With",
      "--tunnel it goes through that host. Exits as the command did, or 255 as ssh does."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk ssh 6f9c2d10",
      "  fleetk ssh kube-scheduler@1.service systemctl status kube-scheduler@1",
      "  fleetk ssh --ssh-port 2222 --unit kube-scheduler@1 uptime",
      "  fleetk --tunnel ops@bastion ssh --ssh-username core 10.0.0.7 uptime"
    })
final class SshCommand extends FleetkCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MACHINE|UNIT",
      description = "where to go, unless an option says so")
  private String where;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "CMD",
      description = "what to run there; a shell when nothing is given")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--machine",
      paramLabel = "MACHINE",
      description = "go to this machine; every word is of the command then")
  private String machineWord;

  @Option(
      names = "--unit",
      paramLabel = "UNIT",
      description = "go to the machine of this unit; every word is of the command then")
  private String unitWord;

  @Option(
      names = "--ssh-port",
      paramLabel = "PORT",
      description = "the port of the machine's ssh (default: ssh's own)")
  private Integer port;

  @Option(
      names = {"-A", "--forward-agent"},
      description = "let the machine use the keys of your ssh agent")
  private boolean forwardAgent;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port != null && (port < 1 || port > 0xffff)) {
      throw CommandFailure.badInput("--ssh-port %d: give a number from 1 to 65535".formatted(port));
    }
    Machine machine = machine();
    List<String> options = new ArrayList<>();
    if (forwardAgent) {
      options.add("-A");
    }
    if (!command().isEmpty() && canAsk() && surroundings().terminal().isTerminal(Stream.OUT)) {
      options.add("-t");
    }
    out().flush();
    err().flush();
    try (var ssh =
        ChildProcess.inheriting(ssh(this).command(destination(machine), options, command()))) {
      return ssh.await();
    }
  }

  private boolean isNamedByOption() {
    return machineWord != null || unitWord != null;
  }

  private Machine machine() throws IOException {
    if (machineWord != null && unitWord != null) {
      throw CommandFailure.badInput("--machine and --unit both say where to go: give one of them");
    }
    if (!isNamedByOption() && where == null) {
      throw CommandFailure.badInput(
          "nothing says where to go; name a machine or a unit, 'fleetk machines' and 'fleetk status'"
              + " list them");
    }
    try (Fleet fleet = openFleet()) {
      var fleetWords = new FleetWords(fleet.view());
      if (machineWord != null) {
        return fleetWords.machine(machineWord);
      }
      return unitWord != null ? fleetWords.host(unitWord) : fleetWords.machineOrHost(where);
    }
  }

  private SshHost destination(Machine machine) {
    SshHost host = host(machine);
    return port == null ? host : new SshHost(host.user(), host.host(), OptionalInt.of(port));
  }

  /** The command without the dashes that may set it off. */
  private List<String> command() {
    List<String> command = new ArrayList<>(words);
    if (isNamedByOption() && where != null) {
      command.addFirst(where);
    }
    if (!command.isEmpty() && command.getFirst().equals("--")) {
      command.removeFirst();
    }
    return command;
  }

  /** The user's ssh, going the way that the fleet is reached. */
  static OpenSsh ssh(FleetkCommand command) {
    var environment = command.surroundings().environment();
    ConnectionOptions connection = command.root().connection();
    return OpenSsh.find(environment, connection.sshUsername(environment))
        .through(connection.tunnel(environment))
        .with(command.root().ssh().preferences(environment));
  }

  /** A machine as ssh finds it. */
  static SshHost host(Machine machine) {
    if (machine.address().isEmpty()) {
      throw CommandFailure.failed(
          "machine %s has told the fleet no address".formatted(machine.shortId()));
    }
    return new SshHost(Optional.empty(), machine.address(), OptionalInt.empty());
  }
}
