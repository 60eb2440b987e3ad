package io.fleetk.registry;

import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.store.Store;
import io.fleetk.time.Timeline;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent of one machine does to a store: is present, follows its schedule, publishes
 * states.
 *
 * <p>One thread may wait in {@link #awaitSchedule} while another joins, renews and publishes. Every
 * method throws {@link io.fleetk.fleet.FleetUnreachableException} when the store fails.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class AgentRegistry implements AutoCloseable {
  private final Store store;
  private final Timeline timeline;
  private final Keyspace keys;
  private final String machineId;

  /** The agent's part of a fleet under {@link Keyspace#DEFAULT}. */
  public AgentRegistry(Store store, Timeline timeline, String machineId) {
    this(store, timeline, machineId, Keyspace.DEFAULT);
  }

  /** The agent's part of a fleet under a keyspace of its own. */
  public AgentRegistry(Store store, Timeline timeline, String machineId, Keyspace keys) {
    this.store = store;
    this.timeline = timeline;
    this.keys = keys;
    this.machineId = machineId;
  }

  /**
   * Makes the machine a member and present, and publishes again whatever was published before:
   * called at the start and after every {@link PresenceLostException}.
   *
   * <p>A presence of the same machine ID and address is taken over: it is this machine's, from
   * before its daemon was restarted.
   *
   * @param self the machine's address, configured metadata and version
   * @param ttl how long the presence lasts without {@link #renew}; whole seconds
   * @throws io.fleetk.fleet.FleetRefusedException when a machine with another address is present
   *     under this ID
   */
  public void join(Machine self, Duration ttl) {
    throw new UnsupportedOperationException("" + store + timeline + keys + machineId + self + ttl);
  }

  /**
   * Keeps the presence for another full time.
   *
   * @throws PresenceLostException when it has run out
   */
  public void renew() {
    throw new UnsupportedOperationException();
  }

  /**
   * Waits for a change of what this machine should have; the first call answers at once.
   *
   * @param patience how long to wait
   * @return everything that this machine should have; empty when nothing changed in that time
   */
  public Optional<Map<UnitName, ScheduledUnit>> awaitSchedule(Duration patience) {
    throw new UnsupportedOperationException("" + patience);
  }

  /**
   * Publishes what changed, and with it whatever an earlier call could not get through.
   *
   * @param changed what systemd now says of units, and their readiness
   * @param gone units that are no longer on this machine
   * @throws PresenceLostException when the presence has run out; joining again publishes it
   */
  public void publish(Collection<UnitStatus> changed, Collection<UnitName> gone) {
    throw new UnsupportedOperationException("" + changed + gone);
  }

  /** Ends the presence and everything published; the machine stays a member that is away. */
  public void leave() {
    throw new UnsupportedOperationException();
  }

  /** Stops following the schedule; a thread that waits for it is woken. The presence runs out. */
  @Override
  public void close() {}
}
