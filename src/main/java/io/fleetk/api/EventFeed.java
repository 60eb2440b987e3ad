package io.fleetk.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.v1.ErrorEntity;
import io.fleetk.v1.ExtendedEvent;
import io.fleetk.v1.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/**
 * One client's stream of server-sent events. An event's id is its revision and stands only on the
 * last event of that revision, so that a client that resumes after an id has missed none of it.
 */
final class EventFeed implements Answer, AutoCloseable {
  private final EventFeeds feeds;
  private final EventStream stream;
  private final List<FleetEvent> first;
  private final Duration heartbeat;

  EventFeed(EventFeeds feeds, EventStream stream, List<FleetEvent> first, Duration heartbeat) {
    this.feeds = feeds;
    this.stream = stream;
    this.first = first;
    this.heartbeat = heartbeat;
  }

  /**
   * Writes events as they come, until the client, the fleet or the server is gone.
   *
   * @throws IOException when the client is
   * @throws FleetUnreachableException when the fleet is
   */
  void writeTo(OutputStream out) throws IOException {
    try (this) {
      // An early comment lets the client see that it is connected.
      send(out, ": connected\n\n" + text(first));
      while (!feeds.isClosed()) {
        List<FleetEvent> events = stream.next(heartbeat);
        send(out, events.isEmpty() ? ": heartbeat\n\n" : text(events));
      }
    } catch (EventsLostException e) {
      send(
          out,
          event(
              ExtendedEvent.Kind.LOST.wire(), Json.text(ErrorEntity.of(410, e.getMessage())), ""));
    } catch (FleetUnreachableException e) {
      // A stream that the server itself closed is nobody's trouble.
      if (!feeds.isClosed()) {
        throw e;
      }
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private static String text(List<FleetEvent> events) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      FleetEvent event = events.get(i);
      boolean last = i + 1 == events.size() || events.get(i + 1).revision() != event.revision();
      text.append(
          event(
              ExtendedEvent.kind(event).wire(),
              Json.text(ExtendedEvent.of(event)),
              last ? "id: " + event.revision() + "\n" : ""));
    }
    return text.toString();
  }

  private static String event(String name, String data, String id) {
    return id + "event: " + name + "\ndata: " + data + "\n\n";
  }

  @Override
  public void close() {
    feeds.ended(this);
    stream.close();
  }
}
