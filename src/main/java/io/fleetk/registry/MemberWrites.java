package io.fleetk.registry;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.store.Commit;
import io.fleetk.store.Entry;
import io.fleetk.store.Store;
import io.fleetk.store.Txn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What anyone may write of machines: edits of metadata, cordons, and that a member is gone for
 * good.
 */
final class MemberWrites {
  private static final Logger log = LoggerFactory.getLogger(MemberWrites.class);

  private final Store store;
  private final Keyspace keys;

  MemberWrites(Store store, Keyspace keys) {
    this.store = store;
    this.keys = keys;
  }

  static void requireMachineId(String id) {
    if (!Keyspace.isMachineId(id)) {
      throw new FleetRefusedException(
          "\"%s\" is no machine ID: those are letters, digits, dots, dashes and underscores"
              .formatted(id));
    }
  }

  void editMetadata(List<MetadataEdit> edits) {
    Map<String, List<MetadataEdit>> byMachine = new LinkedHashMap<>();
    for (MetadataEdit edit : edits) {
      requireMachineId(edit.machineId());
      if (edit.key().isEmpty()) {
        throw new FleetRefusedException(
            "machine %s: a metadata key cannot be empty".formatted(edit.machineId()));
      }
      byMachine.computeIfAbsent(edit.machineId(), id -> new ArrayList<>()).add(edit);
    }
    byMachine.forEach(
        (id, some) -> {
          Calls.untilWon("editing the metadata of " + id, () -> tryEdit(id, some));
          log.info("Edited metadata of {}: {}", id, some.stream().map(MetadataEdit::key).toList());
        });
  }

  private Optional<Stored.Metadata> tryEdit(String id, List<MetadataEdit> edits) {
    String key = keys.of(new Key.Metadata(id));
    Optional<Entry> entry = store.get(key);
    Stored.Metadata before =
        entry.map(found -> Codec.read(found, Stored.Metadata.class)).orElse(Stored.Metadata.NONE);
    Stored.Metadata after = before;
    for (MetadataEdit edit : edits) {
      after = after.edited(edit.key(), edit.value());
    }
    if (after.equals(before)) {
      return Optional.of(before);
    }
    Txn txn =
        Txn.builder()
            .ifModRevision(key, entry.map(Entry::modRevision).orElse(0L))
            .put(key, Codec.write(after))
            .build();
    return store.commit(txn).succeeded() ? Optional.of(after) : Optional.empty();
  }

  void setCordon(String id, boolean cordoned) {
    requireMachineId(id);
    String key = keys.of(new Key.Member(id));
    Calls.untilWon(
        "cordoning machine " + id,
        () -> {
          Entry entry = member(id, key);
          Stored.Member before = Codec.read(entry, Stored.Member.class);
          if (before.cordoned() == cordoned) {
            return Optional.of(before);
          }
          Stored.Member after = before.cordoned(cordoned);
          Txn txn =
              Txn.builder()
                  .ifModRevision(key, entry.modRevision())
                  .put(key, Codec.write(after))
                  .build();
          return store.commit(txn).succeeded() ? Optional.of(after) : Optional.empty();
        });
    log.info("{} machine {}", cordoned ? "Cordoned" : "Uncordoned", id);
  }

  private Entry member(String id, String key) {
    return store
        .get(key)
        .orElseThrow(() -> new FleetRefusedException("machine %s is no member".formatted(id)));
  }

  void remove(String id) {
    requireMachineId(id);
    String member = keys.of(new Key.Member(id));
    String presence = keys.of(new Key.Presence(id));
    Calls.untilWon(
        "removing machine " + id,
        () -> {
          Entry entry = member(id, member);
          if (store.get(presence).isPresent()) {
            throw new FleetRefusedException("it is present: stop its daemon before removing it");
          }
          Txn txn =
              Txn.builder()
                  .ifModRevision(member, entry.modRevision())
                  .ifModRevision(presence, 0)
                  .delete(member)
                  .delete(keys.of(new Key.Metadata(id)))
                  .build();
          return Optional.of(store.commit(txn)).filter(Commit::succeeded);
        });
    log.info("Removed machine {}", id);
  }
}
