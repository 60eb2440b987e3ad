package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The background process of an embedded fleet: starting it and ending it. */
public final class DevProcess {
  private static final String LOG = "fleet.log";
  private static final String LIBRARIES = "lib";

  private final Path directory;

  /** The process that keeps its things in a folder. */
  public DevProcess(Path directory) {
    this.directory = directory;
  }

  /** Where the process logs to. */
  public Path log() {
    return directory.resolve(LOG);
  }

  /**
   * Starts the process in the background, unless it runs, and waits until its API answers.
   *
   * @throws IOException when it did not come up, with the last line of its log
   */
  public DevState start(DevConfiguration configuration, Duration patience)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    // Whoever comes second waits, and finds the fleet that the first one started.
    try (FileChannel file = FileChannel.open(directory.resolve("up.lock"), CREATE, WRITE);
        FileLock _ = file.lock()) {
      Optional<DevState> running = DevState.running(directory);
      return running.isPresent() ? running.get() : spawn(configuration, patience);
    }
  }

  private DevState spawn(DevConfiguration configuration, Duration patience)
      throws IOException, InterruptedException {
    configuration.save(directory);
    Process process =
        new ProcessBuilder(command())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log().toFile())
            .redirectErrorStream(true)
            .start();
    long until = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < until) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new IOException("the dev fleet did not come up: " + lastWords());
      }
      Optional<DevState> state = DevState.running(directory);
      if (state.isPresent() && state.get().pid() == process.pid()) {
        return state.get();
      }
    }
    process.destroyForcibly();
    throw new IOException(
        "the dev fleet did not come up within %d s: see %s".formatted(patience.toSeconds(), log()));
  }

  private List<String> command() throws IOException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dlogback.configurationFile=logback-daemon.xml",
        "-cp",
        ownClassPath(),
        "io.fleetk.daemon.DevFleetMain",
        directory.toString());
  }

  /** Copies of the jars that we run from: building them anew must not pull the ground away. */
  private String ownClassPath() throws IOException {
    Path copies = Files.createDirectories(directory.resolve(LIBRARIES));
    List<String> own = new ArrayList<>();
    for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(element);
      own.add(
          Files.isRegularFile(jar)
              ? Files.copy(jar, copies.resolve(jar.getFileName()), REPLACE_EXISTING).toString()
              : element);
    }
    return String.join(File.pathSeparator, own);
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log(), UTF_8);
    return lines.isEmpty() ? "it said nothing" : lines.getLast();
  }

  /**
   * Ends the process that runs from the folder and waits for that.
   *
   * @return whether one ran
   * @throws IOException when it does not end
   */
  public boolean stop(Duration patience) throws IOException, InterruptedException {
    Optional<ProcessHandle> process = DevState.running(directory).flatMap(DevState::process);
    if (process.isEmpty()) {
      return false;
    }
    process.get().destroy();
    try {
      process.get().onExit().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "process %d does not end: see %s".formatted(process.get().pid(), log()), e);
    }
    return true;
  }

  /** Forgets everything that was kept of the fleet: its units, its machines, its log. */
  public void forget() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
