package io.fleetk.registry;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.LockAttempt;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.store.Entry;
import io.fleetk.store.Range;
import io.fleetk.store.Store;
import io.fleetk.time.Timeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A fleet on a store. Engine and API follow it with {@link #view()} and then {@link #events} after
 * the view's revision. Safe for use by several threads.
 *
 * <p>A machine's {@link io.fleetk.fleet.Machine#lastSeen()} is when it joined, while it is present;
 * when it left, or was noticed to be gone, while it is away.
 */
public final class Registry implements Fleet, FleetExtensions {
  /** How often a view is read again because a content was collected while it was read. */
  private static final int VIEW_ATTEMPTS = 5;

  private final Store store;
  private final JournalSource journals;
  private final Keyspace keys;
  private final ContentCache contents;
  private final UnitWrites units;
  private final BulkWrites bulk;
  private final MemberWrites members;
  private final StackLocks locks;
  private final Secrets secrets;

  /** A fleet under {@link Keyspace#DEFAULT}. */
  public Registry(Store store, Timeline timeline, JournalSource journals) {
    this(store, timeline, journals, Keyspace.DEFAULT);
  }

  /** A fleet under a keyspace of its own, without a key for secrets. */
  public Registry(Store store, Timeline timeline, JournalSource journals, Keyspace keys) {
    this(store, timeline, journals, keys, SecretKeys.none());
  }

  /** A fleet under a keyspace of its own, with keys for its secrets. */
  public Registry(
      Store store,
      Timeline timeline,
      JournalSource journals,
      Keyspace keys,
      SecretKeys secretKeys) {
    this.store = requireNonNull(store);
    this.journals = requireNonNull(journals);
    this.keys = requireNonNull(keys);
    this.contents = new ContentCache(store, keys);
    this.secrets = new Secrets(store, timeline, keys, secretKeys, contents);
    this.units = new UnitWrites(store, keys, secrets);
    this.bulk = new BulkWrites(store, keys, units);
    this.members = new MemberWrites(store, keys);
    this.locks = new StackLocks(store, timeline, keys);
  }

  @Override
  public FleetView view() {
    return Calls.onStore(
        () -> {
          Optional<UnitName> incomplete = Optional.empty();
          for (int i = 0; i < VIEW_ATTEMPTS; i++) {
            Assembled assembled = assemble();
            contents.keepOnly(assembled.assembly().contentIds());
            incomplete = assembled.assembly().incomplete();
            if (incomplete.isEmpty()) {
              return assembled.assembly().view(assembled.revision());
            }
          }
          throw new FleetUnreachableException(
              "the store does not have the content of unit %s: put that unit again"
                  .formatted(incomplete.orElseThrow()));
        });
  }

  private record Assembled(long revision, Assembly assembly) {}

  /** Everything but the contents, as of one revision. */
  private Assembled assemble() {
    Range all = store.range(keys.afterContents(), keys.end());
    Assembly assembly = new Assembly(contents);
    for (Entry entry : all.entries()) {
      keys.read(entry.key()).ifPresent(key -> assembly.put(key, entry));
    }
    return new Assembled(all.revision(), assembly);
  }

  @Override
  public void put(UnitSubmission submission) {
    units.put(submission);
  }

  @Override
  public void setDesiredState(UnitName name, DesiredState state) {
    units.setDesiredState(name, state);
  }

  @Override
  public void putAll(Collection<UnitSubmission> submissions) {
    bulk.putAll(submissions);
  }

  @Override
  public void setDesiredStates(Collection<UnitName> names, DesiredState state) {
    bulk.setDesiredStates(names, state);
  }

  @Override
  public void destroy(UnitName name) {
    units.destroy(name);
  }

  @Override
  public void editMetadata(List<MetadataEdit> edits) {
    members.editMetadata(edits);
  }

  @Override
  public Optional<FleetExtensions> extensions() {
    return Optional.of(this);
  }

  @Override
  public Optional<FleetSecrets> secrets() {
    return Optional.of(secrets);
  }

  @Override
  public void release(List<Release> releases) {
    units.release(releases);
  }

  @Override
  public long restart(UnitName name) {
    return units.restart(name);
  }

  /**
   * {@inheritDoc}
   *
   * @throws EventsLostException when the store has not come to that revision: it is not the one
   *     that the revision was read from
   */
  @Override
  public EventStream events(long afterRevision) {
    return Calls.onStore(
        () -> {
          Assembled assembled = assemble();
          if (afterRevision > assembled.revision()) {
            throw new EventsLostException(
                "the fleet is at revision %d, before %d: take a new view and follow from it"
                    .formatted(assembled.revision(), afterRevision));
          }
          return new RegistryEvents(
              keys,
              store.watch(keys.prefix(), afterRevision),
              assembled.assembly(),
              assembled.revision());
        });
  }

  @Override
  public JournalLines journal(UnitName unit, String machineId, JournalRange range) {
    return journals.lines(unit, machineId, range);
  }

  @Override
  public LockAttempt tryLock(String stack, String holder, Duration ttl) {
    return locks.tryLock(stack, holder, ttl);
  }

  @Override
  public void renewLock(String stack, String token) {
    locks.renew(stack, token);
  }

  @Override
  public void unlock(String stack, String token) {
    locks.unlock(stack, token);
  }

  @Override
  public void removeMember(String machineId) {
    members.remove(machineId);
  }

  @Override
  public void setCordon(String machineId, boolean cordoned) {
    members.setCordon(machineId, cordoned);
  }

  /** Does nothing: the store is its owner's to close. */
  @Override
  public void close() {}
}
