package io.fleetk.unit;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A unit's {@code [X-Fleet]} section: where it may run (fleet v1, unit-files-and-scheduling).
 *
 * @param machineId the one machine it may run on: a whole machine ID or its first eight characters
 *     ({@code MachineID=})
 * @param machineOf units that must be on the same machine ({@code MachineOf=})
 * @param metadata for each key, the values of which a machine must have one ({@code
 *     MachineMetadata=})
 * @param conflicts globs of unit names that must not be on the same machine ({@code Conflicts=})
 * @param replaces globs of unit names that make room for this one ({@code Replaces=})
 * @param global whether it runs on every eligible machine ({@code Global=})
 */
public record Placement(
    Optional<String> machineId,
    List<String> machineOf,
    Map<String, Set<String>> metadata,
    List<String> conflicts,
    List<String> replaces,
    boolean global) {

  /** The name of the section. */
  public static final String SECTION = "X-Fleet";

  /** Copies the collections, the metadata in order of keys and values. */
  public Placement {
    machineOf = List.copyOf(machineOf);
    Map<String, Set<String>> sorted = new TreeMap<>();
    metadata.forEach(
        (key, values) -> sorted.put(key, Collections.unmodifiableSet(new TreeSet<>(values))));
    metadata = Collections.unmodifiableMap(sorted);
    conflicts = List.copyOf(conflicts);
    replaces = List.copyOf(replaces);
  }

  /** Reads a unit's {@code [X-Fleet]}, with {@code %n %N %p %i} put in for its name. */
  public static Placement of(UnitName name, UnitFile file) {
    return PlacementReader.read(name, file);
  }

  /**
   * Why fleet would refuse this combination of options, in fleet's words; empty when it would not.
   */
  public Optional<String> refusal() {
    return PlacementReader.refusal(this);
  }

  /** Whether a machine has one of the wanted values for every wanted key. */
  public boolean acceptsMetadata(Map<String, String> machine) {
    return metadata.entrySet().stream()
        .allMatch(
            wanted -> {
              String value = machine.get(wanted.getKey());
              return value != null && wanted.getValue().contains(value);
            });
  }

  /** Whether this is the machine that {@code MachineID=} asks for, or none is asked for. */
  public boolean acceptsMachineId(String id) {
    return machineId.isEmpty()
        || machineId.get().equals(id)
        || (id.length() > 8 && machineId.get().equals(id.substring(0, 8)));
  }

  /** Whether a unit by this name makes room for this one ({@code Replaces=}). */
  public boolean replaces(UnitName other) {
    return Glob.anyMatches(replaces, other.text());
  }

  /** Whether either unit conflicts with the other; a unit never conflicts with itself. */
  public static boolean conflict(UnitName one, Placement ones, UnitName other, Placement others) {
    return !one.equals(other)
        && (Glob.anyMatches(ones.conflicts(), other.text())
            || Glob.anyMatches(others.conflicts(), one.text()));
  }
}
