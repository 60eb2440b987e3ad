package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A page of machines (fleet v1 API, {@code MachinePage}).
 *
 * @param nextPageToken asks for the next page; empty on the last
 * @param machines what stands on this page
 */
@JsonInclude(Include.NON_EMPTY)
@JsonPropertyOrder({"machines", "nextPageToken"})
public record MachinePage(String nextPageToken, List<MachineEntity> machines) {
  /** An absent field is an empty one. */
  public MachinePage {
    nextPageToken = Json.orEmpty(nextPageToken);
    machines = Json.orEmpty(machines);
  }
}
