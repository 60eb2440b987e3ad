package io.fleetk.daemon;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What may be asked of an embedded fleet's control socket: one line of JSON each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DevRequest.Inject.class, name = "inject"),
  @JsonSubTypes.Type(value = DevRequest.Describe.class, name = "describe")
})
sealed interface DevRequest {
  /** Break or mend something. */
  record Inject(Fault fault) implements DevRequest {}

  /** Tell about the machines. */
  record Describe() implements DevRequest {}
}
