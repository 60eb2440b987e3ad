package io.fleetk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, whose output nobody reads or nothing takes. */
class StandardOutputTest {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path home;

  /** The program, which begins once it has got a line. */
  private ProcessBuilder fleetk(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "read -r go; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fleetk.cli.Main"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FLEETK_STATE_DIR", home.toString());
    builder.environment().put("XDG_CONFIG_HOME", home.toString());
    return builder;
  }

  private static String told(Process process) throws IOException, InterruptedException {
    process.getOutputStream().write("go\n".getBytes(UTF_8));
    process.getOutputStream().close();
    String told = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return told;
  }

  @Test
  void endsQuietlyWhenItsReaderLeaves() throws Exception {
    for (String[] words : new String[][] {{"--help"}, {"context", "show", "-o", "json"}}) {
      Process process = fleetk(words).start();
      process.getInputStream().close();

      assertThat(told(process)).isEmpty();
      assertThat(process.exitValue()).isEqualTo(141);
    }
  }

  @Test
  void saysThatItsDiskIsFull() throws Exception {
    Process process =
        fleetk("--help").redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/full"))).start();

    assertThat(told(process))
        .isEqualTo("fleetk: standard output cannot be written: No space left on device\n");
    assertThat(process.exitValue()).isEqualTo(1);
  }
}
