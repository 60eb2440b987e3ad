package io.fleetk.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * That one {@link StoreLog} alone has a file, in this process and among all. The lock is on a file
 * of its own next to it, which stays: a process loses a lock as soon as it closes any descriptor of
 * the locked file (fcntl(2)), and the store's own file may be read by anyone at any time.
 */
final class StoreLock implements AutoCloseable {
  /** The lock files that this process has open: none of them may be opened a second time. */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path lockFile;
  private final FileChannel channel;

  private StoreLock(Path lockFile, FileChannel channel) {
    this.lockFile = lockFile;
    this.channel = channel;
  }

  /**
   * Takes the lock of a file, without waiting.
   *
   * @throws StoreUnavailableException when somebody has it
   */
  static StoreLock take(Path file) throws IOException {
    Path lockFile = made(file.resolveSibling(file.getFileName() + ".lock"));
    if (!TAKEN.add(lockFile)) {
      throw inUse(file, "in this process: close that one first");
    }
    try {
      FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
      StoreLock lock = new StoreLock(lockFile, channel);
      if (channel.tryLock() == null) {
        channel.close();
        throw inUse(file, "by another process: stop that one first");
      }
      return lock;
    } catch (IOException | RuntimeException e) {
      TAKEN.remove(lockFile);
      throw e;
    }
  }

  /** A file that exists, by its one true name. */
  private static Path made(Path lockFile) throws IOException {
    try {
      // Opens no descriptor of a file that is there already.
      return Files.createFile(
              lockFile,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
          .toRealPath();
    } catch (FileAlreadyExistsException e) {
      return lockFile.toRealPath();
    }
  }

  private static StoreUnavailableException inUse(Path file, String where) {
    return new StoreUnavailableException("the store %s is in use %s".formatted(file, where));
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      TAKEN.remove(lockFile);
    }
  }
}
