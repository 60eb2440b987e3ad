package io.fleetk.completion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script in a real bash, at a terminal that {@code script} makes, with a stand-in for fleetk
 * that notes what it is asked and answers what the test lays down.
 */
class BashTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private Process bash;
  private OutputStream keys;

  @SuppressWarnings("JdkObsolete") // one thread reads what another writes
  private final StringBuffer screen = new StringBuffer();

  @BeforeEach
  void sitDown() throws IOException {
    assumeTrue(has("bash"), "bash is not here");
    assumeTrue(has("script"), "script(1), which makes terminals, is not here");
    program("fleetk", "printf '<%s>' \"$@\" >>asked; echo >>asked; cat answer");
    Files.writeString(directory.resolve("rc"), "PS1='READY> '\n" + Shell.BASH.script());
    Files.createDirectory(directory.resolve("units"));
    Files.writeString(directory.resolve("values.yaml"), "");
    ProcessBuilder builder =
        new ProcessBuilder(
            "script", "--quiet", "--command", "bash --noprofile --rcfile rc -i", "/dev/null");
    builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
    builder.environment().put("TERM", "dumb");
    builder.environment().put("INPUTRC", "/dev/null");
    bash = builder.directory(directory.toFile()).redirectErrorStream(true).start();
    keys = bash.getOutputStream();
    InputStream shown = bash.getInputStream();
    Thread.ofVirtual().start(() -> read(shown));
    awaitScreen("READY> ");
  }

  private static boolean has(String program) {
    return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private void program(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private void read(InputStream shown) {
    byte[] bytes = new byte[4096];
    try {
      for (int read = shown.read(bytes); read >= 0; read = shown.read(bytes)) {
        screen.append(new String(bytes, 0, read, UTF_8).replaceAll("[\\a\\r]", ""));
      }
    } catch (IOException e) {
      // The terminal is gone.
    }
  }

  @AfterEach
  void standUp() throws Exception {
    if (bash != null) {
      keys.close();
      if (!bash.waitFor(5, TimeUnit.SECONDS)) {
        bash.destroyForcibly();
      }
    }
  }

  private void types(String text) throws IOException {
    keys.write(text.getBytes(UTF_8));
    keys.flush();
  }

  private void awaitScreen(String text) {
    await().atMost(PATIENCE).until(() -> screen.indexOf(text) >= 0);
  }

  private void answers(String... lines) throws IOException {
    Files.writeString(directory.resolve("answer"), String.join("\n", lines) + "\n");
  }

  private String asked() throws IOException {
    return Files.readString(directory.resolve("asked")).lines().toList().getLast();
  }

  @Test
  void putsInTheOnlyCandidate() throws Exception {
    answers("names over", "status");
    types("fleetk sta\t");
    awaitScreen("fleetk status ");
    assertThat(asked()).endsWith("<--><sta>");
  }

  @Test
  void listsSeveral() throws Exception {
    answers("names over", "kubelet", "kube-proxy");
    types("fleetk status kube\t\t");
    awaitScreen("kube-proxy  kubelet");
  }

  /** bash takes these apart; fleetk gets them whole, and gives the rest. */
  @Test
  void asksForWholeWords() throws Exception {
    answers("names over", "1.service");
    types("fleetk --endpoint unix:///f --set a.b=c api@\t");
    awaitScreen("1.service ");
    assertThat(asked()).endsWith("<--><--endpoint><unix:///f><--set><a.b=c><api@>");
  }

  @Test
  void asksForTheWordAtTheCursorOnly() throws Exception {
    answers("names over", "=json");
    // Back over " more", so that the cursor stands behind "-o".
    types("fleetk status -o= more" + "\033[D".repeat(5) + "\t");
    await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("asked")));
    assertThat(asked()).endsWith("<--><status><-o=>");
  }

  @Test
  void goesOnInAWordThatIsNotOver() throws Exception {
    answers("names on", "kubelet=");
    types("fleetk scale kub\t3");
    awaitScreen("fleetk scale kubelet=3");
  }

  @Test
  void listsDirectoriesAndFilesItself() throws Exception {
    answers("directories over");
    types("fleetk apply uni\t");
    awaitScreen("fleetk apply units/");
    answers("files over --values=");
    types(" --values=val\t");
    awaitScreen("--values=values.yaml ");
  }

  @Test
  void listsDirectoriesBesideNames() throws Exception {
    answers("directories over", "universe");
    types("fleetk destroy uni\t\t\t");
    awaitScreen("universe");
    assertThat(screen).contains("units");
  }

  @Test
  void staysQuietWhenFleetkFails() throws Exception {
    program("fleetk", "echo trouble >&2; exit 1");
    types("fleetk status \t");
    types("\025echo on''ward\n");
    awaitScreen("onward");
    assertThat(screen).doesNotContain("trouble");
  }
}
