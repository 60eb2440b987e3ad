package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A page of unit states (fleet v1 API, {@code UnitStatePage}).
 *
 * @param nextPageToken asks for the next page; empty on the last
 * @param states what stands on this page
 */
@JsonInclude(Include.NON_EMPTY)
@JsonPropertyOrder({"nextPageToken", "states"})
public record UnitStatePage(String nextPageToken, List<UnitStateEntity> states) {
  /** An absent field is an empty one. */
  public UnitStatePage {
    nextPageToken = Json.orEmpty(nextPageToken);
    states = Json.orEmpty(states);
  }
}
