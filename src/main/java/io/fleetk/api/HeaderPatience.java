package io.fleetk.api;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections whose first request does not come in time. The time for which a connection may
 * be idle does not: whoever sends a header a letter at a time is never idle.
 */
final class HeaderPatience implements Connection.Listener {
  private static final Logger log = LoggerFactory.getLogger(HeaderPatience.class);

  private final Scheduler scheduler;
  private final Duration patience;

  HeaderPatience(Scheduler scheduler, Duration patience) {
    this.scheduler = scheduler;
    this.patience = patience;
  }

  @Override
  public void onOpened(Connection connection) {
    scheduler.schedule(() -> check(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What is no connection of HTTP, such as the TLS around it, does not count messages. */
  private void check(Connection connection) {
    if (connection.getMessagesIn() == 0 && connection.getEndPoint().isOpen()) {
      log.debug("A connection without a request is closed after {}", patience);
      connection.getEndPoint().close();
    }
  }
}
