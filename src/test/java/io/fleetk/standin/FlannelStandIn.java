package io.fleetk.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Waits for the network's configuration in etcd, as flannel does without end. */
final class FlannelStandIn {
  private final Flags flags;

  FlannelStandIn(Flags flags) {
    this.flags = flags;
  }

  void run() throws IOException {
    Peer etcd =
        Peer.at(
            flags.get("etcd-endpoints").split(",", 2)[0],
            flags.file("etcd-cafile"),
            flags.file("etcd-certfile"),
            flags.file("etcd-keyfile"));
    String key = flags.get("etcd-prefix") + "/config";
    String question =
        "{\"key\": \"%s\"}".formatted(Base64.getEncoder().encodeToString(key.getBytes(UTF_8)));
    while (!etcd.send("POST", "/v3/kv/range", question).body().contains("\"value\"")) {
      StandIn.pause();
    }
    Files.createDirectories(Path.of("/run/flannel"));
    Files.writeString(
        Path.of("/run/flannel/subnet.env"),
        """
        FLANNEL_NETWORK=10.244.0.0/16
        FLANNEL_SUBNET=10.244.3.1/24
        FLANNEL_MTU=1450
        FLANNEL_IPMASQ=true
        """);
    StandIn.ready();
  }
}
