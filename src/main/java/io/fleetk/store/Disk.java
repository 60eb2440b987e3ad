package io.fleetk.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where a {@link StoreLog} writes: the disk, or one that a test lets run full. */
@FunctionalInterface
interface Disk {
  /** The machine's own. A file is only for its owner, and locked against other processes. */
  Disk REAL = RealFile::new;

  /** A new, empty file, in place of one that exists. */
  Output create(Path file) throws IOException;

  /** A file being written. */
  interface Output extends Closeable {
    /** Writes all of these bytes at a position, or throws, having written any part of them. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /** Cuts the file to a length in bytes. */
    void truncate(long length) throws IOException;

    /** Waits until what was written would survive a loss of power. */
    void force() throws IOException;
  }

  /** A file on the machine's own disk. */
  final class RealFile implements Output {
    private final FileChannel channel;

    RealFile(Path file) throws IOException {
      channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        if (channel.tryLock() == null) {
          throw new IOException("another process is writing it");
        }
        channel.truncate(0);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public void truncate(long length) throws IOException {
      channel.truncate(length);
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
