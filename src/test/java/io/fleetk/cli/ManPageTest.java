package io.fleetk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages that a distribution has. */
class ManPageTest {
  private static final Path MAN = Path.of("/usr/bin/man");

  @TempDir private Path prefix;
  private Path pages;

  @BeforeEach
  void write() {
    assertThat(Desk.alone(prefix).types("__share", prefix.toString()).exitCode()).isZero();
    pages = prefix.resolve("share/man/man1");
  }

  private List<Path> written() throws IOException {
    try (Stream<Path> files = Files.list(pages)) {
      return files.sorted().toList();
    }
  }

  @Test
  void hasAPageForEveryCommand() {
    CommandsTest.commands()
        .forEach(
            words ->
                assertThat(pages.resolve(String.join("-", prepended("fleetk", words)) + ".1"))
                    .exists());
    assertThat(pages.resolve("fleetk-__complete.1")).doesNotExist();
  }

  private static List<String> prepended(String first, List<String> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }

  @Test
  void saysWhatTheHelpSays() throws IOException {
    String page = Files.readString(pages.resolve("fleetk-apply.1"));
    assertThat(page)
        .contains("fleetk\\-apply \\- Make the fleet have a stack\\(aqs units")
        .contains("\\fB\\-\\-dry\\-run\\fR\nonly show what would be done")
        .contains(".B fleetk apply units/ \\-\\-dry\\-run")
        .contains(".BR fleetk (1)");
    assertThat(Files.readString(pages.resolve("fleetk.1")))
        .contains(".SS Stacks", ".BR fleetk\\-apply (1)", ".B fleetk help units");
  }

  @Test
  void isShownByManWithoutAWarning() throws Exception {
    assumeTrue(Files.isExecutable(MAN), "man is not here");
    for (Path page : written()) {
      Process man =
          new ProcessBuilder(MAN.toString(), "--warnings", "-l", page.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(new String(man.getErrorStream().readAllBytes(), UTF_8))
          .as(page.toString())
          .isEmpty();
      assertThat(man.waitFor()).isZero();
    }
  }

  @Test
  void putsTheScriptsWhereShellsFindThem() {
    assertThat(prefix.resolve("share/bash-completion/completions/fleetk")).exists();
    assertThat(prefix.resolve("share/zsh/site-functions/_fleetk")).exists();
    assertThat(prefix.resolve("share/fish/vendor_completions.d/fleetk.fish")).exists();
  }
}
