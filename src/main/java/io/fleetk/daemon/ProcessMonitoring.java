package io.fleetk.daemon;

import io.fleetk.api.Monitoring;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a daemon's process tells of itself to those that watch over it. */
final class ProcessMonitoring implements Monitoring {
  private final Metrics metrics;
  private final Supplier<Optional<Daemon>> daemon;
  private final Supplier<Optional<String>> trouble;

  /**
   * A monitoring.
   *
   * @param daemon the one that is at work, if there is one just now
   * @param trouble what is wrong with what starts and ends daemons, in a line
   */
  ProcessMonitoring(
      Metrics metrics, Supplier<Optional<Daemon>> daemon, Supplier<Optional<String>> trouble) {
    this.metrics = metrics;
    this.daemon = daemon;
    this.trouble = trouble;
  }

  @Override
  public Page metrics(String accept) {
    return metrics.page(accept);
  }

  @Override
  public List<String> troubles() {
    return Stream.concat(
            trouble.get().stream(), daemon.get().stream().flatMap(one -> one.troubles().stream()))
        .toList();
  }

  @Override
  public List<String> reasonsNotReady() {
    return daemon.get().map(Daemon::reasonsNotReady).orElse(List.of("the daemon is starting"));
  }

  @Override
  public void answered(String method, int status, Duration took) {
    metrics.answered(method, status, took);
  }
}
