package io.fleetk.daemon;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Optional;

/** Something to break on purpose in the embedded fleet, or to mend. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Fault.PowerOff.class, name = "power-off"),
  @JsonSubTypes.Type(value = Fault.PowerOn.class, name = "power-on"),
  @JsonSubTypes.Type(value = Fault.FailUnit.class, name = "fail-unit"),
  @JsonSubTypes.Type(value = Fault.SlowStart.class, name = "slow-start"),
  @JsonSubTypes.Type(value = Fault.FailProbe.class, name = "fail-probe"),
  @JsonSubTypes.Type(value = Fault.Mend.class, name = "mend")
})
public sealed interface Fault {

  /** Cuts a machine's power: it says no goodbye, and what was under /run is gone. */
  record PowerOff(String machine) implements Fault {}

  /** Boots a machine again. */
  record PowerOn(String machine) implements Fault {}

  /** Lets a unit's program end with a status, now and at each start until it is mended. */
  record FailUnit(String unit, Optional<String> machine, int exitStatus) implements Fault {}

  /** Makes a unit's starts take longer until it is mended. */
  record SlowStart(String unit, Optional<String> machine, Duration delay) implements Fault {}

  /** Makes a unit's readiness probes fail until it is mended. */
  record FailProbe(String unit, Optional<String> machine) implements Fault {}

  /** Takes back what was broken of a unit. */
  record Mend(String unit, Optional<String> machine) implements Fault {}
}
