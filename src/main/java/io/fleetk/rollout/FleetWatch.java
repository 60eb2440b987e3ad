package io.fleetk.rollout;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.FleetView;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a view of the fleet current: by its events, or on a plain v1 fleet by looking every second.
 */
final class FleetWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetWatch.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** How long to wait for events before looking at the clock, and whether to stop. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final Fleet fleet;
  private final Optional<FleetExtensions> extensions;
  private final PatientFleet patient;
  private final Pause pause;
  private Optional<EventStream> stream = Optional.empty();
  private FleetView view;

  FleetWatch(Fleet fleet, Optional<FleetExtensions> extensions, PatientFleet patient, Pause pause)
      throws InterruptedException {
    this.fleet = fleet;
    this.extensions = extensions;
    this.patient = patient;
    this.pause = pause;
    this.view = patient.ask(fleet::view);
  }

  FleetView view() {
    return view;
  }

  /** Waits a little for something to happen, and takes it in. */
  void await() throws InterruptedException {
    if (extensions.isEmpty()) {
      pause.last(POLL);
      view = patient.ask(fleet::view);
      return;
    }
    try {
      if (stream.isEmpty()) {
        long revision = view.revision();
        stream = Optional.of(patient.ask(() -> extensions.get().events(revision)));
      }
      view = view.after(stream.get().next(PATIENCE));
    } catch (EventsLostException | FleetUnreachableException e) {
      log.info("Taking a new view of the fleet: {}", e.getMessage());
      close();
      pause.last(PATIENCE);
      view = patient.ask(fleet::view);
    }
  }

  @Override
  public void close() {
    stream.ifPresent(EventStream::close);
    stream = Optional.empty();
  }
}
