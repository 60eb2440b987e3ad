package io.fleetk.api;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetExtensions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The event streams that are being served, of which there are only so many: each one holds a watch
 * on the store and a picture of the fleet. Closing this ends every one of them, and none opens
 * after.
 */
final class EventFeeds implements AutoCloseable {
  private final Duration heartbeat;
  private final int most;
  private final Semaphore places;
  private final Set<EventFeed> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * No streams yet.
   *
   * @param heartbeat how long a stream stays silent before it says that it is alive
   * @param most how many may be open at once
   */
  EventFeeds(Duration heartbeat, int most) {
    this.heartbeat = heartbeat;
    this.most = most;
    this.places = new Semaphore(most);
  }

  /**
   * Opens a stream.
   *
   * @param after the first event is the first with a higher revision
   * @throws ApiException (410) when events after it are gone; (503) when all streams are taken
   */
  EventFeed open(FleetExtensions extensions, long after) {
    if (!places.tryAcquire()) {
      throw new ApiException(
          503,
          "all %d event streams of this server are taken: end one that is not needed, or ask another server"
              .formatted(most));
    }
    EventFeed feed;
    try {
      feed = begin(extensions, after);
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
    open.add(feed);
    if (closed) {
      feed.close();
    }
    return feed;
  }

  private EventFeed begin(FleetExtensions extensions, long after) {
    EventStream stream = null;
    try {
      stream = extensions.events(after);
      List<FleetEvent> first = stream.next(Duration.ZERO);
      return new EventFeed(this, stream, first, heartbeat);
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
    if (open.remove(feed)) {
      places.release();
    }
  }

  @Override
  public void close() {
    closed = true;
    open.forEach(EventFeed::close);
  }
}
