package io.fleetk.api;

import io.fleetk.v1.PageToken;
import java.util.List;

/**
 * How lists are cut into pages.
 *
 * @param limit how many entities stand on one
 */
record Paging(int limit) {
  /**
   * The page that a call asks for: the first unless it says otherwise.
   *
   * @throws ApiException (400) in fleet's words when it asks for none
   */
  PageToken token(Call call) {
    List<String> given = call.query().all("nextPageToken");
    if (given.size() > 1) {
      throw new ApiException(400, "too many values for page token");
    }
    if (given.isEmpty()) {
      return PageToken.first(limit);
    }
    try {
      return PageToken.decode(given.getFirst(), limit);
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, e.getMessage(), e);
    }
  }
}
