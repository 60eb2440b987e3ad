package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every example of every help, taken apart by a shell and read by fleetk; ExamplesIT runs them. */
class ExamplesTest {
  /** Notes what fleetk is told, and does nothing else. */
  private static final String NOTE =
      "fleetk() { printf '%s\\n' \"$@\" >>told; }; pass() { :; }; kubectl() { :; }; jq() { :; }; ";

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> areCommandsThatThereAre() {
    return Examples.all().entrySet().stream()
        .map(command -> DynamicTest.dynamicTest(command.getKey(), () -> read(command)));
  }

  private void read(Map.Entry<String, List<String>> command) throws Exception {
    assertThat(command.getValue()).as(command.getKey()).hasSizeGreaterThanOrEqualTo(2);
    for (String example : command.getValue()) {
      Files.deleteIfExists(folder.resolve("told"));
      new ProcessBuilder("bash", "-c", NOTE + example)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();

      String[] words = Files.readAllLines(folder.resolve("told")).toArray(String[]::new);

      CommandLine.ParseResult read =
          Main.commandLine(Desk.surroundings(), new Errors(new PrintWriter(new StringWriter())))
              .parseArgs(words);
      assertThat(read.errors()).as(example).isEmpty();
    }
  }
}
