package io.fleetk.registry;

import io.fleetk.fleet.UnitSubmission;
import io.fleetk.store.Entry;
import io.fleetk.store.Store;
import io.fleetk.store.Txn;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes many units' records with few transactions. What somebody else changes meanwhile, and what
 * takes more than its record and content, is left to {@link UnitWrites}, unit by unit.
 */
final class BulkWrites {
  private static final Logger log = LoggerFactory.getLogger(BulkWrites.class);

  /** When more units than this are written, one read of all is cheaper than a read of each. */
  private static final int FEW = 16;

  private final Store store;
  private final Keyspace keys;
  private final UnitWrites single;

  BulkWrites(Store store, Keyspace keys, UnitWrites single) {
    this.store = store;
    this.keys = keys;
    this.single = single;
  }

  /** A unit's part of a transaction, and what to do about it when that transaction fails. */
  private record Part(
      UnitName unit, Txn.Condition asRead, List<Txn.Operation> operations, Runnable alone) {}

  /** Puts units; of several submissions of one unit the last counts. */
  void putAll(Collection<UnitSubmission> submissions) {
    Map<UnitName, UnitSubmission> byName = new TreeMap<>();
    submissions.forEach(submission -> byName.put(submission.name(), submission));
    byName.values().forEach(UnitWrites::requireValid);
    Calls.onStore(
        () -> {
          Map<UnitName, Entry> entries = read(byName.keySet());
          Set<UnitName> released = released();
          List<Part> parts = new ArrayList<>();
          for (UnitSubmission submission : byName.values()) {
            if (released.contains(submission.name()) || submission.content().namesSecrets()) {
              single.put(submission);
            } else {
              part(submission, Optional.ofNullable(entries.get(submission.name())))
                  .ifPresent(parts::add);
            }
          }
          commit("Put", parts);
          return true;
        });
  }

  private Map<UnitName, Entry> read(Set<UnitName> names) {
    Stream<Entry> found =
        names.size() > FEW
            ? store.range(keys.units()).entries().stream()
            : names.stream().flatMap(name -> store.get(keys.of(new Key.Unit(name))).stream());
    Map<UnitName, Entry> entries = new HashMap<>();
    found.forEach(
        entry -> {
          if (keys.read(entry.key()).orElse(null) instanceof Key.Unit(UnitName unit)
              && names.contains(unit)) {
            entries.put(unit, entry);
          }
        });
    return entries;
  }

  /** The units of which something was released to machines. */
  private Set<UnitName> released() {
    Set<UnitName> released = new HashSet<>();
    for (Entry entry : store.range(keys.allReleases()).entries()) {
      if (keys.read(entry.key()).orElse(null) instanceof Key.Release(UnitName unit, String _)) {
        released.add(unit);
      }
    }
    return released;
  }

  private Optional<Part> part(UnitSubmission submission, Optional<Entry> entry) {
    Optional<Stored.Unit> before = entry.map(found -> Codec.read(found, Stored.Unit.class));
    Stored.Unit after = UnitWrites.after(before, submission);
    if (before.filter(after::equals).isPresent()) {
      // Perhaps its content was lost; to find out is the business of a put of its own.
      single.put(submission);
      return Optional.empty();
    }
    String key = keys.of(new Key.Unit(submission.name()));
    Hash contentId = submission.content().id();
    Part part =
        new Part(
            submission.name(),
            new Txn.Condition.ModRevision(key, entry.map(Entry::modRevision).orElse(0L)),
            List.of(
                new Txn.Operation.Put(key, Codec.write(after), 0),
                new Txn.Operation.Put(
                    keys.of(new Key.Content(contentId)), Codec.write(submission.content()), 0)),
            () -> single.put(submission));
    UnitWrites.requireFits(submission.name(), new Txn(List.of(part.asRead()), part.operations()));
    return Optional.of(part);
  }

  /** Sets what units should be brought to; nothing is set when one of them does not exist. */
  void setDesiredStates(Collection<UnitName> names, DesiredState state) {
    Set<UnitName> distinct = new TreeSet<>(names);
    distinct.forEach(name -> UnitWrites.requireStateFits(name, state));
    Calls.onStore(
        () -> {
          Map<UnitName, Entry> entries = read(distinct);
          List<Part> parts = new ArrayList<>();
          for (UnitName name : distinct) {
            Entry entry =
                Optional.ofNullable(entries.get(name)).orElseThrow(() -> UnitWrites.absent(name));
            Stored.Unit before = Codec.read(entry, Stored.Unit.class);
            Stored.Unit after = before.withDesiredState(state);
            if (!after.equals(before)) {
              parts.add(
                  new Part(
                      name,
                      new Txn.Condition.ModRevision(entry.key(), entry.modRevision()),
                      List.of(new Txn.Operation.Put(entry.key(), Codec.write(after), 0)),
                      () -> single.setDesiredState(name, state)));
            }
          }
          commit("Set to " + state.wire(), parts);
          return true;
        });
  }

  private void commit(String what, List<Part> parts) {
    List<Part> together = new ArrayList<>();
    Map<String, Txn.Operation> operations = new TreeMap<>();
    long bytes = 0;
    for (Part part : parts) {
      Map<String, Txn.Operation> more = new TreeMap<>();
      part.operations().forEach(operation -> more.put(operation.key(), operation));
      more.keySet().removeAll(operations.keySet());
      long weight =
          part.asRead().bytes() + more.values().stream().mapToLong(Txn.Operation::bytes).sum();
      if (operations.size() + more.size() > Txn.MAX_OPERATIONS || bytes + weight > Txn.MAX_BYTES) {
        commitTogether(what, together, operations);
        together.clear();
        operations.clear();
        bytes = 0;
        // Each transaction has the contents that its units name: none of them can be collected.
        part.operations().forEach(operation -> more.put(operation.key(), operation));
        weight =
            part.asRead().bytes() + more.values().stream().mapToLong(Txn.Operation::bytes).sum();
      }
      together.add(part);
      operations.putAll(more);
      bytes += weight;
    }
    if (!together.isEmpty()) {
      commitTogether(what, together, operations);
    }
  }

  private void commitTogether(
      String what, List<Part> parts, Map<String, Txn.Operation> operations) {
    Txn txn = new Txn(parts.stream().map(Part::asRead).toList(), List.copyOf(operations.values()));
    if (store.commit(txn).succeeded()) {
      log.info(
          "{} {} units, {} to {}",
          what,
          parts.size(),
          parts.getFirst().unit(),
          parts.getLast().unit());
    } else {
      // Somebody else is at one of them.
      parts.forEach(part -> part.alone().run());
    }
  }
}
