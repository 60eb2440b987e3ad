package io.fleetk.balance;

import io.fleetk.unit.ReadyCheck;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to balance.
 *
 * @param component the component that serves, such as {@code kube-apiserver}
 * @param listen where clients connect
 * @param port the port that the component serves on, on each of its machines
 * @param seeds where it may be served until the fleet has been heard for the first time
 * @param check what must hold of a backend beyond accepting connections; its host is empty
 * @param checkCa certificates that the check's HTTPS is verified by; without any it is not verified
 * @param memory the file that keeps the last known backends from one start to the next
 */
public record BalancerSettings(
    String component,
    InetSocketAddress listen,
    int port,
    List<String> seeds,
    Optional<ReadyCheck.Http> check,
    Optional<Path> checkCa,
    Optional<Path> memory) {
  /** Copies the seeds. */
  public BalancerSettings {
    seeds = List.copyOf(seeds);
  }
}
