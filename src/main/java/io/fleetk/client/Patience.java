package io.fleetk.client;

import java.time.Duration;

/**
 * How long is waited for an endpoint.
 *
 * @param connect for a connection
 * @param read for the next word of an answer
 * @param whole for a whole request, from its beginning to the end of its answer
 */
public record Patience(Duration connect, Duration read, Duration whole) {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** What is waited unless told otherwise. */
  public static final Patience USUAL =
      new Patience(CONNECT, Duration.ofSeconds(10), Duration.ofSeconds(60));

  /** A time for each request as a whole. */
  public static Patience within(Duration whole) {
    return new Patience(whole.compareTo(CONNECT) < 0 ? whole : CONNECT, whole, whole);
  }

  /** The same with another time for the next word. */
  Patience reading(Duration other) {
    return new Patience(connect, other, whole);
  }

  /** The same with answers that are longer in coming by a wait. */
  Patience plus(Duration wait) {
    return new Patience(connect, read.plus(wait), whole.plus(wait));
  }
}
