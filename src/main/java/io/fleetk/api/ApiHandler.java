package io.fleetk.api;

import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests from Jetty, gives them to the {@link Router}, and turns what comes of it into
 * responses. Each request has a virtual thread of its own.
 */
final class ApiHandler extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);
  private static final String UNAVAILABLE = "fleet server unable to communicate with etcd";

  private final Resource fleet;
  private final Optional<Monitoring> monitoring;

  /**
   * A handler.
   *
   * @param fleet what answers
   * @param monitoring what answers of the process itself, and is told of every request
   */
  ApiHandler(Resource fleet, Optional<Monitoring> monitoring) {
    this.fleet = fleet;
    this.monitoring = monitoring;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String id = ServerHeaders.put(request, response);
    Answer answer = answer(request, id);
    try {
      switch (answer) {
        case Answer.Reply reply -> write(response, callback, reply);
        case EventFeed feed -> stream(response, callback, feed);
      }
    } finally {
      answered(request, response.getStatus(), id);
    }
    return true;
  }

  private void answered(Request request, int status, String id) {
    Duration took = Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime());
    monitoring.ifPresent(told -> told.answered(request.getMethod(), status, took));
    log.debug(
        "{} {} {} {} ms {}",
        request.getMethod(),
        request.getHttpURI().getPathQuery(),
        status,
        took.toMillis(),
        id);
  }

  private Answer answer(Request request, String id) {
    try {
      Call call = call(request);
      return monitoring.isPresent() && MonitoringResource.has(call.path())
          ? new MonitoringResource(monitoring.get()).answer(call)
          : fleet.answer(call);
    } catch (ApiException e) {
      return Answer.error(e.status(), e.getMessage());
    } catch (FleetRefusedException e) {
      return Answer.error(400, e.getMessage());
    } catch (EventsLostException e) {
      return Answer.error(410, e.getMessage());
    } catch (FleetUnreachableException e) {
      log.warn("Cannot answer request {}: {}", id, e.getMessage());
      return Answer.error(503, UNAVAILABLE);
    } catch (RuntimeException e) {
      log.error("Request {} failed: {}", id, e.getMessage(), e);
      return Answer.error(500, "");
    }
  }

  private static Call call(Request request) {
    String path = request.getHttpURI().getPath();
    if (path == null) {
      throw new ApiException(400, "no path in the request");
    }
    return new Call(
        request.getMethod(),
        Router.segments(path),
        query(request)::getValuesOrEmpty,
        name -> request.getHeaders().getValuesList(name),
        new RequestBody(request));
  }

  private static Fields query(Request request) {
    try {
      return Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      throw new ApiException(400, "bad encoding in the query", e);
    }
  }

  private static void write(Response response, Callback callback, Answer.Reply reply) {
    response.setStatus(reply.status());
    reply.headers().forEach(response.getHeaders()::put);
    if (reply.content().isPresent()) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
    }
    if (reply.status() == 413) {
      // What is still to come is not worth reading.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.write(
        true,
        reply.content().map(ByteBuffer::wrap).orElseGet(() -> ByteBuffer.allocate(0)),
        callback);
  }

  private static void stream(Response response, Callback callback, EventFeed feed) {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      feed.writeTo(out);
    } catch (IOException e) {
      log.debug("A follower of events left: {}", e.getMessage());
    } catch (FleetUnreachableException e) {
      log.warn("An event stream ends: {}", e.getMessage());
    }
    callback.succeeded();
  }
}
