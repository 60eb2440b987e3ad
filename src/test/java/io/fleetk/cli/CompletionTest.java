package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.completion.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand at the end of a line, as the shells' scripts ask for it. */
class CompletionTest {
  @TempDir private Path home;
  private Desk desk;

  @BeforeEach
  void fleet() {
    desk =
        Desk.at(
            new EagerFleet(3)
                .running("kubelet.service", "kube-apiserver@1.service", "kube-apiserver@2.service"),
            home);
  }

  private List<String> asked(String shell, String... words) {
    List<String> line = new ArrayList<>(List.of("__complete", "--shell", shell));
    line.addAll(List.of("--breaks", "@=:", "--"));
    line.addAll(List.of(words));
    Desk.Seen seen = desk.types(line.toArray(String[]::new));
    assertThat(seen.exitCode()).isZero();
    assertThat(seen.err()).isEmpty();
    return seen.out().lines().toList();
  }

  private List<String> names(String... words) {
    List<String> lines = asked("fish", words);
    return lines.subList(1, lines.size()).stream()
        .map(line -> line.replaceFirst("\t.*", ""))
        .toList();
  }

  @Test
  void listsCommands() {
    assertThat(names(""))
        .contains("apply", "status", "completion", "help")
        .doesNotContain("__complete");
    assertThat(names("st")).containsExactlyInAnyOrder("status", "start", "stop");
    assertThat(names("machine", "")).contains("rm");
    assertThat(names("--debug", "--endpoint", "http://fleet.example", "machi"))
        .contains("machine", "machines");
    assertThat(asked("fish", "appl")).contains("apply\tMake the fleet have a stack's units");
  }

  @Test
  void listsOptionsThatWereNotGivenYet() {
    assertThat(names("apply", "--w")).containsExactly("--wait-timeout");
    assertThat(names("apply", "units/", "-"))
        .contains("--dry-run", "--yes", "--endpoint", "--help");
    assertThat(names("apply", "--yes", "--y")).isEmpty();
    assertThat(names("apply", "--values", "a.yaml", "--val")).containsExactly("--values");
  }

  @Test
  void listsWhatAnOptionTakes() {
    assertThat(names("status", "-o", "")).contains("json", "yaml").doesNotContain("table", "TABLE");
    assertThat(names("apply", "--prune=")).contains("--prune=all", "--prune=false");
    assertThat(names("--color", "a")).containsExactlyInAnyOrder("auto", "always");
    assertThat(names("apply", "--wait-timeout", "")).isEmpty();
    assertThat(names("apply", "units/", "--only", "kubelet,kube"))
        .containsExactly("kubelet,kube-apiserver");
  }

  @Test
  void listsWhatTheFleetHas() {
    assertThat(names("status", ""))
        .contains("kubelet", "kube-apiserver", "kubelet.service", "kube-apiserver@2.service");
    assertThat(names("restart", "kube-a")).contains("kube-apiserver");
    assertThat(names("ssh", "")).contains("11111111", "192.0.2.3", "kubelet.service");
    assertThat(names("restart", "--machine", "2")).containsExactly("22222222");
    assertThat(asked("fish", "machine", "rm", "111")).contains("11111111\t192.0.2.1 role=master");
  }

  @Test
  void listsContexts() {
    desk.with("FLEETK_CONFIG", home.resolve("contexts.yaml").toString());
    assertThat(names("context", "use", "")).isEmpty();
    assertThat(desk.types("context", "set", "prod", "--endpoint", "http://f.example").exitCode())
        .isZero();
    assertThat(names("context", "use", "")).containsExactly("prod");
    assertThat(names("--context", "p")).containsExactly("prod");
  }

  @Test
  void listsNoNameTwice() {
    assertThat(names("restart", "kubelet", "kube"))
        .doesNotContain("kubelet")
        .contains("kube-apiserver");
  }

  @Test
  void leavesPathsToTheShell() {
    assertThat(asked("fish", "apply", "")).first().asString().matches("(directories|files) over");
    assertThat(asked("fish", "apply", "--values=a")).first().isEqualTo("files over --values=");
    assertThat(asked("fish", "destroy", "")).first().asString().startsWith("directories");
    assertThat(asked("fish", "submit", "./he")).first().isEqualTo("files over");
  }

  @Test
  void leavesToAnotherProgramWhatIsItsOwn() {
    assertThat(names("ssh", "11111111", "")).isEmpty();
    assertThat(names("ssh", "11111111", "ls", "-")).isEmpty();
    assertThat(names("status", "--", "-")).isEmpty();
  }

  @Test
  void knowsTopicsAndCommandsOfHelp() {
    assertThat(names("help", "")).contains("apply", "units", "exit-codes");
    assertThat(names("help", "machine", "")).contains("rm").doesNotContain("units");
  }

  /** bash replaces only what stands behind the last letter at which it breaks words. */
  @ParameterizedTest
  @CsvSource({
    "kube-apiserver@1,1.service",
    "kube-apiserver@,1.service",
    "kubele,kubelet",
    "'\"kubele',kubelet",
    "kubelet.se,kubelet.service"
  })
  void givesBashTheRestOfAWord(String typed, String candidate) {
    assertThat(asked("bash", "status", typed)).contains(candidate);
  }

  @Test
  void isSilentWhenThereIsNoFleet() {
    desk.with("FLEETK_ENDPOINT", "http://gone.example");
    assertThat(names("status", "")).isEmpty();
    desk.with("FLEETK_ENDPOINT", "nonsense");
    assertThat(names("status", "")).isEmpty();
    assertThat(names("sta")).contains("status");
    assertThat(names("no-such-command", "")).isEmpty();
    assertThat(names("apply", "--no-such-option", "--dry")).contains("--dry-run");
  }

  /** Completion goes by labels: an argument that is called something else is not completed. */
  @Test
  void knowsTheLabelOfEveryArgument() {
    Surroundings surroundings = Desk.surroundings();
    assertThat(Labels.unknown(Main.commandLine(surroundings, new Errors(surroundings.err()))))
        .isEmpty();
  }

  @Test
  void printsAScriptForEachShell() {
    for (String shell : List.of("bash", "zsh", "fish")) {
      Desk.Seen seen = desk.types("completion", shell);
      assertThat(seen.exitCode()).isZero();
      assertThat(seen.out()).contains("__complete --shell " + shell);
    }
    assertThat(desk.types("completion", "csh").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
