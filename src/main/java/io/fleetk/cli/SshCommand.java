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
      "  fleetk --tunnel ops@bastion ssh --ssh-username core 10.0.0.7 uptime"
    })
final class SshCommand extends FleetkCommand {
  @Parameters(index = "0", paramLabel = "MACHINE|UNIT", description = "where to go")
  private String where;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "CMD",
      description = "what to run there; a shell when nothing is given")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-A", "--forward-agent"},
      description = "let the machine use the keys of your ssh agent")
  private boolean forwardAgent;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Machine machine;
    try (Fleet fleet = openFleet()) {
      machine = new FleetWords(fleet.view()).machineOrHost(where);
    }
    List<String> options = new ArrayList<>();
    if (forwardAgent) {
      options.add("-A");
    }
    if (!command().isEmpty() && canAsk() && surroundings().terminal().isTerminal(Stream.OUT)) {
      options.add("-t");
    }
    out().flush();
    err().flush();
    try (var ssh = ChildProcess.inheriting(ssh(this).command(host(machine), options, command()))) {
      return ssh.await();
    }
  }

  /** The command without the dashes that may set it off. */
  private List<String> command() {
    boolean setOff = !words.isEmpty() && words.getFirst().equals("--");
    return setOff ? words.subList(1, words.size()) : words;
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
