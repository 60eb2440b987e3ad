package io.fleetk.probe;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says what went wrong on a network in the words that an operator knows it by. */
final class NetworkFailure {
  private NetworkFailure() {}

  static String words(Exception failure, String host, Duration patience) {
    if (cause(failure, UnknownHostException.class::isInstance).isPresent()
        || failure instanceof java.nio.channels.UnresolvedAddressException) {
      return "no such host: '" + host + "'";
    }
    if (cause(failure, NoRouteToHostException.class::isInstance).isPresent()) {
      return "no route to host";
    }
    if (refused(failure)) {
      return "connection refused";
    }
    Optional<Throwable> tls = cause(failure, SSLException.class::isInstance);
    if (tls.isPresent()) {
      return "TLS: " + line(deepest(tls.get()));
    }
    if (cause(failure, InterruptedIOException.class::isInstance).isPresent()) {
      return "no answer within " + seconds(patience);
    }
    if (cause(failure, EOFException.class::isInstance).isPresent()) {
      return "connection closed without an answer";
    }
    return line(failure instanceof IOException ? deepest(failure) : failure);
  }

  /** A timeout for a socket, where zero would mean for ever. */
  static int socketTimeout(Duration patience) {
    return Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE);
  }

  /** Whether there is a host at that address, on which nobody listens. */
  static boolean refused(Exception failure) {
    return cause(failure, NetworkFailure::saysRefused).isPresent();
  }

  private static boolean saysRefused(Throwable failure) {
    return failure instanceof ConnectException
        && String.valueOf(deepest(failure).getMessage())
            .toLowerCase(Locale.ROOT)
            .contains("refused");
  }

  private static Optional<Throwable> cause(Throwable failure, Predicate<Throwable> wanted) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause).filter(wanted).findFirst();
  }

  private static Throwable deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private static String line(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow().strip().replaceFirst(":$", "");
  }

  private static String seconds(Duration patience) {
    return patience.toMillis() % 1000 == 0
        ? patience.toSeconds() + " s"
        : patience.toMillis() + " ms";
  }
}
