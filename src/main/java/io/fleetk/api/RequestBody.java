package io.fleetk.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads a request's body, as far as it is no longer than {@link #LIMIT} and no slower. */
final class RequestBody implements Call.Body {
  /** The most bytes that a body may have: a unit is refused long before. */
  static final int LIMIT = 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CHUNK = 8192;

  private final Request request;

  RequestBody(Request request) {
    this.request = request;
  }

  @Override
  public byte[] read() {
    if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > LIMIT) {
      throw tooLong();
    }
    long began = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Content.Source.asInputStream(request)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        body.write(chunk, 0, n);
        if (body.size() > LIMIT) {
          throw tooLong();
        }
        if (System.nanoTime() - began > PATIENCE.toNanos()) {
          throw new ApiException(
              408, "the request body took longer than " + PATIENCE.toSeconds() + " s");
        }
      }
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
    return body.toByteArray();
  }

  private static ApiException tooLong() {
    return new ApiException(413, "request body too large: the limit is %d bytes".formatted(LIMIT));
  }

  private static ApiException broken(Exception e) {
    if (e instanceof ApiException api) {
      return api;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        return new ApiException(408, "the request body did not arrive in time", e);
      }
      if (cause instanceof HttpException http) {
        return new ApiException(http.getCode(), "unable to read body: " + http.getReason(), e);
      }
    }
    return new ApiException(400, "unable to read body: it broke off", e);
  }
}
