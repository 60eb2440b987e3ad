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
          apply                         | 2 | fleetk: apply: missing required parameter: 'DIR': give a stack's directory, unit files of one, or - for what 'fleetk render -o yaml' prints; see 'fleetk apply --help'
          machine show m1 more            | 2 | fleetk: machine show: 'more' is one argument too many; see 'fleetk machine show --help'
          apply - -                     | 2 | fleetk: apply: '-' is given twice, and standard input can be read once
          apply - --set a=b             | 2 | fleetk: apply: -f, --set and --machines are for rendering, and what comes from '-' is rendered already; give them to 'fleetk render'
          apply units --prune=some      | 2 | fleetk: apply: invalid value for option '--prune': 'some' is not all, true or false; see 'fleetk apply --help'
          apply units --wait-timeout 5x | 2 | fleetk: apply: invalid value for option '--wait-timeout': 'x' is no unit of time: use ms, s, min, h or d; see 'fleetk apply --help'
          status -o xml                 | 2 | fleetk: status: invalid value for option '--output': 'xml' is not wide, json, yaml, name or jsonpath=EXPRESSION; see 'fleetk status --help'
          restart                       | 2 | fleetk: restart: nothing to restart is named; name components ('fleetk status -o name' lists them) or say --all
          restart --all kubelet         | 2 | fleetk: restart: name components or say --all, not both
          restart a --max-unavailable 0 | 2 | fleetk: restart: invalid value for option '--max-unavailable': '0' is not a number of instances or a percentage, such as 2 or 25%; see 'fleetk restart --help'
          dev                           | 2 | fleetk: dev: one of its commands is missing: break, down, status, up; see 'fleetk dev --help'
          dev up --machines 0           | 2 | fleetk: dev up: --machines 0: give a number from 1 to 200
          dev status                    | 1 | fleetk: dev status: no dev fleet runs; start one with 'fleetk dev up'
          dev break machine m1          | 1 | fleetk: dev break machine: no dev fleet runs; start one with 'fleetk dev up'
          status                        | 5 | fleetk: status: no fleet is named and no dev fleet runs; give --endpoint URL, --etcd URL or --context NAME, or start one with 'fleetk dev up'
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
          apply --yess                  | 2 | fleetk: apply: there is no option '--yess'; did you mean '--yes'? or see 'fleetk apply --help'
          status --ednpoint=http://a    | 2 | fleetk: status: there is no option '--ednpoint=http://a'; did you mean '--endpoint'? or see 'fleetk status --help'
          status --frobnicate           | 2 | fleetk: status: there is no option '--frobnicate'; see 'fleetk status --help'
          frobnicate                    | 2 | fleetk: there is no command 'frobnicate'; see 'fleetk --help'
          stat                          | 2 | fleetk: there is no command 'stat'; did you mean 'status'? or see 'fleetk --help'
          dev brk                       | 2 | fleetk: dev: there is no command 'brk'; did you mean 'break'? or see 'fleetk dev --help'
          dev break machnie m1          | 2 | fleetk: dev break: there is no command 'machnie'; did you mean 'machine'? or see 'fleetk dev break --help'
          context lst                   | 2 | fleetk: context: there is no command 'lst'; did you mean 'list'? or see 'fleetk context --help'
          delete web                    | 2 | fleetk: there is no command 'delete': here it is 'fleetk destroy'; see 'fleetk destroy --help'
          logs web                      | 2 | fleetk: there is no command 'logs': here it is 'fleetk journal'; see 'fleetk journal --help'
          rollout restart web           | 2 | fleetk: there is no command 'rollout': here it is 'fleetk restart'; see 'fleetk restart --help'
          ps                            | 2 | fleetk: there is no command 'ps': here it is 'fleetk status'; see 'fleetk status --help'
          nodes                         | 2 | fleetk: there is no command 'nodes': here it is 'fleetk machines'; see 'fleetk machines --help'
          config use-context prod       | 2 | fleetk: there is no command 'config': here it is 'fleetk context use'; see 'fleetk context use --help'
          secret delete web             | 2 | fleetk: secret: there is no command 'delete': here it is 'fleetk secret rm'; see 'fleetk secret rm --help'
          context add prod              | 2 | fleetk: context: there is no command 'add': here it is 'fleetk context set'; see 'fleetk context set --help'
          status -o jsn                 | 2 | fleetk: status: invalid value for option '--output': 'jsn' is not wide, json, yaml, name or jsonpath=EXPRESSION; did you mean 'json'? or see 'fleetk status --help'
          status --color alway          | 2 | fleetk: status: invalid value for option '--color': 'alway' is not auto, always or never; did you mean 'always'? or see 'fleetk status --help'
          journal a -n many             | 2 | fleetk: journal: invalid value for option '--lines': 'many' is no whole number; see 'fleetk journal --help'
          status --watch=ture           | 2 | fleetk: status: invalid value for option '--watch': 'ture' is not true or false; did you mean 'true'? or see 'fleetk status --help'
          render gone --machines m.yaml | 2 | fleetk: render: m.yaml: no such file; check the path
          render units --set a --machines m.yaml | 2 | fleetk: render: m.yaml: no such file; check the path
          status --color pink           | 2 | fleetk: status: invalid value for option '--color': 'pink' is not auto, always or never; see 'fleetk status --help'
          status --context prod         | 2 | fleetk: status: there is no context 'prod': ~/fleetk/config.yaml has none; 'fleetk context set prod --endpoint URL' makes one
          status --context a --endpoint http://a | 2 | fleetk: status: --endpoint and --context name two fleets: give one of them
          status --config-file gone.yaml | 2 | fleetk: status: there is no file of contexts HERE/gone.yaml; 'fleetk context set NAME --endpoint URL' makes it
          status --endpoint http://a --request-timeout 0 | 2 | fleetk: status: flag --request-timeout: '0' is too short for a request: give 10ms or more
          status --endpoint http://a --request-timeout x | 2 | fleetk: status: flag --request-timeout: 'x' is no time span: use for instance 5, 500ms or 1min 30s
          status --endpoint http://a --driver etcd | 2 | fleetk: status: --driver etcd: fleet kept its units in etcd v2, which is not readable here; name the fleet's API (--driver API --endpoint URL), or a fleet of fleetk's own with --etcd URL
          status --endpoint http://a --driver file | 2 | fleetk: status: --driver 'file': the only driver is API
          render units -o jsno          | 2 | fleetk: render: 'jsno' is not json, yaml, name or dir:PATH; did you mean 'json'?
          render units -o xml           | 2 | fleetk: render: 'xml' is not json, yaml, name or dir:PATH
          """)
  void tellsWhatIsWrongInOneLine(String typed, int exitCode, String line) {
    Seen seen = Desk.alone(home).with("HOME", home.toString()).types(typed.split(" "));

    assertThat(seen.err())
        .isEqualTo(line.replace("HERE", Path.of("").toAbsolutePath().toString()) + "\n");
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

  @Test
  void everyOtherWordLeadsToACommandThatThereIs() {
    CommandLine fleetk =
        Main.commandLine(
            Desk.surroundings(), new Errors(new java.io.PrintWriter(new java.io.StringWriter())));
    List<CommandLine> groups = new ArrayList<>(List.of(fleetk));
    groups.addAll(fleetk.getSubcommands().values());

    assertThat(OtherWords.all())
        .allSatisfy(
            words ->
                assertThat(groups)
                    .as(words)
                    .anyMatch(
                        group -> OtherWords.here(List.of(words.split(" ")), group).isPresent()));
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
              if (sub.getCommandSpec().usageMessage().hidden()) {
                return;
              }
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
        .contains(
            command.equals(List.of("verify"))
                ? "  fleetk lint" // what does what it no longer does
                : String.join(" ", "  fleetk", String.join(" ", command)).stripTrailing());
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
