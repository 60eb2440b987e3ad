package io.fleetk.registry;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.Machine;
import io.fleetk.store.Commit;
import io.fleetk.store.Entry;
import io.fleetk.store.Lease;
import io.fleetk.store.Range;
import io.fleetk.store.Store;
import io.fleetk.store.Txn;
import io.fleetk.store.Watch;
import io.fleetk.store.WatchLostException;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the engine does to a store: leads, and writes as the leader. It reads the fleet through a
 * {@link Registry}.
 *
 * <p>Every method throws {@link io.fleetk.store.StoreException} when the store fails, and {@link
 * io.fleetk.fleet.FleetUnreachableException} when what it holds is not fleetk's.
 */
public final class EngineRegistry {
  private static final Logger log = LoggerFactory.getLogger(EngineRegistry.class);

  private final Store store;
  private final Keyspace keys;

  /** The engine's part of a fleet under {@link Keyspace#DEFAULT}. */
  public EngineRegistry(Store store) {
    this(store, Keyspace.DEFAULT);
  }

  /** The engine's part of a fleet under a keyspace of its own. */
  public EngineRegistry(Store store, Keyspace keys) {
    this.store = requireNonNull(store);
    this.keys = requireNonNull(keys);
  }

  /**
   * Tries to take the lead, without waiting.
   *
   * @param candidate the machine ID of who wants to lead
   * @param ttl how long the lead lasts without {@link #renew}; whole seconds
   * @return the term; empty when somebody leads
   */
  public Optional<Term> campaign(String candidate, Duration ttl) {
    String key = keys.of(new Key.Leader());
    if (store.get(key).isPresent()) {
      return Optional.empty();
    }
    Lease lease = store.grant(ttl);
    String value = Codec.write(new Stored.Leader(candidate));
    Commit commit =
        store.commit(Txn.builder().ifModRevision(key, 0).put(key, value, lease.id()).build());
    if (!commit.succeeded()) {
      store.revoke(lease);
      return Optional.empty();
    }
    log.info("{} leads from revision {}", Machine.shortId(candidate), commit.revision());
    return Optional.of(new Term(candidate, lease, commit.revision()));
  }

  /**
   * Keeps the lead for another full time.
   *
   * @throws io.fleetk.store.LeaseLostException when it has run out
   */
  public void renew(Term term) {
    store.keepAlive(term.lease());
  }

  /** Gives the lead up; does nothing when it is already lost. */
  public void resign(Term term) {
    store.revoke(term.lease());
    log.info("{} no longer leads", Machine.shortId(term.leader()));
  }

  /** Who leads; empty when nobody does. */
  public Optional<String> leader() {
    return store
        .get(keys.of(new Key.Leader()))
        .map(entry -> Codec.read(entry, Stored.Leader.class).candidate());
  }

  /**
   * Waits until nobody leads.
   *
   * @param patience how long to wait
   * @return whether nobody led when last seen; false also when the lead passed to somebody else, or
   *     the wait was cut short
   */
  public boolean awaitVacancy(Duration patience) {
    String key = keys.of(new Key.Leader());
    Range now = store.range(key);
    if (now.entries().stream().noneMatch(entry -> entry.key().equals(key))) {
      return true;
    }
    try (Watch watch = store.watch(key, now.revision())) {
      return watch
          .next(patience)
          .map(changes -> changes.changes().getLast() instanceof Watch.Change.Delete)
          .orElse(false);
    } catch (WatchLostException e) {
      return store.get(key).isEmpty();
    }
  }

  /**
   * Writes as the leader, in order, cut into as few transactions as the store's limits allow; each
   * of them happens whole or not at all. Releases are dropped last: by then whatever they brought
   * about is written.
   *
   * @param asOf the revision of the picture that the writes were decided on: a release that was put
   *     after it was not judged, and is not dropped
   * @return what is so now: everything but the drops of releases that were put after
   * @throws TermLostException when another leads by now, or nobody: nothing more was written
   */
  public List<EngineWrite> write(Term term, long asOf, List<EngineWrite> writes) {
    List<EngineWrite> done = new ArrayList<>();
    List<Txn.Operation> operations = new ArrayList<>();
    Map<String, EngineWrite> drops = new LinkedHashMap<>();
    for (EngineWrite write : writes) {
      Txn.Operation operation = operation(write);
      if (write instanceof EngineWrite.DropRelease) {
        drops.put(operation.key(), write);
      } else {
        operations.add(operation);
        done.add(write);
      }
    }
    for (Txn txn : Batches.of(List.of(fence(term)), operations)) {
      if (!store.commit(txn).succeeded()) {
        throw overtaken(term);
      }
    }
    done.addAll(drop(term, asOf, drops));
    return List.copyOf(done);
  }

