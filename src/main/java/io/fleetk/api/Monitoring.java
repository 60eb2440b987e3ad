package io.fleetk.api;

import java.time.Duration;
import java.util.List;

/**
 * What is told to those that watch over a server's process, and what the server tells of itself.
 */
public interface Monitoring {
  /**
   * Numbers to be collected.
   *
   * @param contentType what they are written in
   */
  record Page(String contentType, String text) {}

  /** The numbers, in a form that the header {@code Accept} allows ({@code /metrics}). */
  Page metrics(String accept);

  /** What the process is stuck in, a line each; none when all of it works ({@code /healthz}). */
  List<String> troubles();

  /** Why nobody should rely on the process just now, a line each ({@code /readyz}). */
  List<String> reasonsNotReady();

  /**
   * A request was answered.
   *
   * @param method the HTTP method as it was sent
   * @param took from the request's first byte on
   */
  void answered(String method, int status, Duration took);
}
