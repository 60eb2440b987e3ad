package io.fleetk.completion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in a real fish, with a stand-in for fleetk. */
class FishTest {
  private static final Path FISH = Path.of("/usr/bin/fish");

  @TempDir private Path directory;

  /** What fish lists for a line. */
  private List<String> listed(String line, String... answer) throws IOException {
    assumeTrue(Files.isExecutable(FISH), "fish is not here");
    Path fleetk = directory.resolve("fleetk");
    Files.writeString(
        fleetk,
        "#!/bin/sh\nprintf '<%s>' \"$@\" >asked\ncat <<'ANSWER'\n"
            + String.join("\n", answer)
            + "\nANSWER\n");
    Files.setPosixFilePermissions(fleetk, PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(directory.resolve("units"));
    Files.writeString(directory.resolve("script"), Shell.FISH.script());
    ProcessBuilder builder =
        new ProcessBuilder(
            FISH.toString(), "--no-config", "-c", "source script; complete -C '" + line + "'");
    builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
    builder.environment().put("HOME", directory.toString());
    Process fish = builder.directory(directory.toFile()).start();
    String out = new String(fish.getInputStream().readAllBytes(), UTF_8);
    assertThat(new String(fish.getErrorStream().readAllBytes(), UTF_8)).isEmpty();
    return out.lines().toList();
  }

  @Test
  void listsCandidatesWithWhatTheyAre() throws IOException {
    assertThat(
            listed(
                "fleetk --endpoint unix:///f status api@", "names over", "api@1.service\tServer"))
        .containsExactly("api@1.service\tServer");
    assertThat(Files.readString(directory.resolve("asked")))
        .isEqualTo("<__complete><--shell><fish><--><--endpoint><unix:///f><status><api@>");
  }

  @Test
  void listsDirectoriesAndFilesItself() throws IOException {
    assertThat(listed("fleetk apply un", "directories over")).containsExactly("units/");
    assertThat(listed("fleetk apply --values=un", "files over --values="))
        .containsExactly("--values=units/");
    assertThat(listed("fleetk destroy un", "directories over", "universe"))
        .contains("units/", "universe");
  }
}
