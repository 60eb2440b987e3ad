package io.fleetk.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.v1.Json;
import io.fleetk.v1.Version;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The connections to one endpoint. */
final class Door implements AutoCloseable {
  /** Three heartbeats of a server. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private static final int LONGEST = 256 * 1024 * 1024;
  private static final MediaType JSON = MediaType.get("application/json");

  private final Endpoint endpoint;
  private final Patience patience;
  private final OkHttpClient client;
  private final OkHttpClient streams;

  /** Whether a request got as far as a connection. */
  private static final class Connected extends AtomicBoolean {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Nothing is connected yet.
   *
   * @throws IllegalArgumentException when the certificates cannot be used, in one line
   */
  Door(Endpoint endpoint, ClientTls tls, Patience patience) {
    if (!tls.equals(ClientTls.SYSTEM) && !endpoint.isTls()) {
      throw new IllegalArgumentException(
          "certificates are for an https:// endpoint, and %s is not".formatted(endpoint));
    }
    this.endpoint = endpoint;
    this.patience = patience;
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectTimeout(patience.connect())
            .readTimeout(patience.read())
            .writeTimeout(patience.read())
            .callTimeout(patience.whole())
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .addNetworkInterceptor(
                chain -> {
                  Optional.ofNullable(chain.request().tag(Connected.class))
                      .ifPresent(connected -> connected.set(true));
                  return chain.proceed(chain.request());
                });
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
  }

  /** Not an answer: the request did not get there, so that it may go elsewhere. */
  static final class NoWayException extends IOException {
    private static final long serialVersionUID = 1L;

    private NoWayException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Asks and gives the answer, whatever its status.
   *
   * @param url its path and query; the rest is this endpoint's
   * @param wait how much longer than usual the answer may be in coming
   * @throws NoWayException when the request did not get there
   * @throws IOException when there is no answer
   */
  Exchange exchange(String method, HttpUrl url, Optional<Object> entity, Duration wait)
      throws IOException {
    Request request = request(method, url, entity);
    String asked = method + " " + url.encodedPath();
    try (Response response = sent(patient(wait).newCall(request));
        InputStream in = response.body().byteStream()) {
      byte[] body = in.readNBytes(LONGEST + 1);
      if (body.length > LONGEST) {
        throw complaints(wait).about(asked, "answered with more than %d bytes".formatted(LONGEST));
      }
      return new Exchange(asked, response.code(), type(response), new String(body, UTF_8));
    }
  }

  private OkHttpClient patient(Duration wait) {
    Patience longer = patience.plus(wait);
    return wait.isPositive()
        ? client.newBuilder().readTimeout(longer.read()).callTimeout(longer.whole()).build()
        : client;
  }

  /** A call whose answer begins to come, and goes on until somebody closes it. */
  record Stream(Call call, Response response) {}

  /** Opens a stream of events; throws as {@link #exchange} does. */
  Stream open(HttpUrl url) throws IOException {
    Call call =
        streams.newCall(
            request("GET", url, Optional.empty())
                .newBuilder()
                .header("Accept", "text/event-stream")
                .build());
    return new Stream(call, sent(call));
  }

  private Response sent(Call call) throws IOException {
    try {
      return call.execute();
    } catch (SSLException e) {
      // Somebody is there; that it is the wrong one must be said.
      throw e;
    } catch (IOException e) {
      boolean connected = call.request().tag(Connected.class).get();
      // What a tunnel complains of need not be of this request; to read twice does no harm.
      boolean mayGoTwice = call.request().method().equals("GET");
      if (!connected
          || (mayGoTwice && endpoint.tunnel().flatMap(SshTunnel::complaint).isPresent())) {
        throw new NoWayException(e);
      }
      throw e;
    }
  }

  private Request request(String method, HttpUrl url, Optional<Object> entity) {
    RequestBody body =
        entity.isPresent()
            ? RequestBody.create(Json.bytes(entity.get()), JSON)
            : method.equals("GET") ? null : RequestBody.create(new byte[0], null);
    HttpUrl base = endpoint.base();
    return new Request.Builder()
        .url(url.newBuilder().scheme(base.scheme()).host(base.host()).port(base.port()).build())
        .header("User-Agent", "fleetk/" + Version.text())
        .tag(Connected.class, new Connected())
        .method(method, body)
        .build();
  }

  static String type(Response response) {
    MediaType type = response.body().contentType();
    return type == null ? "" : type.type() + "/" + type.subtype();
  }

  /** Says what is wrong with this endpoint, of which so much longer than usual was waited. */
  Complaints complaints(Duration wait) {
    return new Complaints(endpoint, patience.plus(wait));
  }

  /** Ends the connections, and the tunnel that they go through. */
  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
    endpoint.tunnel().ifPresent(SshTunnel::close);
  }
}
