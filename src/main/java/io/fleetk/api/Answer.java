package io.fleetk.api;

import io.fleetk.v1.ErrorEntity;
import io.fleetk.v1.Json;
import java.util.Map;
import java.util.Optional;

/** What a route makes of a request. */
sealed interface Answer permits Answer.Reply, EventFeed {
  /** The header of the revision that a list is of. */
  String REVISION_HEADER = "X-Fleetk-Revision";

  /** The media type of nearly every body. */
  String JSON = "application/json";

  /**
   * An answer that is known whole.
   *
   * @param status the HTTP status
   * @param contentType what the body is
   * @param content the body; empty when there is none
   * @param headers further headers
   */
  record Reply(
      int status, String contentType, Optional<byte[]> content, Map<String, String> headers)
      implements Answer {
    /** Copies the headers. */
    public Reply {
      headers = Map.copyOf(headers);
    }
  }

  /** An answer without a body. */
  static Reply empty(int status) {
    return new Reply(status, JSON, Optional.empty(), Map.of());
  }

  /** An entity. */
  static Reply of(int status, Object entity) {
    return of(status, JSON, Json.bytes(entity));
  }

  /** Something that is written already. */
  static Reply of(int status, String contentType, byte[] content) {
    return new Reply(status, contentType, Optional.of(content), Map.of());
  }

  /** An entity, read at a revision. */
  static Reply at(long revision, Object entity) {
    return new Reply(
        200,
        JSON,
        Optional.of(Json.bytes(entity)),
        Map.of(REVISION_HEADER, Long.toString(revision)));
  }

  /** An error. */
  static Reply error(int status, String message) {
    return of(status, ErrorEntity.of(status, message));
  }
}
