package io.fleetk.registry;

import io.fleetk.store.Entry;
import io.fleetk.store.Store;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Contents that were read before: they never change, so a list of units need not carry their texts
 * each time. Safe for use by several threads.
 */
final class ContentCache {
  /** When more than this many are missing, one read of all is cheaper than a read of each. */
  private static final int FEW = 16;

  private final Store store;
  private final Keyspace keys;
  private final Map<Hash, UnitContent> known = new ConcurrentHashMap<>();

  ContentCache(Store store, Keyspace keys) {
    this.store = store;
    this.keys = keys;
  }

  /** A content; empty when the store does not have it. */
  Optional<UnitContent> get(Hash id) {
    Optional<UnitContent> content = Optional.ofNullable(known.get(id));
    if (content.isEmpty()) {
      content = store.get(keys.of(new Key.Content(id))).map(entry -> add(id, entry));
    }
    return content;
  }

  /** Takes in what stands under a content's key. */
  UnitContent add(Hash id, Entry entry) {
    return known.computeIfAbsent(id, key -> Codec.read(entry, UnitContent.class));
  }

  /** How many are known. */
  int size() {
    return known.size();
  }

  /** Reads ahead what is not known of these, and forgets all others. */
  void keepOnly(Collection<Hash> ids) {
    known.keySet().retainAll(Set.copyOf(ids));
    if (ids.stream().filter(id -> !known.containsKey(id)).limit(FEW + 1).count() <= FEW) {
      return;
    }
    Set<Hash> wanted = Set.copyOf(ids);
    for (Entry entry : store.range(keys.contents()).entries()) {
      if (keys.read(entry.key()).orElse(null) instanceof Key.Content(Hash id)
          && wanted.contains(id)) {
        add(id, entry);
      }
    }
  }
}
