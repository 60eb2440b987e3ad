package io.fleetk.probe;

import io.fleetk.probe.Probe.Outcome;
import io.fleetk.unit.ReadyCheck;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * One try to get a URL.
 *
 * <p>Every try has a connection of its own, so that a kept one cannot hide that a program no longer
 * accepts any.
 */
final class HttpAttempt {
  private static final int MAX_REDIRECTS = 10;

  /** All clients share what is dear (threads) and none of what would outlive a try. */
  private static final OkHttpClient GROUND =
      new OkHttpClient.Builder()
          .proxy(Proxy.NO_PROXY)
          .followRedirects(false)
          .followSslRedirects(false)
          .retryOnConnectionFailure(false)
          .protocols(List.of(Protocol.HTTP_1_1))
          .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
          .build();

  private final ReadyCheck.Http check;
  private final String address;
  private final Optional<String> caFile;
  private final Contact contact = new Contact();

  /** Notices that somebody accepted the connection, whatever became of it. */
  private static final class Contact extends EventListener {
    private volatile boolean made;

    @Override
    public void secureConnectStart(Call call) {
      made = true;
    }

    @Override
    public void connectEnd(Call call, InetSocketAddress address, Proxy proxy, Protocol protocol) {
      made = true;
    }
  }

  private HttpAttempt(ReadyCheck.Http check, String address, Optional<String> caFile) {
    this.check = check;
    this.address = address;
    this.caFile = caFile;
  }

  static HttpAttempt of(ReadyCheck.Http check, String address, Optional<String> caFile) {
    return new HttpAttempt(check, address, caFile);
  }

  Outcome within(Duration patience) {
    String host = check.host().isEmpty() ? address : check.host();
    try {
      return follow(client(), HttpUrl.get(check.on(address).toString()), patience);
    } catch (GeneralSecurityException e) {
      return Outcome.failed(check, e.getMessage());
    } catch (IOException | RuntimeException e) {
      String words = NetworkFailure.words(e, host, patience);
      return contact.made || NetworkFailure.refused(e)
          ? Outcome.failed(check, words)
          : Outcome.unreached(check, words);
    }
  }

  private Outcome follow(OkHttpClient client, HttpUrl first, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    HttpUrl url = first;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new InterruptedIOException("timeout");
      }
      try (Response response = get(client, url, left)) {
        Optional<HttpUrl> next = redirect(response, first);
        if (next.isEmpty()) {
          String status = "HTTP " + response.code();
          return response.code() >= 200 && response.code() < 400
              ? Outcome.held(check, status)
              : Outcome.failed(check, status);
        }
        url = next.get();
      }
    }
    return Outcome.failed(check, "more than %d redirects".formatted(MAX_REDIRECTS));
  }

  private static Response get(OkHttpClient client, HttpUrl url, long nanos) throws IOException {
    Request request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "fleetk-probe")
            .header("Accept", "*/*")
            .header("Accept-Encoding", "identity")
            .header("Connection", "close")
            .build();
    var call = client.newCall(request);
    call.timeout().timeout(nanos, TimeUnit.NANOSECONDS);
    return call.execute();
  }

  /** Where to go next: a redirect to another host is not followed, and counts by its status. */
  private static Optional<HttpUrl> redirect(Response response, HttpUrl first) {
    return switch (response.code()) {
      case 301, 302, 303, 307, 308 ->
          Optional.ofNullable(response.header("Location"))
              .map(location -> response.request().url().resolve(location))
              .filter(next -> next.host().equals(first.host()));
      default -> Optional.empty();
    };
  }

  private OkHttpClient client() throws GeneralSecurityException {
    var builder = GROUND.newBuilder().eventListener(contact);
    if (!check.scheme().equals("https")) {
      return builder.build();
    }
    Trust trust = caFile.isPresent() ? Trust.in(caFile.get()) : Trust.everyone();
    builder.sslSocketFactory(trust.sockets(), trust.manager());
    if (caFile.isEmpty()) {
      builder.hostnameVerifier((_, _) -> true);
    }
    return builder.build();
  }
}
