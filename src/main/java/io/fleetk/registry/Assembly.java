package io.fleetk.registry;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.store.Entry;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts units and machines together from the keys that they are spread over. Not safe for use by
 * several threads.
 */
final class Assembly {
  private static final int SPARE_CONTENTS = 64;

  private final ContentCache contents;
  private final Map<UnitName, Stored.Unit> units = new TreeMap<>();
  private final Map<UnitName, Map<String, Assignment>> assignments = new HashMap<>();
  private final Map<UnitName, Map<String, FleetUnit.Release>> releases = new HashMap<>();
  private final Map<UnitName, String> pending = new HashMap<>();
  private final Map<String, Stored.Member> members = new TreeMap<>();
  private final Map<String, Stored.Metadata> metadata = new HashMap<>();
  private final Set<String> present = new TreeSet<>();
  private final Map<Place, UnitStatus> statuses = new TreeMap<>();

  Assembly(ContentCache contents) {
    this.contents = contents;
  }

  /** Takes in a key that was written. */
  void put(Key key, Entry entry) {
    switch (key) {
      case Key.Content(Hash id) -> contents.add(id, entry);
      case Key.Unit(UnitName unit) -> units.put(unit, Codec.read(entry, Stored.Unit.class));
      case Key.Schedule(String machine, UnitName unit) ->
          assignments
              .computeIfAbsent(unit, name -> new TreeMap<>())
              .put(machine, Codec.read(entry, Stored.Schedule.class).on(machine));
      case Key.Release(UnitName unit, String machine) ->
          releases
              .computeIfAbsent(unit, name -> new TreeMap<>())
              .put(machine, Codec.read(entry, FleetUnit.Release.class));
      case Key.Pending(UnitName unit) ->
          pending.put(unit, Codec.read(entry, Stored.Pending.class).reason());
      case Key.Member(String id) -> members.put(id, Codec.read(entry, Stored.Member.class));
      case Key.Presence(String id) -> present.add(id);
      case Key.Metadata(String id) -> metadata.put(id, Codec.read(entry, Stored.Metadata.class));
      case Key.State(String machine, UnitName unit) ->
          statuses.put(new Place(unit, machine), Codec.read(entry, UnitStatus.class));
      case Key.Secret(String name) -> {}
      case Key.SecretVersion(String name, long version) -> {}
      case Key.Ciphertext(String name, long version) -> {}
      case Key.Leader() -> {}
      case Key.Lock(String stack) -> {}
      case Key.Question(String machine, String id) -> {}
      case Key.Answer(String machine, String id) -> {}
    }
  }

  /** Takes in that a key was removed. */
  void remove(Key key) {
    switch (key) {
      case Key.Content(Hash id) -> {}
      case Key.Unit(UnitName unit) -> units.remove(unit);
      case Key.Schedule(String machine, UnitName unit) -> remove(assignments, unit, machine);
      case Key.Release(UnitName unit, String machine) -> remove(releases, unit, machine);
      case Key.Pending(UnitName unit) -> pending.remove(unit);
      case Key.Member(String id) -> members.remove(id);
      case Key.Presence(String id) -> present.remove(id);
      case Key.Metadata(String id) -> metadata.remove(id);
      case Key.State(String machine, UnitName unit) -> statuses.remove(new Place(unit, machine));
      case Key.Secret(String name) -> {}
      case Key.SecretVersion(String name, long version) -> {}
      case Key.Ciphertext(String name, long version) -> {}
      case Key.Leader() -> {}
      case Key.Lock(String stack) -> {}
      case Key.Question(String machine, String id) -> {}
      case Key.Answer(String machine, String id) -> {}
    }
  }

  private static <V> void remove(Map<UnitName, Map<String, V>> map, UnitName unit, String machine) {
    map.computeIfPresent(
        unit,
        (name, byMachine) -> {
          byMachine.remove(machine);
          return byMachine.isEmpty() ? null : byMachine;
        });
  }

  /** The contents that units name. */
  List<Hash> contentIds() {
    return units.values().stream().map(Stored.Unit::contentId).toList();
  }

  /** Lets go of contents that no unit names any more, once they are many. */
  void forgetOldContents() {
    if (contents.size() > 2 * units.size() + SPARE_CONTENTS) {
      contents.keepOnly(contentIds());
    }
  }

  /** A unit; empty when there is none, or its content is not in the store. */
  Optional<FleetUnit> unit(UnitName name) {
    Optional<Stored.Unit> unit = Optional.ofNullable(units.get(name));
    return unit.flatMap(
        found ->
            contents
                .get(found.contentId())
                .map(
                    content ->
                        new FleetUnit(
                            name,
                            content,
                            found.desiredState(),
                            found.stack(),
                            found.generation(),
                            found.held(),
                            assignments.getOrDefault(name, Map.of()),
                            releases.getOrDefault(name, Map.of()),
                            Optional.ofNullable(pending.get(name)))));
  }

  /** A member; empty when there is none. */
  Optional<Machine> machine(String id) {
    return Optional.ofNullable(members.get(id))
        .map(
            member ->
                member.machine(
                    id, metadata.getOrDefault(id, Stored.Metadata.NONE), present.contains(id)));
  }

  /**
   * A unit whose content is not in the store: it was replaced, and the old content collected, since
   * the units were read.
   */
  Optional<UnitName> incomplete() {
    return units.entrySet().stream()
        .filter(unit -> contents.get(unit.getValue().contentId()).isEmpty())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** All of it. */
  FleetView view(long revision) {
    List<FleetUnit> complete = new ArrayList<>();
    units.keySet().forEach(name -> unit(name).ifPresent(complete::add));
    List<Machine> machines = new ArrayList<>();
    members.keySet().forEach(id -> machine(id).ifPresent(machines::add));
    return FleetView.of(revision, complete, statuses.values(), machines);
  }
}
