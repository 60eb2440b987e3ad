package io.fleetk.api;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetExtensions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The event streams that are being served. Closing this ends every one of them, and none opens
 * after.
 */
final class EventFeeds implements AutoCloseable {
  private final Duration heartbeat;
  private final Set<EventFeed> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * No streams yet.
   *
   * @param heartbeat how long a stream stays silent before it says that it is alive
   */
  EventFeeds(Duration heartbeat) {
    this.heartbeat = heartbeat;
  }

  /**
   * Opens a stream.
   *
   * @param after the first event is the first with a higher revision
   * @throws ApiException (410) when events after it are gone
   */
  EventFeed open(FleetExtensions extensions, long after) {
    EventStream stream = null;
    try {
      stream = extensions.events(after);
      List<FleetEvent> first = stream.next(Duration.ZERO);
      EventFeed feed = new EventFeed(this, stream, first, heartbeat);
      open.add(feed);
      if (closed) {
        feed.close();
      }
      return feed;
    } catch (RuntimeException e) {
      if (stream != null) {
        stream.close();
      }
      if (e instanceof EventsLostException) {
        throw new ApiException(410, e.getMessage(), e);
      }
      throw e;
    }
  }

  boolean isClosed() {
    return closed;
  }

  void ended(EventFeed feed) {
    open.remove(feed);
  }

  @Override
  public void close() {
    closed = true;
    open.forEach(EventFeed::close);
  }
}
