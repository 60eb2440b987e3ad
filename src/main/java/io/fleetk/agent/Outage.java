package io.fleetk.agent;

import io.fleetk.fleet.FleetException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the fleet is away, and once that it is back, however many roles notice. */
final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final AtomicReference<String> reason = new AtomicReference<>("");

  void noticed(FleetException e) {
    String now = String.valueOf(e.getMessage());
    if (!now.equals(reason.getAndSet(now))) {
      log.warn("No word with the fleet: {}; units here go on as they are", now);
    }
  }

  void over() {
    if (!reason.getAndSet("").isEmpty()) {
      log.info("The fleet is back");
    }
  }
}
