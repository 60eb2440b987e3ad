package io.fleetk.client;

import io.fleetk.fleet.FleetUnreachableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in one line why an endpoint gave no fleet's answer, and what to do next. */
final class Complaints {
  private final Endpoint endpoint;
  private final Patience patience;

  /**
   * Complaints about an endpoint.
   *
   * @param patience how long was waited of it
   */
  Complaints(Endpoint endpoint, Patience patience) {
    this.endpoint = endpoint;
    this.patience = patience;
  }

  /** It could not be asked, or its answer not be read. */
  FleetUnreachableException about(String asked, IOException cause) {
    return new FleetUnreachableException(because(asked, cause), cause);
  }

  /** Its answer is not to be had, for a reason of the caller's. */
  FleetUnreachableException about(String asked, String what) {
    return new FleetUnreachableException(
        "%s %s to %s: check that this endpoint is a fleet's API".formatted(endpoint, what, asked));
  }

  /** It answered, with something that no fleet says. */
  FleetUnreachableException notOurs(Exchange exchange, Exception cause) {
    String what = exchange.type().isEmpty() ? "something" : exchange.type();
    return new FleetUnreachableException(
        "%s answered %s with %s that is no fleet's answer (%s): check that this endpoint is a fleet's API"
            .formatted(endpoint, exchange.asked(), what, oneLine(cause)),
        cause);
  }

  /** It answered with a status that no fleet gives there. */
  FleetUnreachableException noFleet(Exchange exchange) {
    return new FleetUnreachableException(
        "%s answers, but not as a fleet does (%s is answered with %d%s): check that this endpoint is a fleet's API"
            .formatted(
                endpoint,
                exchange.asked(),
                exchange.status(),
                exchange.type().isEmpty() ? "" : " and " + exchange.type()));
  }

  /** It is a fleet, or something before one, and cannot. */
  FleetUnreachableException cannot(Exchange exchange, Optional<String> message) {
    return new FleetUnreachableException(
        "%s cannot answer now (%s is answered with %d%s): see the fleet's own log, then try again"
            .formatted(
                endpoint,
                exchange.asked(),
                exchange.status(),
                message.map(said -> ", " + said).orElse("")));
  }

  private String because(String asked, IOException cause) {
    Optional<String> tunnelled = endpoint.tunnel().flatMap(SshTunnel::complaint);
    if (tunnelled.isPresent()) {
      return "no fleet at %s: ssh says: %s; see whether the fleet's API is there, or name another --endpoint"
          .formatted(endpoint, tunnelled.get());
    }
    if (endpoint.socket().isPresent() && !Files.exists(endpoint.socket().get())) {
      return "no fleet at %s: there is no such socket; start the fleet, or name another endpoint"
          .formatted(endpoint);
    }
    return switch (cause) {
      case UnknownHostException e ->
          "no fleet at %s: the host %s is not known; check its spelling, or the DNS"
              .formatted(endpoint, endpoint.base().host());
      case ConnectException e ->
          "no fleet at %s: %s; start the fleet, or name another endpoint"
              .formatted(endpoint, lower(oneLine(e)));
      case SocketTimeoutException e when connecting(e) ->
          "no fleet at %s: no connection within %s; check the address and the network"
              .formatted(endpoint, length(patience.connect()));
      case InterruptedIOException e ->
          "%s does not answer %s (waited %s): see whether the fleet there is overloaded or has lost its store, then try again"
              .formatted(endpoint, asked, length(patience.read()));
      case SSLException e
          when said(e).contains("certification path") || said(e).contains("trust") ->
          "no TLS with %s (%s): its certificate is signed by nobody that is trusted; name its authority with --ca-file"
              .formatted(endpoint, oneLine(e));
      case SSLException e when said(e).contains("received fatal alert") ->
          "no TLS with %s (%s): it wants another certificate; show one with --cert-file and --key-file"
              .formatted(endpoint, oneLine(e));
      case SSLException e ->
          "no TLS with %s (%s): check its certificate, or use http:// where it has none"
              .formatted(endpoint, oneLine(e));
      case ProtocolException e when said(e).contains("unexpected end") -> brokeOff(asked);
      case ProtocolException e ->
          "%s does not speak HTTP (%s): check the port, or use https:// if it wants TLS"
              .formatted(endpoint, oneLine(e));
      default ->
          said(cause).contains("unexpected end") || said(cause).contains("reset")
              ? brokeOff(asked)
              : "lost %s while asking %s (%s): %s"
                  .formatted(endpoint, asked, oneLine(cause), seeWhetherItRuns());
    };
  }

  private String brokeOff(String asked) {
    return "%s broke off its answer to %s: %s".formatted(endpoint, asked, seeWhetherItRuns());
  }

  /** Since TLS 1.3 a server refuses a certificate only when the client counts as connected. */
  private String seeWhetherItRuns() {
    return endpoint.base().isHttps()
        ? "see whether the fleet there still runs, or wants another certificate (--cert-file and --key-file), then try again"
        : "see whether the fleet there still runs, then try again";
  }

  private static String length(Duration time) {
    return time.toMillisPart() == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static boolean connecting(SocketTimeoutException e) {
    String said = said(e);
    return said.contains("connect");
  }

  private static String said(Exception e) {
    return lower(oneLine(e));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
