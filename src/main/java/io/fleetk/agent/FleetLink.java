package io.fleetk.agent;

import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent needs of its fleet: {@link AgentRegistry}'s methods, with their contracts, as a
 * port.
 */
interface FleetLink {
  /** Makes the machine present; see {@link AgentRegistry#join}. */
  void join(Machine self, Duration ttl);

  /** Keeps it present; see {@link AgentRegistry#renew}. */
  void renew();

  /** Waits for a change of the schedule; see {@link AgentRegistry#awaitSchedule}. */
  Optional<Map<UnitName, ScheduledUnit>> awaitSchedule(Duration patience);

  /** Reads the schedule as it is now; see {@link AgentRegistry#readSchedule}. */
  Map<UnitName, ScheduledUnit> readSchedule();

  /** Publishes what changed; see {@link AgentRegistry#publish}. */
  void publish(Collection<UnitStatus> changed, Collection<UnitName> gone);

  /** The text of a secret; see {@link AgentRegistry#secret}. */
  byte[] secret(CarriedSecret secret);

  /** Ends the presence; see {@link AgentRegistry#leave}. */
  void leave();

  /** The link that a registry gives. */
  static FleetLink through(AgentRegistry registry) {
    return new FleetLink() {
      @Override
      public void join(Machine self, Duration ttl) {
        registry.join(self, ttl);
      }

      @Override
      public void renew() {
        registry.renew();
      }

      @Override
      public Optional<Map<UnitName, ScheduledUnit>> awaitSchedule(Duration patience) {
        return registry.awaitSchedule(patience);
      }

      @Override
      public Map<UnitName, ScheduledUnit> readSchedule() {
        return registry.readSchedule();
      }

      @Override
      public void publish(Collection<UnitStatus> changed, Collection<UnitName> gone) {
        registry.publish(changed, gone);
      }

      @Override
      public byte[] secret(CarriedSecret secret) {
        return registry.secret(secret);
      }

      @Override
      public void leave() {
        registry.leave();
      }
    };
  }
}
