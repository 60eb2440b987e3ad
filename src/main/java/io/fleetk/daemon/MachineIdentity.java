package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Who this machine is. */
final class MachineIdentity {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private MachineIdentity() {}

  /**
   * Its ID (machine-id(5)).
   *
   * @param root the machine's root folder
   * @throws IOException when it has none
   */
  static String id(Path root) throws IOException {
    Path file = root.resolve("etc/machine-id");
    String id;
    try {
      id = Files.readString(file, UTF_8).strip();
    } catch (NoSuchFileException e) {
      throw new IOException(
          "%s is missing: run systemd-machine-id-setup, then try again".formatted(file), e);
    }
    if (!ID.matcher(id).matches()) {
      throw new IOException(
          "%s holds no machine ID: run systemd-machine-id-setup, then try again".formatted(file));
    }
    return id;
  }

  /**
   * The address that it has towards the rest of the world, where no other is configured.
   *
   * @throws IOException when no route leads anywhere
   */
  static String address() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      // Nothing is sent: connecting only looks up the route (TEST-NET-1, RFC 5737).
      socket.connect(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 9);
      InetAddress local = socket.getLocalAddress();
      if (!local.isAnyLocalAddress()) {
        return local.getHostAddress();
      }
    } catch (java.io.UncheckedIOException e) {
      throw new IOException(noRoute(), e.getCause());
    }
    throw new IOException(noRoute());
  }

  private static String noRoute() {
    return "this machine has no default route to tell its address by; set public_ip";
  }
}
