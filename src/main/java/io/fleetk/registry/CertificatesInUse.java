package io.fleetk.registry;

import io.fleetk.fleet.UsedCertificate;
import io.fleetk.store.Entry;
import io.fleetk.store.Store;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which versions of secrets with certificates in them units have: those that the units' records
 * name, and those that machines still have of units that were changed.
 */
final class CertificatesInUse {
  private final Store store;
  private final Keyspace keys;
  private final ContentCache contents;

  CertificatesInUse(Store store, Keyspace keys, ContentCache contents) {
    this.store = store;
    this.keys = keys;
    this.contents = contents;
  }

  /** By name and version. */
  List<UsedCertificate> read() {
    Map<Key.SecretVersion, Instant> ends = ends();
    if (ends.isEmpty()) {
      return List.of();
    }
    Map<String, Map<Long, Set<String>>> users = new TreeMap<>();
    contentsInUse()
        .forEach(
            (id, units) ->
                contents
                    .get(id)
                    .ifPresent(
                        content ->
                            content.secrets().forEach(secret -> of(users, secret).addAll(units))));
    List<UsedCertificate> used = new ArrayList<>();
    users.forEach(
        (name, versions) ->
            versions.forEach(
                (version, units) ->
                    Optional.ofNullable(ends.get(new Key.SecretVersion(name, version)))
                        .ifPresent(
                            end ->
                                used.add(
                                    new UsedCertificate(name, version, end, List.copyOf(units))))));
    return used;
  }

  private static Set<String> of(Map<String, Map<Long, Set<String>>> users, CarriedSecret secret) {
    return users
        .computeIfAbsent(secret.secret(), _ -> new TreeMap<>())
        .computeIfAbsent(secret.version(), _ -> new TreeSet<>());
  }

  /** When the certificates in each version end that has some. */
  private Map<Key.SecretVersion, Instant> ends() {
    Map<Key.SecretVersion, Instant> ends = new HashMap<>();
    for (Entry entry : store.range(keys.secretVersions()).entries()) {
      if (keys.read(entry.key()).orElse(null) instanceof Key.SecretVersion version) {
        Codec.read(entry, Stored.SecretVersion.class)
            .certificateEnds()
            .ifPresent(end -> ends.put(version, end));
      }
    }
    return ends;
  }

  /** The contents that units should have, here or there, and whose they are. */
  private Map<Hash, Set<String>> contentsInUse() {
    Map<Hash, Set<String>> used = new HashMap<>();
    for (Entry entry : store.range(keys.units()).entries()) {
      if (keys.read(entry.key()).orElse(null) instanceof Key.Unit(UnitName unit)) {
        add(used, Codec.read(entry, Stored.Unit.class).contentId(), unit);
      }
    }
    for (Entry entry : store.range(keys.schedules()).entries()) {
      if (keys.read(entry.key()).orElse(null) instanceof Key.Schedule(String _, UnitName unit)) {
        add(used, Codec.read(entry, Stored.Schedule.class).contentId(), unit);
      }
    }
    return used;
  }

  private static void add(Map<Hash, Set<String>> used, Hash content, UnitName unit) {
    used.computeIfAbsent(content, _ -> new TreeSet<>()).add(unit.text());
  }
}
