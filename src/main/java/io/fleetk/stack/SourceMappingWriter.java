package io.fleetk.stack;

import io.fleetk.unit.Lint;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** Gathers a rendered text and, for each of its lines, the line of the template it began on. */
final class SourceMappingWriter extends Writer {
  /** A template that prints more than a fleet takes. */
  static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("prints more than the %,d bytes that a fleet takes".formatted(Lint.MAX_BYTES));
    }
  }

  private final StringBuilder text = new StringBuilder();
  private final List<Integer> sourceLines = new ArrayList<>();
  private boolean lineBegins = true;
  private int sourceLine = 1;

  /** Writes text that stands in the template from this line on. */
  void writeText(String shown, int firstLine) {
    sourceLine = firstLine;
    for (int at = 0; at < shown.length(); at++) {
      add(shown.charAt(at));
      if (shown.charAt(at) == '\n') {
        sourceLine++;
      }
    }
  }

  /** Writes what a tag on this line of the template printed. */
  void writePrinted(String printed, int line) {
    sourceLine = line;
    printed.chars().forEach(c -> add((char) c));
  }

  @Override
  public void write(char[] buffer, int offset, int length) {
    for (int at = offset; at < offset + length; at++) {
      add(buffer[at]);
    }
  }

  private void add(char c) {
    if (lineBegins) {
      sourceLines.add(sourceLine);
    }
    lineBegins = c == '\n';
    text.append(c);
    if (text.length() > Lint.MAX_BYTES) {
      throw new TooLong();
    }
  }

  RenderedText rendered(boolean usesMachines) {
    return new RenderedText(text.toString(), sourceLines, usesMachines);
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
