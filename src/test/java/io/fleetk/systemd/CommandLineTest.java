package io.fleetk.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static CommandLine one(String value) {
    List<CommandLine> commands = CommandLine.parse(value);
    assertThat(commands).hasSize(1);
    return commands.getFirst();
  }

  private static Course course(String value) {
    return Course.wellKnown(one(value).arguments()).orElseThrow();
  }

  @Test
  void readsWordsQuotesAndContinuedLines() {
    assertThat(one("/bin/a -x 'b c' \"d\\\"e\" \\\n  f\\sg").arguments())
        .containsExactly("/bin/a", "-x", "b c", "d\"e", "f g");
  }

  @Test
  void takesPrefixesOff() {
    assertThat(one("-+/bin/a b")).isEqualTo(new CommandLine(true, List.of("/bin/a", "b")));
    assertThat(one("!!:/bin/a")).isEqualTo(new CommandLine(false, List.of("/bin/a")));
    assertThat(one("@/bin/a name b").arguments()).containsExactly("/bin/a", "b");
  }

  @Test
  void readsSeveralCommandsBetweenSemicolons() {
    assertThat(CommandLine.parse("/bin/a ; -/bin/b \\; c"))
        .containsExactly(
            new CommandLine(false, List.of("/bin/a")),
            new CommandLine(true, List.of("/bin/b", ";", "c")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "/bin/true # 0 # 0",
        "/bin/false # 0 # 1",
        "/bin/sleep 1.5 # 1500 # 0",
        "/usr/bin/env A=b sleep 1m 1 # 61000 # 0",
        "/bin/sh -c 'exit 3' # 0 # 3",
        "/bin/sh -c 'sleep 2; exit 3' # 2000 # 3",
        "/bin/bash -ec \"sleep 1 && sleep 1\" # 2000 # 0",
        "/bin/sh -c 'false && sleep 5; true' # 0 # 0",
        "/bin/sh -c 'false || exit 9' # 0 # 9",
        "/bin/sh -c 'false' # 0 # 1",
        "/bin/sh -c 'exec sleep 3' # 3000 # 0",
        "/bin/sleep soon # 0 # 1",
      })
  void knowsHowLongACommandTakesAndHowItEnds(String command, long millis, int status) {
    assertThat(course(command).lasts()).contains(Duration.ofMillis(millis));
    assertThat(course(command).ending()).isEqualTo(Ending.exited(status));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bin/sleep inf", "/bin/sh -c 'sleep 1; sleep infinity; exit 1'"})
  void knowsWhatRunsForEver(String command) {
    assertThat(course(command).lasts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/bin/kubelet",
        "/bin/sh",
        "/bin/sh -c 'while true; do sleep 1; done'",
        "/bin/sh -c 'sleep 1 & wait'",
        "/bin/sh -c 'exec'",
        "/bin/sh script"
      })
  void doesNotGuessWhatItDoesNotKnow(String command) {
    assertThat(Course.wellKnown(one(command).arguments())).isEqualTo(Optional.empty());
  }

  @Test
  void followsSignalsAndOutput() {
    assertThat(course("/bin/sh -c 'echo \"a  b\"; kill -SEGV $$; exit 0'"))
        .returns(List.of("a  b"), Course::output)
        .returns("code=dumped, status=11/SEGV", c -> c.ending().toString());
  }
}
