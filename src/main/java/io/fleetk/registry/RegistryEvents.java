package io.fleetk.registry;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.store.Watch;
import io.fleetk.store.Watch.Change;
import io.fleetk.store.WatchLostException;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A store's changes as a fleet's events, with whole units and machines in them.
 *
 * <p>A stream that begins in the past was assembled at a later revision. Events of what came before
 * that show the unit or machine as it was then: ahead of its revision, never behind, and each of
 * them is followed by whatever changes it again.
 */
final class RegistryEvents implements EventStream {
  private final Keyspace keys;
  private final Watch watch;
  private final Assembly assembly;
  private final long assembledAt;
  private boolean broken;

  RegistryEvents(Keyspace keys, Watch watch, Assembly assembly, long assembledAt) {
    this.keys = keys;
    this.watch = watch;
    this.assembly = assembly;
    this.assembledAt = assembledAt;
  }

  @Override
  public List<FleetEvent> next(Duration patience) {
    if (broken) {
      throw new EventsLostException(
          "events were missed while the store failed: take a new view and follow from it");
    }
    return Calls.onStore(
        () -> {
          Optional<Watch.Changes> changes = watched(patience);
          // Until they are told, what was taken from the watch would be missed by a next call.
          broken = true;
          List<FleetEvent> events = changes.map(all -> events(all.changes())).orElse(List.of());
          broken = false;
          assembly.forgetOldContents();
          return events;
        });
  }

  private Optional<Watch.Changes> watched(Duration patience) {
    try {
      return watch.next(patience);
    } catch (WatchLostException e) {
      throw new EventsLostException(
          "events may have been missed (%s): take a new view and follow from it"
              .formatted(e.getMessage()),
          e);
    }
  }

  private List<FleetEvent> events(List<Change> changes) {
    List<FleetEvent> events = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= changes.size(); i++) {
      if (i == changes.size() || revision(changes.get(i)) != revision(changes.get(from))) {
        new OneRevision(revision(changes.get(from)), changes.subList(from, i)).addTo(events);
        from = i;
      }
    }
    return events;
  }

  private static long revision(Change change) {
    return switch (change) {
      case Change.Put put -> put.entry().modRevision();
      case Change.Delete delete -> delete.revision();
    };
  }

  @Override
  public void close() {
    watch.close();
  }

  /** What one revision did. A unit or machine that several of its keys touch is told of once. */
  private final class OneRevision {
    private final long revision;
    private final List<Change> changes;
    private final Set<UnitName> units = new LinkedHashSet<>();
    private final Set<UnitName> destroyed = new LinkedHashSet<>();
    private final Set<String> machines = new LinkedHashSet<>();
    private final Set<String> removed = new LinkedHashSet<>();
    private final List<FleetEvent> statuses = new ArrayList<>();

    OneRevision(long revision, List<Change> changes) {
      this.revision = revision;
      this.changes = changes;
    }

    void addTo(List<FleetEvent> events) {
      changes.forEach(this::take);
      for (String id : machines) {
        assembly
            .machine(id)
            .<FleetEvent>map(machine -> new FleetEvent.MachineChanged(revision, machine))
            .or(() -> removed(id))
            .ifPresent(events::add);
      }
      for (UnitName name : units) {
        assembly
            .unit(name)
            .<FleetEvent>map(unit -> new FleetEvent.UnitChanged(revision, unit))
            .or(() -> destroyed(name))
            .ifPresent(events::add);
      }
      events.addAll(statuses);
    }

    private Optional<FleetEvent> removed(String id) {
      return removed.contains(id)
          ? Optional.of(new FleetEvent.MachineRemoved(revision, id))
          : Optional.empty();
    }

    private Optional<FleetEvent> destroyed(UnitName name) {
      return destroyed.contains(name)
          ? Optional.of(new FleetEvent.UnitDestroyed(revision, name))
          : Optional.empty();
    }

    private void take(Change change) {
      Optional<Key> known = keys.read(change.key());
      if (known.isEmpty()) {
        return;
      }
      Key key = known.get();
      if (revision > assembledAt) {
        switch (change) {
          case Change.Put put -> assembly.put(key, put.entry());
          case Change.Delete delete -> assembly.remove(key);
        }
      }
      boolean gone = change instanceof Change.Delete;
      switch (key) {
        case Key.Unit(UnitName unit) -> {
          units.add(unit);
          if (gone) {
            destroyed.add(unit);
          }
        }
        case Key.Schedule(String machine, UnitName unit) -> units.add(unit);
        case Key.Release(UnitName unit, String machine) -> units.add(unit);
        case Key.Pending(UnitName unit) -> units.add(unit);
        case Key.Member(String id) -> {
          machines.add(id);
          if (gone) {
            removed.add(id);
          }
        }
        case Key.Presence(String id) -> machines.add(id);
        case Key.Metadata(String id) -> machines.add(id);
        case Key.State(String machine, UnitName unit) ->
            statuses.add(status(change, machine, unit));
        case Key.Content(Hash id) -> {}
        case Key.Secret(String name) -> {}
        case Key.SecretVersion(String name, long version) -> {}
        case Key.Ciphertext(String name, long version) -> {}
        case Key.Leader() -> {}
        case Key.Lock(String stack) -> {}
        case Key.Question(String machine, String id) -> {}
        case Key.Answer(String machine, String id) -> {}
      }
    }

    private FleetEvent status(Change change, String machine, UnitName unit) {
      return switch (change) {
        case Change.Put put ->
            new FleetEvent.StatusChanged(revision, Codec.read(put.entry(), UnitStatus.class));
        case Change.Delete delete -> new FleetEvent.StatusGone(revision, unit, machine);
      };
    }
  }
}
