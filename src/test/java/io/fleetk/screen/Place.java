package io.fleetk.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where somebody works: a home folder, and a folder in it with the repository's stack and some
 * units beside.
 *
 * @param home the home folder
 * @param folder where they work
 */
public record Place(Path home, Path folder) {
  /** Where the distribution is that was built. */
  public static final Path DISTRIBUTION =
      Path.of(System.getProperty("fleetk.distribution", "target/fleetk")).toAbsolutePath();

  /** Lays it out below an empty folder. */
  public static Place in(Path empty) throws IOException {
    assertThat(DISTRIBUTION.resolve("lib/fleetk.jar")).as("mvn package builds it").exists();
    Path folder = Files.createDirectories(empty.resolve("work"));
    copy(Path.of("units"), folder.resolve("units"));
    copy(Path.of("src/test/resources/io/fleetk/screen/work"), folder);
    return new Place(empty, folder);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Path copy = to.resolve(from.relativize(file).toString());
              if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
              } else {
                Files.copy(file, copy);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** A shell there. */
  public Shell shell(int columns) {
    return new Shell(folder, Shell.environment(DISTRIBUTION, home), columns);
  }
}
