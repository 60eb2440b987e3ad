package io.fleetk.engine;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetException;
import io.fleetk.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Takes events from a stream on a thread of its own and hands them on, until the stream ends. */
final class Following implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final EventStream stream;
  private final Consumer<List<FleetEvent>> happened;
  private final Consumer<RuntimeException> broke;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Begins to follow.
   *
   * @param happened is given events in order, never none
   * @param broke is told once when no more can be had
   */
  Following(
      EventStream stream, Consumer<List<FleetEvent>> happened, Consumer<RuntimeException> broke) {
    this.stream = stream;
    this.happened = happened;
    this.broke = broke;
    this.thread = Thread.ofVirtual().name("engine-events").unstarted(this::run);
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        List<FleetEvent> events = stream.next(PATIENCE);
        if (!events.isEmpty() && !closed) {
          happened.accept(events);
        }
      }
    } catch (FleetException | StoreException e) {
      if (!closed) {
        broke.accept(e);
      }
    }
  }

  /** Ends the stream; nothing is handed on after that. */
  @Override
  public void close() {
    closed = true;
    stream.close();
  }
}
