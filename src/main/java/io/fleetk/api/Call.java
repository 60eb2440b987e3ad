package io.fleetk.api;

import io.fleetk.v1.Json;
import java.util.List;
import java.util.Optional;

/**
 * A request as the routes see it.
 *
 * @param method the HTTP method
 * @param path the path's segments, decoded
 * @param query the query's parameters
 * @param headers the headers
 * @param body reads the body, once
 */
record Call(String method, List<String> path, Fields query, Fields headers, Body body) {
  /** Every value given for a name, in order. */
  @FunctionalInterface
  interface Fields {
    /** The values; empty when there are none. */
    List<String> all(String name);

    /** The first value. */
    default Optional<String> first(String name) {
      return all(name).stream().findFirst();
    }
  }

  /** A request's body. */
  @FunctionalInterface
  interface Body {
    /**
     * Reads it.
     *
     * @throws ApiException when it is too long, too slow or broken off
     */
    byte[] read();
  }

  private static final String JSON = "application/json";

  /** This call with the first segments of its path taken off. */
  Call below(int segments) {
    return new Call(method, path.subList(segments, path.size()), query, headers, body);
  }

  /** The segment of the path at an index. */
  String segment(int index) {
    return path.get(index);
  }

  /**
   * Refuses any other media type than JSON.
   *
   * @throws ApiException (415) in fleet's words
   */
  void requireJson() {
    List<String> types = headers.all("Content-Type");
    if (types.size() != 1) {
      throw new ApiException(415, "expected 1 Content-Type, got " + types.size());
    }
    String type = types.getFirst();
    int parameters = type.indexOf(';');
    if (!(parameters < 0 ? type : type.substring(0, parameters)).strip().equals(JSON)) {
      throw new ApiException(415, "only acceptable Content-Type is application/json");
    }
  }

  /**
   * Reads the body as an entity.
   *
   * @throws ApiException (400) saying what is wrong with it
   */
  <T> T entity(Class<T> type) {
    byte[] bytes = body.read();
    try {
      return Json.read(bytes, type);
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, "unable to decode body: " + e.getMessage(), e);
    }
  }
}
