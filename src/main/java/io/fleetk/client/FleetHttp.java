package io.fleetk.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.v1.ErrorEntity;
import io.fleetk.v1.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;

/**
 * Asks a fleet, and makes of everything that can go wrong one of two things: it was not a fleet's
 * answer ({@link FleetUnreachableException}), or the fleet said no ({@link FleetRefusedException}).
 * Of several endpoints it keeps to one as long as requests get there, and then takes the next.
 */
final class FleetHttp implements AutoCloseable {
  private static final int LONGEST_MESSAGE = 500;

  private final Doors doors;
  private final Duration wait;

  /**
   * Nothing is connected yet.
   *
   * @param doors to the fleet; closed with this
   */
  FleetHttp(Doors doors) {
    this(doors, Duration.ZERO);
  }

  private FleetHttp(Doors doors, Duration wait) {
    this.doors = doors;
    this.wait = wait;
  }

  /** The same connections, for answers that are longer in coming by a wait. */
  FleetHttp waiting(Duration longer) {
    return longer.isPositive() ? new FleetHttp(doors, wait.plus(longer)) : this;
  }

  /** A URL below the endpoint's root, wherever that is. */
  HttpUrl.Builder url(String... segments) {
    HttpUrl.Builder url = HttpUrl.get("http://localhost/").newBuilder();
    for (String segment : segments) {
      url.addPathSegment(segment);
    }
    return url;
  }

  /**
   * Asks and gives the answer, whatever its status.
   *
   * @throws FleetUnreachableException when there is none
   */
  Exchange exchange(String method, HttpUrl url, Optional<Object> entity) {
    return doors.first(
        method + " " + url.encodedPath(), wait, door -> door.exchange(method, url, entity, wait));
  }

  /**
   * Asks for an entity.
   *
   * @throws FleetRefusedException when the fleet said no
   * @throws FleetUnreachableException when no fleet answered
   */
  <T> T get(HttpUrl url, String about, Class<T> type) {
    return entity(expect(exchange("GET", url, Optional.empty()), about), type);
  }

  /** Sends something, and wants no more than a yes; throws as {@link #get} does. */
  void send(String method, HttpUrl url, Optional<Object> entity, String about) {
    expect(exchange(method, url, entity), about);
  }

  /** Sends something and reads what comes of it; throws as {@link #get} does. */
  <T> T send(String method, HttpUrl url, Optional<Object> entity, String about, Class<T> type) {
    return entity(expect(exchange(method, url, entity), about), type);
  }

  /** Reads an answer's entity. */
  <T> T entity(Exchange exchange, Class<T> type) {
    try {
      return Json.read(exchange.body(), type);
    } catch (IllegalArgumentException e) {
      throw complaints().notOurs(exchange, e);
    }
  }

  /** Lets only a success through. */
  Exchange expect(Exchange exchange, String about) {
    if (exchange.status() / 100 == 2) {
      return exchange;
    }
    Optional<String> message = message(exchange);
    if (exchange.status() / 100 == 5) {
      throw complaints().cannot(exchange, message);
    }
    if (exchange.status() / 100 != 4 || message.isEmpty()) {
      throw complaints().noFleet(exchange);
    }
    throw new FleetRefusedException(about + ": " + message.get());
  }

  /** What a fleet says in an error; empty when this is no fleet's error. */
  private static Optional<String> message(Exchange exchange) {
    try {
      String message =
          Json.read(exchange.body(), ErrorEntity.class)
              .error()
              .message()
              .replaceAll("\\s+", " ")
              .strip();
      return Optional.of(
          message.isEmpty()
              ? "%s is answered with %d".formatted(exchange.asked(), exchange.status())
              : message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Opens a stream of events.
   *
   * @throws EventsLostException when events are gone
   * @throws FleetUnreachableException when no fleet answered
   */
  EventReader open(HttpUrl url) {
    String asked = "GET " + url.encodedPath();
    return doors.first(asked, wait, door -> open(door, url, asked));
  }

  private EventReader open(Door door, HttpUrl url, String asked) throws IOException {
    Door.Stream stream = door.open(url);
    Response response = stream.response();
    if (response.code() == 200 && Door.type(response).equals("text/event-stream")) {
      return new EventReader(
          stream.call(), response, cause -> door.complaints(wait).about(asked, cause));
    }
    try (response) {
      byte[] body = response.body().byteStream().readNBytes(LONGEST_MESSAGE);
      Exchange exchange =
          new Exchange(asked, response.code(), Door.type(response), new String(body, UTF_8));
      if (response.code() == 410) {
        throw new EventsLostException(message(exchange).orElse("events are gone: list again"));
      }
      expect(exchange, "events");
      throw door.complaints(wait).noFleet(exchange);
    }
  }

  /** Says what is wrong with the endpoint that answered last. */
  Complaints complaints() {
    return doors.complaints(wait);
  }

  @Override
  public void close() {
    doors.close();
  }
}
