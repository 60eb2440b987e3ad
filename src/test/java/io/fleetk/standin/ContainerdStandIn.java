package io.fleetk.standin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Listens where the kubelet looks for it. */
final class ContainerdStandIn {
  private static final Path SOCKET = Path.of("/run/containerd/containerd.sock");

  private final Flags flags;

  ContainerdStandIn(Flags flags) {
    this.flags = flags;
  }

  void run() throws IOException, InterruptedException {
    String config = Files.readString(flags.file("config"));
    if (!config.startsWith("version = 2\n") || !config.contains("sandbox_image = ")) {
      throw new IOException(flags.get("config") + " is no configuration of version 2");
    }
    Files.createDirectories(SOCKET.getParent());
    Files.deleteIfExists(SOCKET);
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(SOCKET));
      StandIn.ready();
      Thread.currentThread().join();
    }
  }
}
