package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class HelpCommandTest {
  @TempDir private Path home;

  private Seen fleetk(String... words) {
    return Desk.alone(home).types(words);
  }

  @Test
  void saysOfACommandWhatItsOwnHelpSays() {
    assertThat(fleetk("help", "apply").out()).isEqualTo(fleetk("apply", "--help").out());
    assertThat(fleetk("help", "machine", "rm").out())
        .isEqualTo(fleetk("machine", "rm", "--help").out());
    assertThat(fleetk("help").out()).isEqualTo(fleetk("--help").out()).isEqualTo(fleetk().out());
  }

  @Test
  void listsCommandsInGroupsAndTopics() {
    assertThat(fleetk("help").out())
        .containsSubsequence("Stacks:", "  apply", "Units:", "  start", "Keys and secrets:")
        .containsSubsequence("Topics", "  units", "  exit-codes")
        .doesNotContain("__complete");
  }

  @ParameterizedTest
  @EnumSource
  void teachesATopicOnAPage(HelpTopic topic) {
    Seen seen = fleetk("help", topic.word());
    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out().lines()).hasSizeBetween(15, 70).allMatch(line -> line.length() <= 100);
    assertThat(seen.out()).contains("\n    fleetk ");
    assertThat(topic.header()).hasSizeLessThan(80).doesNotEndWith(".");
  }

  @Test
  void saysWhatSomebodyProbablyMeant() {
    Seen topic = fleetk("help", "unts");
    assertThat(topic.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(topic.err())
        .isEqualTo(
            "fleetk: help: there is no command and no topic 'unts'; did you mean 'units'?;"
                + " 'fleetk help' lists them\n");
    assertThat(fleetk("help", "machine", "rn").err())
        .isEqualTo(
            "fleetk: help: there is no command 'machine rn'; did you mean 'rm'?;"
                + " see 'fleetk help machine'\n");
    assertThat(fleetk("help", "units", "more").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void saysOfAMistypedCommandWhatElseThereIs() {
    assertThat(fleetk("aply").err()).contains("did you mean 'apply'?");
    assertThat(fleetk("apply", "--dry-rum", "units/").err()).contains("--dry-run");
  }

  @Test
  void hasAGroupForEveryCommand() {
    Surroundings surroundings = Desk.surroundings();
    CommandLine fleetk = Main.commandLine(surroundings, new Errors(surroundings.err()));
    fleetk
        .getSubcommands()
        .forEach(
            (name, command) -> {
              if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(CommandGroups.of(name)).as(name).isPresent();
              }
            });
  }
}
