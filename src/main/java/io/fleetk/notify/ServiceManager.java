package io.fleetk.notify;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The systemd that started this process, told how it is: sd_notify(3). A process that nobody wants
 * to hear from says nothing.
 *
 * <p>The JDK has no datagram unix sockets, so the C library's are used.
 */
public final class ServiceManager {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;

  /** The room for a path in {@code struct sockaddr_un}, unix(7). */
  private static final int PATH_BYTES = 108;

  private final Optional<String> socket;
  private final Optional<Duration> watchdog;

  private ServiceManager(Optional<String> socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /** The one that an environment names ({@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC}). */
  public static ServiceManager of(Map<String, String> environment) {
    Optional<String> socket =
        Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
            .filter(path -> path.length() > 1 && (path.startsWith("/") || path.startsWith("@")));
    boolean ours =
        environment
            .getOrDefault("WATCHDOG_PID", Long.toString(ProcessHandle.current().pid()))
            .equals(Long.toString(ProcessHandle.current().pid()));
    Optional<Duration> watchdog =
        Optional.ofNullable(environment.get("WATCHDOG_USEC"))
            .filter(microseconds -> ours && microseconds.matches("[1-9][0-9]{0,15}"))
            .map(microseconds -> Duration.ofNanos(Long.parseLong(microseconds) * 1000));
    return new ServiceManager(socket, watchdog);
  }

  /** How long it waits for a sign of life; empty when it does not watch. */
  public Optional<Duration> watchdog() {
    return socket.isPresent() ? watchdog : Optional.empty();
  }

  /** Everything is up ({@code READY=1}). */
  public void ready(String status) throws IOException {
    tell("READY=1\nSTATUS=" + status);
  }

  /** It reads its configuration again, and says {@link #ready} when it has. */
  public void reloading() throws IOException {
    tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
  }

  /** It is about to end ({@code STOPPING=1}). */
  public void stopping() throws IOException {
    tell("STOPPING=1");
  }

  /** It lives ({@code WATCHDOG=1}). */
  public void alive() throws IOException {
    tell("WATCHDOG=1");
  }

  /** What it is at ({@code STATUS=}), one line. */
  public void status(String line) throws IOException {
    tell("STATUS=" + line);
  }

  private void tell(String message) throws IOException {
    if (socket.isPresent()) {
      send(socket.get(), message.getBytes(UTF_8));
    }
  }

  @SuppressWarnings("restricted") // Launchers enable native access for the whole program.
  private static void send(String path, byte[] message) throws IOException {
    byte[] name = path.getBytes(UTF_8);
    if (name.length >= PATH_BYTES) {
      throw new IOException("the path of NOTIFY_SOCKET is too long: " + path);
    }
    if (name[0] == '@') {
      name[0] = 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(Short.BYTES + PATH_BYTES);
      address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
      // A path ends in a zero byte, an abstract name where its length says.
      int length = Short.BYTES + name.length + (name[0] == 0 ? 0 : 1);
      MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
      int socket = (int) C.SOCKET.invokeExact((int) AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (socket < 0) {
        throw new IOException("no socket to notify systemd with");
      }
      long sent;
      try {
        sent = (long) C.SENDTO.invokeExact(socket, text, (long) message.length, 0, address, length);
      } finally {
        var _ = (int) C.CLOSE.invokeExact(socket);
      }
      if (sent < 0) {
        throw new IOException("systemd cannot be notified through " + path);
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the C library's sockets cannot be called", e);
    }
  }

  /** The C library's functions. */
  private static final class C {
    static final MethodHandle SOCKET =
        function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    static final MethodHandle SENDTO =
        function(
            "sendto",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private C() {}

    @SuppressWarnings("restricted") // Launchers enable native access for the whole program.
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
  }
}
