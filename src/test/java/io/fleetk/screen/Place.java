package io.fleetk.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Where somebody works: a home folder, and a folder in it with the repository's stack and some
 * units beside.
 *
 * @param home the home folder
 * @param folder where they work
 */
public record Place(Path home, Path folder) implements AutoCloseable {
  /** Where the distribution is that was built. */
  private static final Path DISTRIBUTION =
      Path.of(System.getProperty("fleetk.distribution", "target/fleetk")).toAbsolutePath();

  /**
   * Lays it out. The home folder's name is as long as that of another, so that no line breaks
   * elsewhere for it.
   */
  public static Place make() throws IOException {
    assertThat(DISTRIBUTION.resolve("lib/fleetk.jar")).as("mvn package builds it").exists();
    Path home = emptyFolder();
    Path folder = Files.createDirectories(home.resolve("work"));
    copy(Path.of("units"), folder.resolve("units"));
    copy(Path.of("src/test/resources/io/fleetk/screen/work"), folder);
    copy(DISTRIBUTION, home.resolve("fleetk"));
    return new Place(home, folder);
  }

  private static Path emptyFolder() throws IOException {
    while (true) {
      Path folder = Path.of("/tmp", "%04x".formatted(new Random().nextInt(1 << 16)));
      try {
        return Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (FileAlreadyExistsException e) {
        // Somebody else's; another one, then.
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
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
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** A shell there. */
  public Shell shell(int columns) {
    return new Shell(folder, Shell.environment(home.resolve("fleetk"), home), columns);
  }
}