  /** Drops releases by key, and gives back those that are gone now. */
  private Collection<EngineWrite> drop(Term term, long asOf, Map<String, EngineWrite> drops) {
    Map<String, EngineWrite> judged = new LinkedHashMap<>(drops);
    List<Entry> current;
    do {
      current = releases(drops.values());
      current.stream()
          .filter(entry -> entry.modRevision() > asOf)
          .forEach(entry -> judged.remove(entry.key()));
      // One that fails was put anew after it was read, and is then known to be newer.
    } while (!removed(
        term, current.stream().filter(entry -> judged.containsKey(entry.key())).toList()));
    return judged.values();
  }

  private List<Entry> releases(Collection<EngineWrite> drops) {
    return drops.stream()
        .map(EngineWrite::unit)
        .distinct()
        .flatMap(unit -> store.range(keys.releases(unit)).entries().stream())
        .toList();
  }

  /** Removes entries that are still as they were read; false when one of them is not. */
  private boolean removed(Term term, List<Entry> entries) {
    for (Txn txn : Batches.removing(List.of(fence(term)), entries)) {
      if (!store.commit(txn).succeeded()) {
        requireLead(term);
        return false;
      }
    }
    return true;
  }

  /**
   * What is left of units that were destroyed: destroying a unit leaves it to the engine to take it
   * from its machines, and nobody may have led then; and an engine that did not know of it yet may
   * have said why the unit waits.
   *
   * @return what it takes to clean up, by machine, then unit
   */
  public List<EngineWrite.Stray> strays() {
    // Units last: what is destroyed after the others are read is found as well.
    List<Entry> entries = new ArrayList<>(store.range(keys.schedules()).entries());
    entries.addAll(store.range(keys.pendings()).entries());
    Set<UnitName> units = new HashSet<>();
    for (Entry entry : store.range(keys.units()).entries()) {
      if (keys.read(entry.key()).orElse(null) instanceof Key.Unit(UnitName unit)) {
        units.add(unit);
      }
    }
    return entries.stream()
        .flatMap(entry -> stray(entry).stream())
        .filter(stray -> !units.contains(stray.unit()))
        .toList();
  }

  private Optional<EngineWrite.Stray> stray(Entry entry) {
    return switch (keys.read(entry.key()).orElse(null)) {
      case Key.Schedule(String machine, UnitName unit) ->
          Optional.of(new EngineWrite.Unassign(unit, machine));
      case Key.Pending(UnitName unit) -> Optional.of(new EngineWrite.Unpend(unit));
      case null, default -> Optional.empty();
    };
  }

  private Txn.Operation operation(EngineWrite write) {
    return switch (write) {
      case EngineWrite.Assign(UnitName unit, Assignment assignment) ->
          new Txn.Operation.Put(
              keys.of(new Key.Schedule(assignment.machineId(), unit)),
              Codec.write(Stored.Schedule.of(assignment)),
              0);
      case EngineWrite.Unassign(UnitName unit, String machine) ->
          new Txn.Operation.Delete(keys.of(new Key.Schedule(machine, unit)));
      case EngineWrite.Pend(UnitName unit, String reason) ->
          new Txn.Operation.Put(
              keys.of(new Key.Pending(unit)), Codec.write(new Stored.Pending(reason)), 0);
      case EngineWrite.Unpend(UnitName unit) ->
          new Txn.Operation.Delete(keys.of(new Key.Pending(unit)));
      case EngineWrite.DropRelease(UnitName unit, String machine) ->
          new Txn.Operation.Delete(keys.of(new Key.Release(unit, machine)));
    };
  }

  private Txn.Condition fence(Term term) {
    return new Txn.Condition.CreateRevision(keys.of(new Key.Leader()), term.revision());
  }

