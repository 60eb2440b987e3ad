package io.fleetk.registry;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.store.Entry;
import io.fleetk.store.Lease;
import io.fleetk.store.LeaseLostException;
import io.fleetk.store.Store;
import io.fleetk.store.Txn;
import io.fleetk.time.Timeline;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent of one machine does to a store: is present, follows its schedule, publishes
 * states.
 *
 * <p>One thread may wait in {@link #awaitSchedule} while others join, renew and publish. Every
 * method throws {@link io.fleetk.fleet.FleetUnreachableException} when the store fails.
 */
public final class AgentRegistry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AgentRegistry.class);
  private static final Duration SHORTEST_RENEWAL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_RENEWAL_INTERVAL = Duration.ofSeconds(2);

  private final Store store;
  private final Timeline timeline;
  private final Keyspace keys;
  private final String machineId;
  private final ScheduleFollower follower;
  private final Secrets secrets;
  private final Map<UnitName, UnitStatus> published = new TreeMap<>();
  private final Set<UnitName> unsent = new TreeSet<>();
  private Optional<Lease> lease = Optional.empty();

  /** The agent's part of a fleet under {@link Keyspace#DEFAULT}. */
  public AgentRegistry(Store store, Timeline timeline, String machineId) {
    this(store, timeline, machineId, Keyspace.DEFAULT);
  }

  /**
   * The agent's part of a fleet under a keyspace of its own.
   *
   * @throws FleetRefusedException when the machine ID cannot be one
   */
  public AgentRegistry(Store store, Timeline timeline, String machineId, Keyspace keys) {
    this(store, timeline, machineId, keys, SecretKeys.none());
  }

  /**
   * The agent's part of a fleet under a keyspace of its own, with keys for the fleet's secrets.
   *
   * @throws FleetRefusedException when the machine ID cannot be one
   */
  public AgentRegistry(
      Store store, Timeline timeline, String machineId, Keyspace keys, SecretKeys secretKeys) {
    MemberWrites.requireMachineId(machineId);
    this.store = requireNonNull(store);
    this.timeline = requireNonNull(timeline);
    this.keys = requireNonNull(keys);
    this.machineId = machineId;
    this.follower = new ScheduleFollower(store, keys, machineId);
    this.secrets = new Secrets(store, timeline, keys, secretKeys, new ContentCache(store, keys));
  }

  /**
   * Makes the machine a member and present, and publishes again whatever was published before:
   * called at the start and after every {@link PresenceLostException}.
   *
   * <p>A presence of the same machine ID and address is taken over: it is this machine's, from
   * before its daemon was restarted. A cordon and edited metadata stay as they are.
   *
   * @param self the machine's address, configured metadata and version
   * @param ttl how long the presence lasts without {@link #renew}; whole seconds
   * @throws FleetRefusedException when a machine with another address is present under this ID
   */
  public synchronized void join(Machine self, Duration ttl) {
    if (!self.id().equals(machineId)) {
      throw new IllegalArgumentException(
          "the registry of %s cannot join as %s".formatted(machineId, self.id()));
    }
    Calls.onStore(
        () -> {
          lease =
              Optional.of(lease.filter(old -> isAlive(old, ttl)).orElseGet(() -> store.grant(ttl)));
          return lease;
        });
    Lease mine = lease.orElseThrow();
    try {
      Calls.untilWon("joining as " + machineId, () -> tryJoin(self, mine));
    } catch (FleetRefusedException e) {
      lease = Optional.empty();
      Calls.onStore(
          () -> {
            store.revoke(mine);
            return true;
          });
      throw e;
    }
    log.info("Joined as {} at {}", self.shortId(), self.address());
    unsent.addAll(published.keySet());
    send();
  }

  /**
   * How often agents renew a presence: at a tenth of its time, but at least every 2 s and no more
   * than once a second, unless a third of it is less. Presences that end because their machines
   * were cut off at one moment end within this time of one another, which is what an engine knows
   * them by, and waits for.
   *
   * @param ttl how long the presence lasts without {@link #renew}
   */
  public static Duration renewalInterval(Duration ttl) {
    Duration shortest = Collections.min(List.of(ttl.dividedBy(3), SHORTEST_RENEWAL_INTERVAL));
    Duration usual = Collections.min(List.of(ttl.dividedBy(10), LONGEST_RENEWAL_INTERVAL));
    return Collections.max(List.of(shortest, usual));
  }

  private boolean isAlive(Lease old, Duration ttl) {
    try {
      store.keepAlive(old);
      return old.ttl().equals(ttl);
    } catch (LeaseLostException e) {
      return false;
    }
  }

  private Optional<Lease> tryJoin(Machine self, Lease mine) {
    String presenceKey = keys.of(new Key.Presence(machineId));
    String memberKey = keys.of(new Key.Member(machineId));
    Optional<Entry> presence = store.get(presenceKey);
    Optional<Entry> member = store.get(memberKey);
    presence.ifPresent(entry -> requireOwn(entry, self, mine));
    boolean cordoned =
        member
            .map(entry -> Codec.read(entry, Stored.Member.class).cordoned())
            .orElse(self.cordoned());
    Stored.Member record =
        new Stored.Member(
            self.address(), self.metadata(), cordoned, self.version(), Optional.of(timeline.now()));
    Txn txn =
        Txn.builder()
            .ifModRevision(presenceKey, presence.map(Entry::modRevision).orElse(0L))
            .ifModRevision(memberKey, member.map(Entry::modRevision).orElse(0L))
            .put(memberKey, Codec.write(record))
            .put(
                presenceKey,
                Codec.write(new Stored.Presence(self.address(), self.version())),
                mine.id())
            .build();
    if (!store.commit(txn).succeeded()) {
      return Optional.empty();
    }
    // What the daemon published before it was restarted goes with its old lease.
    presence
        .filter(entry -> entry.lease() != mine.id())
        .ifPresent(entry -> store.revoke(new Lease(entry.lease(), mine.ttl())));
    return Optional.of(mine);
  }

  private void requireOwn(Entry entry, Machine self, Lease mine) {
    String address = Codec.read(entry, Stored.Presence.class).address();
    if (entry.lease() != mine.id() && !address.equals(self.address())) {
      throw new FleetRefusedException(
          "machine ID %s is in use by the machine at %s, and this one is at %s: on the one that was copied from the other, remove /etc/machine-id, run systemd-machine-id-setup and restart the daemon; if they are one machine whose address has changed, wait until its old presence runs out"
              .formatted(machineId, address, self.address()));
    }
  }

  /**
   * Keeps the presence for another full time.
   *
   * @throws PresenceLostException when it has run out
   */
  public synchronized void renew() {
    whilePresent(
        mine -> {
          store.keepAlive(mine);
        });
  }

  /**
   * Waits for a change of what this machine should have; the first call answers at once, and so
   * does one after changes may have been missed.
   *
   * @param patience how long to wait
   * @return everything that this machine should have; empty when nothing changed in that time, or
   *     this was closed
   */
  public Optional<Map<UnitName, ScheduledUnit>> awaitSchedule(Duration patience) {
    return Calls.onStore(() -> follower.await(patience));
  }

  /**
   * Reads what this machine should have, whatever has been told of it before; {@link
   * #awaitSchedule} goes on from there. For the thread that waits.
   *
   * @return everything that it should have at some moment during this call
   */
  public Map<UnitName, ScheduledUnit> readSchedule() {
    return Calls.onStore(follower::read);
  }

  /**
   * Publishes what changed, and with it whatever an earlier call could not get through.
   *
   * @param changed what systemd now says of units, and their readiness
   * @param gone units that are no longer on this machine
   * @throws PresenceLostException when the presence has run out; joining again publishes it
   */
  public synchronized void publish(Collection<UnitStatus> changed, Collection<UnitName> gone) {
    for (UnitStatus status : changed) {
      if (!status.equals(published.put(status.unit(), status))) {
        unsent.add(status.unit());
      }
    }
    for (UnitName unit : gone) {
      if (published.remove(unit) != null) {
        unsent.add(unit);
      }
    }
    send();
  }

  /**
   * The text of a secret, for a unit that is scheduled here.
   *
   * @throws FleetRefusedException when it is not in the store, or cannot be decrypted on this
   *     machine, saying why
   */
  public byte[] secret(CarriedSecret secret) {
    return secrets.text(secret);
  }

  private void send() {
    whilePresent(
        mine -> {
          List<Txn.Operation> operations = new ArrayList<>();
          for (UnitName unit : unsent) {
            String key = keys.of(new Key.State(machineId, unit));
            operations.add(
                Optional.ofNullable(published.get(unit))
                    .<Txn.Operation>map(
                        status -> new Txn.Operation.Put(key, Codec.write(status), mine.id()))
                    .orElse(new Txn.Operation.Delete(key)));
          }
          Batches.of(List.of(), operations).forEach(store::commit);
          unsent.clear();
        });
  }

  /** Something that needs the presence. */
  @FunctionalInterface
  private interface Leased {
    void run(Lease mine);
  }

  private void whilePresent(Leased action) {
    Lease mine =
        lease.orElseThrow(
            () -> new PresenceLostException("machine %s has not joined".formatted(machineId)));
    try {
      Calls.onStore(
          () -> {
            action.run(mine);
            return true;
          });
    } catch (LeaseLostException e) {
      lease = Optional.empty();
      throw new PresenceLostException(
          "the presence of machine %s has run out: joining again".formatted(machineId), e);
    }
  }

  /** Ends the presence and everything published; the machine stays a member that is away. */
  public synchronized void leave() {
    if (lease.isEmpty()) {
      return;
    }
    Lease mine = lease.get();
    lease = Optional.empty();
    published.clear();
    unsent.clear();
    Calls.onStore(
        () -> {
          // Member first: once the presence ends, the engine may move what ran here.
          noteLeft();
          store.revoke(mine);
          return true;
        });
    log.info("Left as {}", Machine.shortId(machineId));
  }

  private void noteLeft() {
    String key = keys.of(new Key.Member(machineId));
    store
        .get(key)
        .ifPresent(
            entry ->
                store.commit(
                    Txn.builder()
                        .ifModRevision(key, entry.modRevision())
                        .put(
                            key,
                            Codec.write(
                                Codec.read(entry, Stored.Member.class).seen(timeline.now())))
                        .build()));
  }

  /** Stops following the schedule and wakes who waits for it. The presence runs out by itself. */
  @Override
  public void close() {
    follower.close();
  }
}
