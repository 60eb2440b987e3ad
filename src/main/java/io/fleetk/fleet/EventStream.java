package io.fleetk.fleet;

import java.time.Duration;
import java.util.List;

/** A stream of events. One thread takes from it; any thread may close it. */
public interface EventStream extends AutoCloseable {

  /**
   * Takes what has happened since the last call, waiting for something if nothing has.
   *
   * @param patience how long to wait
   * @return the events in order; empty when there were none in that time
   * @throws EventsLostException when events may have been missed: take a new view and follow from
   *     it
   * @throws FleetUnreachableException when the fleet is gone
   */
  List<FleetEvent> next(Duration patience);

  @Override
  void close();
}
