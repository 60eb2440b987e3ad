package io.fleetk.client;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.v1.ErrorEntity;
import io.fleetk.v1.ExtendedEvent;
import io.fleetk.v1.ExtendedEvent.Kind;
import io.fleetk.v1.Json;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Events from a fleet's API. A thread reads ahead, no further than a queue holds; when the stream
 * ends it says so once and for all. Connecting again is the caller's affair.
 */
final class EventReader implements EventStream {
  private static final int AHEAD = 10_000;

  private sealed interface Item {
    record Event(FleetEvent event) implements Item {}

    record End(FleetException why) implements Item {}
  }

  private final Call call;
  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>(AHEAD);
  private final Function<IOException, FleetUnreachableException> complain;
  private final Thread thread;
  private Optional<FleetException> end = Optional.empty();

  /** Reads a response, which it closes. */
  EventReader(
      Call call, Response response, Function<IOException, FleetUnreachableException> complain) {
    this.call = call;
    this.complain = complain;
    this.thread = Thread.ofVirtual().name("events").start(() -> read(response));
  }

  private void read(Response response) {
    FleetException why;
    try (response) {
      ServerSentEvents events = new ServerSentEvents(response.body().source());
      while (true) {
        deliver(events.next());
      }
    } catch (IOException e) {
      why = complain.apply(e);
    } catch (FleetException e) {
      why = e;
    } catch (InterruptedException e) {
      return;
    } catch (RuntimeException e) {
      why = complain.apply(new IOException("an event that makes no sense: " + e.getMessage(), e));
    }
    try {
      items.put(new Item.End(why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(ServerSentEvents.Event event) throws InterruptedException {
    Optional<Kind> kind = Kind.ofWire(event.name());
    if (kind.isEmpty()) {
      return;
    }
    if (kind.get() == Kind.LOST) {
      throw new EventsLostException(Json.read(event.data(), ErrorEntity.class).error().message());
    }
    items.put(new Item.Event(Json.read(event.data(), ExtendedEvent.class).event(kind.get())));
  }

  @Override
  public List<FleetEvent> next(Duration patience) {
    if (end.isPresent()) {
      throw end.get();
    }
    List<FleetEvent> events = new ArrayList<>();
    try {
      Item item = items.poll(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
      while (item != null) {
        switch (item) {
          case Item.Event(FleetEvent event) -> events.add(event);
          case Item.End(FleetException why) -> end = Optional.of(why);
        }
        item = items.poll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetUnreachableException("interrupted while waiting for events", e);
    }
    if (events.isEmpty() && end.isPresent()) {
      throw end.get();
    }
    return List.copyOf(events);
  }

  @Override
  public void close() {
    call.cancel();
    items.clear();
    thread.interrupt();
  }

  /**
   * Parses a stream of server-sent events (WHATWG HTML, "Server-sent events"): fields of an event
   * up to a blank line; comments are passed over.
   */
  static final class ServerSentEvents {
    private static final long LONGEST_LINE = 16L * 1024 * 1024;

    /** One event; its id is of no use here, as the data tells the revision. */
    record Event(String name, String data) {}

    private final BufferedSource source;

    ServerSentEvents(BufferedSource source) {
      this.source = source;
    }

    /**
     * The next event.
     *
     * @throws EOFException when the stream ends
     */
    Event next() throws IOException {
      String name = "";
      StringBuilder data = new StringBuilder();
      while (true) {
        String line = source.readUtf8LineStrict(LONGEST_LINE);
        if (line.isEmpty()) {
          if (!data.isEmpty()) {
            return new Event(name, data.substring(0, data.length() - 1));
          }
          name = "";
        } else {
          int colon = line.indexOf(':');
          String field = colon < 0 ? line : line.substring(0, colon);
          String value = colon < 0 ? "" : line.substring(colon + 1);
          value = value.startsWith(" ") ? value.substring(1) : value;
          switch (field) {
            case "event" -> name = value;
            case "data" -> data.append(value).append('\n');
            default -> {}
          }
        }
      }
    }
  }
}
