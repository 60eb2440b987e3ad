package io.fleetk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What is typed wrongly, what help says, what a fleet that is not there leads to. */
class CommandsTest {
  @TempDir Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          aply units                    | 2 | fleetk: there is no command 'aply'; did you mean 'apply'? or see 'fleetk --help'
          apply units --yess            | 2 | fleetk: apply: there is no option '--yess'; did you mean '--yes'? or see 'fleetk apply --help'
          apply                         | 2 | fleetk: apply: missing required parameter: 'DIR'; see 'fleetk apply --help'
          apply units more              | 2 | fleetk: apply: 'more' is one argument too many; see 'fleetk apply --help'
          apply units --prune=some      | 2 | fleetk: apply: invalid value for option '--prune': 'some' is not all, true or false; see 'fleetk apply --help'
          apply units --wait-timeout 5x | 2 | fleetk: apply: invalid value for option '--wait-timeout': 'x' is no unit of time: use ms, s, min, h or d; see 'fleetk apply --help'
          status -o xml                 | 2 | fleetk: status: invalid value for option '--output': 'xml' is not wide, json, yaml or name; see 'fleetk status --help'
          restart                       | 2 | fleetk: restart: nothing to restart is named; name components ('fleetk status -o name' lists them) or say --all
          restart --all kubelet         | 2 | fleetk: restart: name components or say --all, not both
          restart a --max-unavailable 0 | 2 | fleetk: restart: invalid value for option '--max-unavailable': '0' is not a number of instances or a percentage, such as 2 or 25%; see 'fleetk restart --help'
          dev                           | 2 | fleetk: dev: one of its commands is missing: break, down, status, up; see 'fleetk dev --help'
          dev up --machines 0           | 2 | fleetk: dev up: --machines 0: give a number from 1 to 200
          dev status                    | 1 | fleetk: dev status: no dev fleet runs; start one with 'fleetk dev up'
          dev break machine m1          | 1 | fleetk: dev break machine: no dev fleet runs; start one with 'fleetk dev up'
          status                        | 5 | fleetk: status: no fleet is named and no dev fleet runs; give --endpoint URL or --etcd URL, or set FLEETK_ENDPOINT, or start one with 'fleetk dev up'
          status --endpoint gone        | 2 | fleetk: status: endpoint "gone" has no scheme
          --endpoint http://gone status | 5 | fleetk: status: no fleet at http://gone: connection refused
          status --endpoint http://gone | 5 | fleetk: status: no fleet at http://gone: connection refused
          status --endpoint http://a --etcd http://b | 2 | fleetk: status: --endpoint and --etcd name two fleets: give one of them
          status --etcd ftp://b         | 2 | fleetk: status: "ftp://b" is no address of etcd: give http://HOST:PORT or https://HOST:PORT, several separated by commas
          status --etcd http://b --ca-file x | 2 | fleetk: status: certificates are for an https:// endpoint, and http://b:2379 is not
          status --etcd https://b --cert-file x | 2 | fleetk: status: a client certificate and its key go together: one of the two is missing
          status --etcd http://b --etcd-username x | 2 | fleetk: status: an etcd user and its password go together
          status --etcd http://b --etcd-username x --etcd-password-file gone.txt | 1 | fleetk: status: gone.txt: there is no such file or directory
          status --endpoint http://a --etcd-username x | 2 | fleetk: status: --etcd-username goes with --etcd: this fleet is reached by its API
          status --endpoint https://a --cert-file x | 2 | fleetk: status: a client certificate and its key go together: the key is missing
          status --endpoint http://a --tunnel -x | 2 | fleetk: status: "-x" is no host for ssh: use [USER@]HOST[:PORT]
          render units -o xml           | 2 | fleetk: render: 'xml' is not json, yaml, name or dir:PATH
          """)
  void tellsWhatIsWrongInOneLine(String typed, int exitCode, String line) {
    Seen seen = Desk.alone(home).types(typed.split(" "));

    assertThat(seen.err()).isEqualTo(line + System.lineSeparator());
    assertThat(seen.exitCode()).isEqualTo(exitCode);
    assertThat(seen.out()).isEmpty();
  }

  @Test
  void lintsFilesThatStandAlone() throws IOException {
    Path good = Files.writeString(home.resolve("a.service"), "[Service]\nExecStart=/bin/a\n");

    assertThat(Desk.alone(home).types("lint", good.toString()).exitCode()).isZero();

    Seen missing = Desk.alone(home).types("lint", good.toString(), "no.service");

    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.out()).startsWith("no.service: ").hasLineCount(1);
    assertThat(missing.err()).isEqualTo("fleetk: lint: 1 error, 0 warnings\n");
  }

  @Test
  void addsAStackTraceOnlyWithDebug() {
    Desk desk = Desk.alone(home);

    assertThat(desk.types("status").err()).doesNotContain("\tat ");
    assertThat(desk.types("status", "--debug").err()).contains("\tat ");
  }

  static Stream<List<String>> commands() {
    var commands = new ArrayList<List<String>>();
    var desk = new Errors(new java.io.PrintWriter(new java.io.StringWriter()));
    collect(Main.commandLine(Desk.surroundings(), desk), List.of(), commands);
    return commands.stream();
  }

  private static void collect(CommandLine command, List<String> path, List<List<String>> into) {
    if (command.getCommandSpec().usageMessage().hidden()) {
      return;
    }
    into.add(path);
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              var longer = new ArrayList<>(path);
              longer.add(name);
              collect(sub, longer, into);
            });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpsWithExamplesThatBeginWithTheCommand(List<String> command) {
    var words = new ArrayList<>(command);
    words.add("--help");

    PrintStream standard = System.err;
    var warnings = new ByteArrayOutputStream();
    System.setErr(new PrintStream(warnings, true, UTF_8));
    Seen seen;
    try {
      seen = Desk.alone(home).types(words.toArray(String[]::new));
    } finally {
      System.setErr(standard);
    }

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.err()).isEmpty();
    assertThat(warnings.toString(UTF_8)).isEmpty();
    assertThat(seen.out())
        .contains("Usage: fleetk")
        .contains("Examples:")
        .contains(String.join(" ", "  fleetk", String.join(" ", command)).stripTrailing());
    assertThat(seen.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void showsTheCommandsWhenNoneIsGiven() {
    Seen seen = Desk.alone(home).types();

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out())
        .contains("Usage: fleetk [OPTIONS] COMMAND")
        .containsPattern("apply +Make");
  }

  @Test
  void colorsOnlyWhereItIsWanted() {
    EagerFleet fleet = new EagerFleet(1);

    assertThat(Desk.at(fleet, home).types("machines").out()).doesNotContain("\u001b");
    assertThat(Desk.at(fleet, home).types("machines", "--color=always").out()).contains("\u001b[");
    assertThat(Desk.at(fleet, home).onTerminal(80, "").types("machines").out()).contains("\u001b[");
    assertThat(
            Desk.at(fleet, home).onTerminal(80, "").with("NO_COLOR", "1").types("machines").out())
        .doesNotContain("\u001b");
    assertThat(Desk.at(fleet, home).onTerminal(80, "").with("TERM", "dumb").types("machines").out())
        .doesNotContain("\u001b");
  }

  @Test
  void listsMachinesAndForgetsThoseThatAreAway() {
    EagerFleet fleet = new EagerFleet(2).losing(2);
    Desk desk = Desk.at(fleet, home);

    assertThat(desk.types("machines").out())
        .isEqualTo(
            """
            MACHINE    ADDRESS     STATE       UNITS   METADATA
            11111111   192.0.2.1   present         0   role=master
            22222222   192.0.2.2   away 2m5s       0   role=node
            """);
    assertThat(desk.types("machine", "rm", "1").err())
        .isEqualTo("fleetk: machine rm: machine 11111111 is present: stop it first\n");
    assertThat(desk.types("machine", "rm", "192.0.2.2").out())
        .isEqualTo("machine 22222222 removed\n");
    assertThat(desk.types("machines", "-o", "name").out()).isEqualTo("1".repeat(32) + "\n");
    assertThat(desk.types("machine", "rm", "9").err())
        .isEqualTo(
            "fleetk: machine rm: no machine 9 in this fleet; 'fleetk machines' lists them\n");
  }
}
