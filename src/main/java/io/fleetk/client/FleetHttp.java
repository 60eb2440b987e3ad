package io.fleetk.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.v1.ErrorEntity;
import io.fleetk.v1.Json;
import io.fleetk.v1.Version;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Asks one endpoint, and makes of everything that can go wrong one of two things: it was not a
 * fleet's answer ({@link FleetUnreachableException}), or the fleet said no ({@link
 * FleetRefusedException}).
 */
final class FleetHttp implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration WHOLE = Duration.ofSeconds(60);

  /** Three heartbeats of a server. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private static final int LONGEST = 256 * 1024 * 1024;
  private static final int LONGEST_MESSAGE = 500;
  private static final MediaType JSON = MediaType.get("application/json");

  private final Endpoint endpoint;
  private final Duration read;
  private final Complaints complaints;
  private final OkHttpClient client;
  private final OkHttpClient streams;

  /**
   * Nothing is connected yet.
   *
   * @param read how long the endpoint may be silent within an answer
   * @throws IllegalArgumentException when the certificates cannot be used, in one line
   */
  FleetHttp(Endpoint endpoint, ClientTls tls, Duration read) {
    if (!tls.equals(ClientTls.SYSTEM) && !endpoint.isTls()) {
      throw new IllegalArgumentException(
          "certificates are for an https:// endpoint, and %s is not".formatted(endpoint));
    }
    this.endpoint = endpoint;
    this.read = read;
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectTimeout(CONNECT)
            .readTimeout(read)
            .writeTimeout(read)
            .callTimeout(WHOLE)
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false);
    endpoint
        .socket()
        .ifPresent(
            path ->
                builder
                    .socketFactory(new UnixSocketFactory(path))
                    .proxy(Proxy.NO_PROXY)
                    .dns(host -> List.of(InetAddress.getLoopbackAddress())));
    if (endpoint.isTls()) {
      tls.configure(builder);
    } else {
      // Else it reads, in vain, all authorities that Java trusts.
      builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
    }
    this.client = builder.build();
    this.streams = client.newBuilder().readTimeout(SILENCE).callTimeout(Duration.ZERO).build();
    this.complaints = new Complaints(endpoint, CONNECT, read);
  }

  private FleetHttp(FleetHttp other, Duration read) {
    this.endpoint = other.endpoint;
    this.read = read;
    this.client = other.client.newBuilder().readTimeout(read).callTimeout(read.plus(WHOLE)).build();
    this.streams = other.streams;
    this.complaints = new Complaints(endpoint, CONNECT, read);
  }

  /** The same connections, for answers that are longer in coming by a wait. */
  FleetHttp waiting(Duration wait) {
    return wait.isPositive() ? new FleetHttp(this, read.plus(wait)) : this;
  }

  /** A URL below the endpoint's root. */
  HttpUrl.Builder url(String... segments) {
    HttpUrl.Builder url = endpoint.base().newBuilder();
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
    Request request = request(method, url, entity);
    String asked = method + " " + url.encodedPath();
    try (Response response = client.newCall(request).execute();
        InputStream in = response.body().byteStream()) {
      byte[] body = in.readNBytes(LONGEST + 1);
      if (body.length > LONGEST) {
        throw complaints.about(asked, "answered with more than %d bytes".formatted(LONGEST));
      }
      return new Exchange(asked, response.code(), type(response), new String(body, UTF_8));
    } catch (IOException e) {
      throw complaints.about(asked, e);
    }
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
      throw complaints.notOurs(exchange, e);
    }
  }

  /** Lets only a success through. */
  Exchange expect(Exchange exchange, String about) {
    if (exchange.status() / 100 == 2) {
      return exchange;
    }
    Optional<String> message = message(exchange);
    if (exchange.status() / 100 == 5) {
      throw complaints.cannot(exchange, message);
    }
    if (exchange.status() / 100 != 4 || message.isEmpty()) {
      throw complaints.noFleet(exchange);
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
    Request request =
        request("GET", url, Optional.empty())
            .newBuilder()
            .header("Accept", "text/event-stream")
            .build();
    Call call = streams.newCall(request);
    String asked = "GET " + url.encodedPath();
    try {
      Response response = call.execute();
      if (response.code() == 200 && type(response).equals("text/event-stream")) {
        return new EventReader(call, response, cause -> complaints.about(asked, cause));
      }
      try (response) {
        byte[] body = response.body().byteStream().readNBytes(LONGEST_MESSAGE);
        Exchange exchange =
            new Exchange(asked, response.code(), type(response), new String(body, UTF_8));
        if (response.code() == 410) {
          throw new EventsLostException(message(exchange).orElse("events are gone: list again"));
        }
        expect(exchange, "events");
        throw complaints.noFleet(exchange);
      }
    } catch (IOException e) {
      throw complaints.about(asked, e);
    }
  }

  private static Request request(String method, HttpUrl url, Optional<Object> entity) {
    RequestBody body =
        entity.isPresent()
            ? RequestBody.create(Json.bytes(entity.get()), JSON)
            : method.equals("GET") ? null : RequestBody.create(new byte[0], null);
    return new Request.Builder()
        .url(url)
        .header("User-Agent", "fleetk/" + Version.text())
        .method(method, body)
        .build();
  }

  private static String type(Response response) {
    MediaType type = response.body().contentType();
    return type == null ? "" : type.type() + "/" + type.subtype();
  }

  Complaints complaints() {
    return complaints;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
  }
}
