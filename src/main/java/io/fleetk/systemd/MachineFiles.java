package io.fleetk.systemd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a machine. A file is written beside its place and moved there, so that nobody ever
 * sees half of it, a power cut included; one that is what it should be is left alone.
 */
final class MachineFiles {
  /** In the order of the bits, from the highest. */
  private static final PosixFilePermission[] BITS = {
    PosixFilePermission.OWNER_READ,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_EXECUTE
  };

  private final Path root;

  /**
   * The files below a folder.
   *
   * @param root the machine's root; {@code /} for this very machine
   */
  MachineFiles(Path root) {
    this.root = root;
  }

  /**
   * Where a file of the machine is for us.
   *
   * @param path where it is on the machine
   */
  Path at(String path) {
    return inRoot(requirePlace(path));
  }

  /**
   * A path without detours, which nothing leads out of the machine's root.
   *
   * @throws SystemdException when no file can have it
   */
  static Path requirePlace(String path) {
    return place(path)
        .orElseThrow(
            () -> new SystemdException("'%s' is no absolute path of a file".formatted(path)));
  }

  private Path inRoot(Path place) {
    return root.resolve(place.toString().substring(1));
  }

  /**
   * A path without detours, which nothing leads out of the machine's root; empty when no file can
   * have it.
   */
  static Optional<Path> place(String path) {
    try {
      return Optional.of(Path.of(path).normalize())
          .filter(place -> place.isAbsolute() && place.getNameCount() > 0);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The text of a file; empty when there is none. */
  Optional<String> read(String path) {
    try {
      return Optional.of(Files.readString(at(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  /**
   * Writes a file, and makes the folders above it.
   *
   * @param mode its permission bits
   */
  void write(String path, int mode, String text) {
    write(path, mode, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file, and makes the folders above it. */
  void write(String path, int mode, byte[] bytes) {
    Path file = at(path);
    Set<PosixFilePermission> permissions = permissions(mode);
    try {
      if (isAlready(file, bytes, permissions)) {
        return;
      }
      Files.createDirectories(file.getParent());
      Path beside = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".fleetk");
      try {
        fill(beside, bytes);
        Files.setPosixFilePermissions(beside, permissions);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw failed("write", path, e);
    }
  }

  private static boolean isAlready(Path file, byte[] bytes, Set<PosixFilePermission> permissions)
      throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == bytes.length
        && Files.getPosixFilePermissions(file).equals(permissions)
        && Arrays.equals(Files.readAllBytes(file), bytes);
  }

  private static void fill(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BITS.length; i++) {
      if ((mode >> (BITS.length - 1 - i) & 1) == 1) {
        permissions.add(BITS[i]);
      }
    }
    return permissions;
  }

  /** Removes a file, if it exists; what could not be written there is none. */
  void remove(String path) {
    Optional<Path> file = place(path).map(this::inRoot).filter(MachineFiles::mayBeFile);
    try {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException e) {
      throw failed("remove", path, e);
    }
  }

  private static boolean mayBeFile(Path file) {
    return Files.isDirectory(file.getParent())
        && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes a folder if nothing is in it. */
  void removeEmptyFolder(String path) {
    try {
      Files.deleteIfExists(at(path));
    } catch (DirectoryNotEmptyException e) {
      // Somebody else has something there.
    } catch (IOException e) {
      throw failed("remove", path, e);
    }
  }

  private static SystemdException failed(String what, String path, IOException e) {
    String why = e.getMessage() == null ? "" : ": " + e.getMessage();
    return new SystemdException(
        "cannot %s %s: %s%s".formatted(what, path, e.getClass().getSimpleName(), why), e);
  }
}
