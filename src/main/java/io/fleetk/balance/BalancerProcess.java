package io.fleetk.balance;

import io.fleetk.fleet.Fleet;
import io.fleetk.notify.ServiceManager;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a balancer: from its start to the signal that ends it. */
public final class BalancerProcess {
  private static final Logger log = LoggerFactory.getLogger(BalancerProcess.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(8);

  private final BalancerSettings settings;
  private final ServiceManager manager;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean endedAsAsked;

  /** A process that has not begun. */
  public BalancerProcess(BalancerSettings settings, Map<String, String> environment) {
    this.settings = settings;
    this.manager = ServiceManager.of(environment);
  }

  /**
   * Runs until SIGTERM. It is ready when it listens, whether or not it knows a backend yet.
   *
   * @throws IOException when it cannot listen
   */
  public void run(Fleet fleet) throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::endOnSignal));
    try (Balancer balancer = Balancer.start(settings, fleet, Tempo.DEFAULT, this::announce)) {
      manager.ready(balancer.pool().summary());
      awaitEnd();
      manager.stopping();
      log.info("Ending, with {} connections", balancer.relays().size());
      endedAsAsked = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private void announce(String summary) {
    try {
      manager.status(summary);
    } catch (IOException e) {
      log.warn("{}", e.getMessage());
    }
  }

  private void awaitEnd() throws IOException, InterruptedException {
    Optional<Duration> half = manager.watchdog().map(time -> time.dividedBy(2));
    if (half.isEmpty()) {
      ending.await();
    } else {
      while (!ending.await(half.get().toMillis(), TimeUnit.MILLISECONDS)) {
        manager.alive();
      }
    }
  }

  private void endOnSignal() {
    ending.countDown();
    try {
      if (ended.await(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && endedAsAsked) {
        // An end that was asked for is none that systemd should call a failure, as 143 would be.
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
