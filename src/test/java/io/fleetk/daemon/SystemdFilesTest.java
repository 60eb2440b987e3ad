package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fleetk.daemon.DaemonConfigurationReader.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the distribution has for systemd, and its example of a configuration. */
class SystemdFilesTest {
  private static final Path FILES = Path.of("src/main/systemd");
  private static final Pattern EXAMPLE = Pattern.compile("(?m)^#([a-z_]+)=.*$");

  @TempDir private Path folder;

  @Test
  void systemdFindsNothingWrongWithTheUnits() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd-analyze is not here");
    Path service = folder.resolve("fleetk.service");
    Files.writeString(
        service,
        Files.readString(FILES.resolve("fleetk.service"))
            .replace("/opt/fleetk/bin/fleetk", "/bin/true"));
    Path socket = Files.copy(FILES.resolve("fleetk.socket"), folder.resolve("fleetk.socket"));

    Process process =
        new ProcessBuilder(
                "systemd-analyze", "verify", "--man=no", service.toString(), socket.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    // It looks at what the host itself has, too.
    assertThat(said.lines().filter(line -> line.contains("fleetk"))).isEmpty();
  }

  @Test
  void theExampleHasEveryKey() throws IOException {
    String example = Files.readString(FILES.resolve("fleetk.conf"));

    assertThat(EXAMPLE.matcher(example).results().map(key -> key.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Settings.KEYS.stream().filter(key -> !key.equals("systemd_user")).toList());
  }

  @Test
  void theExamplesDefaultsAreTheDefaults() throws Exception {
    String defaults =
        EXAMPLE
            .matcher(Files.readString(FILES.resolve("fleetk.conf")))
            .results()
            .map(MatchResult::group)
            .filter(
                line -> !line.matches("#(.*(file|name|word|prefix)|public_ip|metadata|listen)=.*"))
            .map(line -> line.substring(1))
            .collect(Collectors.joining("\n"));

    Read read = DaemonConfigurationReader.read(file(defaults), Map.of(), Optional.empty());

    assertThat(read.warnings()).isEmpty();
    assertThat(read.configuration())
        .isEqualTo(
            DaemonConfigurationReader.read(file(""), Map.of(), Optional.empty()).configuration());
  }

  private Optional<Path> file(String text) throws IOException {
    return Optional.of(Files.writeString(folder.resolve("conf"), text));
  }
}
