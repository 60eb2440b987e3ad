package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.fleet.FleetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Listens on an embedded fleet's control socket, for its owner only. */
final class DevControlServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DevControlServer.class);

  private final DevFleet fleet;
  private final Path socket;
  private final ServerSocketChannel listener;

  DevControlServer(DevFleet fleet, Path directory) throws IOException {
    this.fleet = fleet;
    this.socket = directory.resolve(DevControl.SOCKET);
    Files.deleteIfExists(socket);
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    Thread.ofVirtual().name("dev-control").start(this::serve);
  }

  private void serve() {
    while (true) {
      try {
        SocketChannel caller = listener.accept();
        Thread.ofVirtual().name("dev-control-call").start(() -> answer(caller));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        log.warn("The control socket {} failed: {}", socket, e.getMessage());
        return;
      }
    }
  }

  private void answer(SocketChannel caller) {
    try (caller) {
      String line = new BufferedReader(Channels.newReader(caller, UTF_8)).readLine();
      if (line != null) {
        String answer = DevControl.JSON.writeValueAsString(answer(line)) + "\n";
        Channels.newOutputStream(caller).write(answer.getBytes(UTF_8));
      }
    } catch (IOException e) {
      log.debug("A caller of the control socket went away: {}", e.getMessage());
    }
  }

  private DevAnswer answer(String line) {
    try {
      switch (DevControl.JSON.readValue(line, DevRequest.class)) {
        case DevRequest.Inject(var fault) -> fleet.inject(fault);
        case DevRequest.Describe() -> {}
      }
      return new DevAnswer(Optional.empty(), fleet.machines());
    } catch (JacksonException e) {
      return refusal("not a request: " + e.getOriginalMessage());
    } catch (IllegalArgumentException | FleetException e) {
      return refusal(e.getMessage());
    }
  }

  private static DevAnswer refusal(String reason) {
    return new DevAnswer(Optional.of(reason), List.of());
  }

  @Override
  public void close() {
    try {
      listener.close();
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      log.warn("Cannot remove the control socket {}: {}", socket, e.getMessage());
    }
  }
}
