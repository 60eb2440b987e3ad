package io.fleetk.api;

import io.fleetk.v1.Version;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** What every response says: who answers, and to which request. */
final class ServerHeaders {
  private static final String REQUEST_ID = "X-Request-Id";
  private static final Pattern SOUND_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private ServerHeaders() {}

  /**
   * Puts them.
   *
   * @return the request's id: the client's own when that is a sound one
   */
  static String put(Request request, Response response) {
    String given = request.getHeaders().get(REQUEST_ID);
    String id =
        given != null && SOUND_ID.matcher(given).matches()
            ? given
            : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    response.getHeaders().put(HttpHeader.SERVER, "fleetk/" + Version.text());
    response.getHeaders().put(REQUEST_ID, id);
    return id;
  }
}
