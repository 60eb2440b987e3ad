package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A page of units (fleet v1 API, {@code UnitPage}).
 *
 * @param nextPageToken asks for the next page; empty on the last
 * @param units what stands on this page
 */
@JsonInclude(Include.NON_EMPTY)
@JsonPropertyOrder({"nextPageToken", "units"})
public record UnitPage(String nextPageToken, List<UnitEntity> units) {
  /** An absent field is an empty one. */
  public UnitPage {
    nextPageToken = Json.orEmpty(nextPageToken);
    units = Json.orEmpty(units);
  }
}
