package io.fleetk.api;

import io.fleetk.v1.ErrorEntity;
import io.fleetk.v1.Json;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Says in fleet's form what Jetty refuses by itself: bad requests that never reach a route. */
final class JsonErrorHandler implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    ServerHeaders.put(request, response);
    int status = response.getStatus();
    String message =
        Optional.ofNullable(request.getAttribute(ErrorHandler.ERROR_MESSAGE))
            .filter(said -> status < HttpStatus.INTERNAL_SERVER_ERROR_500)
            .map(Object::toString)
            .orElseGet(() -> HttpStatus.getMessage(status));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(Json.bytes(ErrorEntity.of(status, message))), callback);
    return true;
  }
}
