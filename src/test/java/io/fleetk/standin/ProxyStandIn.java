package io.fleetk.standin;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Asks for services; has written its rules when it has got them. */
final class ProxyStandIn {
  private final Flags flags;

  ProxyStandIn(Flags flags) {
    this.flags = flags;
  }

  void run() throws IOException {
    long began = Instant.now().getEpochSecond();
    AtomicLong synced = new AtomicLong();
    Health.plain(flags.get("healthz-bind-address"), "/healthz", () -> "ok");
    Health.plain(
        flags.get("metrics-bind-address"),
        "/metrics",
        () ->
            """
            kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="IPv4"} %d
            process_start_time_seconds %d
            """
                .formatted(synced.get(), began));
    Peer api = Peer.of(flags.file("kubeconfig"), "system:kube-proxy");
    while (true) {
      try {
        if (api.get("/api/v1/services").status() == 200) {
          synced.set(Instant.now().getEpochSecond());
        }
      } catch (IOException e) {
        System.err.println(e.getMessage());
      }
      StandIn.pause();
    }
  }
}
