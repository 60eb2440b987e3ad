package io.fleetk.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where a {@link StoreLog} writes: the disk, or one that a test lets run full. */
@FunctionalInterface
interface Disk {
  /**
   * The machine's own. A file is only for its owner, and an interrupted thread writes as any other.
   */
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

  /**
   * A file on the machine's own disk. It is no {@link java.nio.channels.FileChannel}: that would be
   * closed for good when a thread that writes is interrupted.
   */
  final class RealFile implements Output {
    private final RandomAccessFile file;

    RealFile(Path path) throws IOException {
      Files.deleteIfExists(path);
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      file = new RandomAccessFile(path.toFile(), "rw");
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      byte[] all = new byte[bytes.remaining()];
      bytes.get(all);
      file.seek(position);
      file.write(all);
    }

    @Override
    public void truncate(long length) throws IOException {
      file.setLength(length);
    }

    @Override
    public void force() throws IOException {
      file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
