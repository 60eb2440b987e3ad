package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import io.fleetk.registry.ScheduledUnit;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent is told of its schedule.
 *
 * @param schedule everything that the machine should have; empty when it has no schedule that is
 *     its own
 * @param until when the machine was surely present as it was read, the uptime from which on that is
 *     no longer sure
 */
record News(Optional<Map<UnitName, ScheduledUnit>> schedule, Optional<Duration> until) {
  News {
    requireNonNull(schedule);
    requireNonNull(until);
  }

  /** These news, where others came before that nobody has looked at. */
  News after(News before) {
    boolean continues = schedule.isPresent() && before.schedule().isPresent();
    return continues && until.isEmpty() ? new News(schedule, before.until()) : this;
  }
}
