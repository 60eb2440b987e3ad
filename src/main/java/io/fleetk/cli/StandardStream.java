package io.fleetk.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * A standard stream whose failures are not swallowed, as {@link System#out} swallows them: a write
 * that fails throws {@link OutputClosedException}.
 */
final class StandardStream extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 14;

  private final FileOutputStream file;

  private StandardStream(FileDescriptor descriptor) {
    this.file = new FileOutputStream(descriptor);
  }

  /** A writer of UTF-8 on a descriptor, written when it is flushed or full. */
  static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(
            new java.io.BufferedOutputStream(new StandardStream(descriptor), BUFFER_BYTES),
            StandardCharsets.UTF_8),
        false);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      file.write(bytes, offset, length);
    } catch (IOException e) {
      throw new OutputClosedException(e);
    }
  }
}