  private static TermLostException overtaken(Term term) {
    return new TermLostException(
        "the term of %s from revision %d is over: another engine leads, or none does"
            .formatted(Machine.shortId(term.leader()), term.revision()));
  }

  /**
   * Notes in a member's record when it was found to be away ({@link Machine#lastSeen}); does
   * nothing when it is present again or no member.
   *
   * @throws TermLostException when another leads by now
   */
  public void noteAway(Term term, String machineId, Instant at) {
    String member = keys.of(new Key.Member(machineId));
    String presence = keys.of(new Key.Presence(machineId));
    Optional<Entry> entry = store.get(member);
    if (entry.isEmpty() || store.get(presence).isPresent()) {
      return;
    }
    Stored.Member away = Codec.read(entry.get(), Stored.Member.class).seen(at);
    List<Txn.Condition> conditions =
        List.of(
            fence(term),
            new Txn.Condition.ModRevision(member, entry.get().modRevision()),
            new Txn.Condition.ModRevision(presence, 0));
    Txn.Operation note = new Txn.Operation.Put(member, Codec.write(away), 0);
    if (!store.commit(new Txn(conditions, List.of(note))).succeeded()) {
      requireLead(term);
    }
  }

  private void requireLead(Term term) {
    if (store
        .get(keys.of(new Key.Leader()))
        .filter(entry -> entry.createRevision() == term.revision())
        .isEmpty()) {
      throw overtaken(term);
    }
  }

  /**
   * Removes the contents that neither a unit nor a schedule names. Call it on the thread that
   * {@linkplain #write writes}, so that what is about to be assigned is not collected.
   *
   * @return how many were removed
   * @throws TermLostException when another leads by now
   */
  public int collectContents(Term term) {
    // Contents first: whoever names one of them afterwards writes it anew, and it stays.
    List<Entry> contents = store.range(keys.contents()).entries();
    Set<String> named = new HashSet<>();
    for (Entry entry : store.range(keys.units()).entries()) {
      named.add(keys.of(new Key.Content(Codec.read(entry, Stored.Unit.class).contentId())));
    }
    for (Entry entry : store.range(keys.schedules()).entries()) {
      named.add(keys.of(new Key.Content(Codec.read(entry, Stored.Schedule.class).contentId())));
    }
    int removed = 0;
    for (Entry content : contents) {
      if (!named.contains(content.key()) && removed(term, List.of(content))) {
        removed++;
      }
    }
    if (removed > 0) {
      log.info("Removed {} contents that nothing names", removed);
    }
    collectSecrets(term);
    return removed;
  }

  /**
   * Removes the versions of secrets that no content names, but for the newest of each and the one
   * before it: undoing a rollout takes that.
   */
  private void collectSecrets(Term term) {
    List<Entry> marks = store.range(keys.secretVersions()).entries();
    if (marks.isEmpty()) {
      return;
    }
    Set<Key> kept = new HashSet<>();
    for (Entry entry : store.range(keys.secrets()).entries()) {
      if (keys.read(entry.key()).orElse(null) instanceof Key.Secret(String name)) {
        long newest = Codec.read(entry, Stored.Secret.class).version();
        kept.add(new Key.SecretVersion(name, newest));
        kept.add(new Key.SecretVersion(name, newest - 1));
      }
    }
    for (Entry entry : store.range(keys.contents()).entries()) {
      Codec.read(entry, UnitContent.class)
          .secrets()
          .forEach(secret -> kept.add(new Key.SecretVersion(secret.secret(), secret.version())));
    }
    for (Entry mark : marks) {
      if (keys.read(mark.key()).orElse(null) instanceof Key.SecretVersion(String name, long version)
          && !kept.contains(new Key.SecretVersion(name, version))) {
        Txn txn =
            new Txn(
                List.of(fence(term), new Txn.Condition.ModRevision(mark.key(), mark.modRevision())),
                List.of(
                    new Txn.Operation.Delete(mark.key()),
                    new Txn.Operation.Delete(keys.of(new Key.Ciphertext(name, version)))));
        if (store.commit(txn).succeeded()) {
          log.info("Removed secret {} version {}, which nothing names", name, version);
        } else {
          requireLead(term);
        }
      }
    }
  }
}
