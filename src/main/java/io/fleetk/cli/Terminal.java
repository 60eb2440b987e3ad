package io.fleetk.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the three standard streams are connected to, asked of the C library: the JDK has no way to
 * ask about one stream alone, nor for a terminal's size.
 */
class Terminal {
  /** A window's size in characters. */
  record Size(int columns, int rows) {}

  /** A standard stream, by its file descriptor. */
  enum Stream {
    /** Standard input. */
    IN(0),
    /** Standard output. */
    OUT(1),
    /** Standard error. */
    ERR(2);

    private final int descriptor;

    Stream(int descriptor) {
      this.descriptor = descriptor;
    }
  }

  private static final Size USUAL = new Size(80, 24);
  private static final long TIOCGWINSZ =
      System.getProperty("os.name").startsWith("Linux") ? 0x5413L : 0x40087468L;

  private final Map<String, String> environment;

  /** The process's own terminal; {@code COLUMNS} and {@code TERM} come from the environment. */
  Terminal(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Whether a stream is a terminal. */
  boolean isTerminal(Stream stream) {
    if (!mayBeTerminal(stream)) {
      return false;
    }
    try {
      MethodHandle isatty =
          function("isatty", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      return (int) isatty.invokeExact(stream.descriptor) == 1;
    } catch (Throwable e) {
      return false; // a C library without isatty(3) gets plain output
    }
  }

  /**
   * Whether Linux has a device behind a stream: what is none, as a pipe or a file, is no terminal.
   * That is sooner known than the C library is called for the first time.
   */
  private static boolean mayBeTerminal(Stream stream) {
    try {
      Path open = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream.descriptor));
      return open.startsWith("/dev") && !open.endsWith("null");
    } catch (IOException e) {
      return true;
    }
  }

  /** The size of a stream's window; {@code COLUMNS}, or 80 by 24, where it has none. */
  Size size(Stream stream) {
    return windowSize(stream)
        .orElseGet(
            () ->
                Optional.ofNullable(environment.get("COLUMNS"))
                    .filter(columns -> columns.matches("[1-9]\\d{0,4}"))
                    .map(columns -> new Size(Integer.parseInt(columns), USUAL.rows()))
                    .orElse(USUAL));
  }

  /** Whether a terminal moves its cursor when told to; {@code TERM=dumb} does not. */
  boolean movesCursor() {
    return !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** Whether symbols beyond ASCII can be shown: the locale's character set is UTF-8. */
  boolean unicode() {
    return Charset.isSupported("UTF-8")
        && System.getProperty("native.encoding", "").equalsIgnoreCase("UTF-8");
  }

  private static Optional<Size> windowSize(Stream stream) {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle ioctl =
          function(
              "ioctl",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS),
              Linker.Option.firstVariadicArg(2));
      // struct winsize: rows, columns and two sizes in pixels, 16 bits each (tty_ioctl(4))
      MemorySegment winsize = arena.allocate(8);
      int failure = (int) ioctl.invokeExact(stream.descriptor, TIOCGWINSZ, winsize);
      int rows = Short.toUnsignedInt(winsize.get(ValueLayout.JAVA_SHORT, 0));
      int columns = Short.toUnsignedInt(winsize.get(ValueLayout.JAVA_SHORT, 2));
      return failure != 0 || columns == 0 ? Optional.empty() : Optional.of(new Size(columns, rows));
    } catch (Throwable e) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("restricted") // the launcher allows native access
  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(), descriptor, options);
  }
}
