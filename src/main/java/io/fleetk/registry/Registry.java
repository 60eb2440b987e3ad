package io.fleetk.registry;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.LockAttempt;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.store.Store;
import io.fleetk.time.Timeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A fleet on a store. */
@SuppressWarnings("DoNotCallSuggester")
public final class Registry implements Fleet, FleetExtensions {
  private final Store store;
  private final Timeline timeline;
  private final JournalSource journals;
  private final Keyspace keys;

  /** A fleet under {@link Keyspace#DEFAULT}. */
  public Registry(Store store, Timeline timeline, JournalSource journals) {
    this(store, timeline, journals, Keyspace.DEFAULT);
  }

  /** A fleet under a keyspace of its own. */
  public Registry(Store store, Timeline timeline, JournalSource journals, Keyspace keys) {
    this.store = store;
    this.timeline = timeline;
    this.journals = journals;
    this.keys = keys;
  }

  @Override
  public FleetView view() {
    throw new UnsupportedOperationException(store + " " + timeline + keys);
  }

  @Override
  public void put(UnitSubmission submission) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setDesiredState(UnitName name, DesiredState state) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void destroy(UnitName name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void editMetadata(List<MetadataEdit> edits) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<FleetExtensions> extensions() {
    return Optional.of(this);
  }

  @Override
  public void release(List<Release> releases) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long restart(UnitName name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public EventStream events(long afterRevision) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> journal(UnitName unit, String machineId, int lines) {
    return journals.lines(unit, machineId, lines);
  }

  @Override
  public LockAttempt tryLock(String stack, String holder, Duration ttl) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void renewLock(String stack, String token) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unlock(String stack, String token) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void removeMember(String machineId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
