package io.fleetk.registry;

import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.store.Commit;
import io.fleetk.store.Entry;
import io.fleetk.store.Store;
import io.fleetk.store.Txn;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What anyone may write of units: their records, contents and releases. */
final class UnitWrites {
  private static final Logger log = LoggerFactory.getLogger(UnitWrites.class);

  /** Each may take two conditions: that its unit is there, and that it itself still is. */
  private static final int RELEASES_AT_ONCE = Txn.MAX_OPERATIONS / 2;

  private final Store store;
  private final Keyspace keys;
  private final Secrets secrets;

  UnitWrites(Store store, Keyspace keys, Secrets secrets) {
    this.store = store;
    this.keys = keys;
    this.secrets = secrets;
  }

  void put(UnitSubmission given) {
    requireValid(given);
    UnitSubmission submission =
        new UnitSubmission(
            given.name(),
            secrets.complete(given.name(), given.content()),
            given.desiredState(),
            given.stack(),
            given.held());
    String outcome = Calls.untilWon("putting " + submission.name(), () -> tryPut(submission));
    log.info("{} {}: {}", outcome, submission.name(), submission.content().id().abbreviated());
  }

  static void requireValid(UnitSubmission submission) {
    UnitName name = submission.name();
    requireStateFits(name, submission.desiredState());
    Placement.of(name, submission.content().file())
        .refusal()
        .ifPresent(
            refusal -> {
              throw new FleetRefusedException(refusal);
            });
    Policy.secretRefusal(name, submission.content().file())
        .ifPresent(
            refusal -> {
              throw new FleetRefusedException("unit %s: %s".formatted(name, refusal));
            });
    try {
      // As fleet does: options that could not be read back from a unit file are refused.
      UnitFile.parse(submission.content().file().text());
    } catch (UnitParseException e) {
      throw new FleetRefusedException(
          "unit %s, line %d: %s".formatted(name, e.line(), e.getMessage()), e);
    }
  }

  static void requireStateFits(UnitName name, DesiredState state) {
    if (name.isTemplate() && state != DesiredState.INACTIVE) {
      throw new FleetRefusedException("cannot activate template \"%s\"".formatted(name));
    }
  }

  private Optional<String> tryPut(UnitSubmission submission) {
    String unitKey = keys.of(new Key.Unit(submission.name()));
    Hash contentId = submission.content().id();
    String contentKey = keys.of(new Key.Content(contentId));
    Optional<Entry> entry = store.get(unitKey);
    Txn.Condition asRead =
        new Txn.Condition.ModRevision(unitKey, entry.map(Entry::modRevision).orElse(0L));
    Optional<Stored.Unit> before = entry.map(found -> Codec.read(found, Stored.Unit.class));
    Stored.Unit after = after(before, submission);
    boolean sameContent =
        before.filter(unit -> unit.contentId().equals(contentId)).isPresent()
            && store.get(contentKey).isPresent();
    if (sameContent && before.get().equals(after)) {
      return Optional.of("Unchanged");
    }
    List<Txn.Condition> conditions = new ArrayList<>(List.of(asRead));
    List<Txn.Operation> operations = new ArrayList<>();
    operations.add(new Txn.Operation.Put(unitKey, Codec.write(after), 0));
    if (!sameContent) {
      operations.addAll(secrets.hold(submission.name(), submission.content(), conditions));
      // Written even if it is there already: the engine, about to collect it, then sees a change.
      operations.add(new Txn.Operation.Put(contentKey, Codec.write(submission.content()), 0));
    }
    Txn txn = new Txn(conditions, operations);
    requireFits(submission.name(), txn);
    if (before.isEmpty()) {
      // What was released of a unit that had this name is nothing to this one.
      return dropReleases(submission.name(), asRead, release -> true)
              && store.commit(txn).succeeded()
          ? Optional.of("Created")
          : Optional.empty();
    }
    if (!sameContent
        && after.held()
        && !dropReleases(
            submission.name(), asRead, release -> release.contentId().equals(contentId))) {
      return Optional.empty();
    }
    return store.commit(txn).succeeded() ? Optional.of("Changed") : Optional.empty();
  }

  /**
   * A unit's record once it is put. A new unit has nothing to hold back, and neither has a change
   * that no process can feel; and only what was held before stays held by the same content.
   */
  static Stored.Unit after(Optional<Stored.Unit> before, UnitSubmission submission) {
    Hash runHash = submission.content().runHash();
    boolean wasHeld = before.map(Stored.Unit::held).orElse(false);
    boolean isFelt = before.filter(unit -> !unit.runHash().equals(runHash)).isPresent();
    return new Stored.Unit(
        submission.content().id(),
        runHash,
        submission.desiredState(),
        submission.stack(),
        before.map(Stored.Unit::generation).orElse(0L),
        submission.held() && (wasHeld || isFelt));
  }

  static void requireFits(UnitName name, Txn txn) {
    if (txn.bytes() > Txn.MAX_BYTES) {
      throw new FleetRefusedException(
          "unit %s is too large: %d bytes as stored, with the files it carries; a fleet takes %d: have it fetch what is large"
              .formatted(name, txn.bytes(), Txn.MAX_BYTES));
    }
  }

  /**
   * Removes releases: an old one that happens to name a content which comes back must not let
   * machines take it before their turn. Of a unit that was changed meanwhile none is removed, since
   * they may have been put for what it is by now.
   *
   * @param asRead that the unit is as it was when it was judged which releases are old
   * @return whether the unit was still so
   */
  private boolean dropReleases(
      UnitName unit, Txn.Condition asRead, Predicate<FleetUnit.Release> which) {
    List<Txn.Operation> drop =
        store.range(keys.releases(unit)).entries().stream()
            .filter(entry -> which.test(Codec.read(entry, FleetUnit.Release.class)))
            .<Txn.Operation>map(entry -> new Txn.Operation.Delete(entry.key()))
            .toList();
    return Batches.of(List.of(asRead), drop).stream()
        .allMatch(txn -> store.commit(txn).succeeded());
  }

  void destroy(UnitName name) {
    String key = keys.of(new Key.Unit(name));
    Calls.untilWon(
        "destroying " + name,
        () -> {
          Txn txn =
              Txn.builder()
                  .ifModRevision(key, require(name).modRevision())
                  .delete(key)
                  .delete(keys.of(new Key.Pending(name)))
                  .build();
          return Optional.of(store.commit(txn)).filter(Commit::succeeded);
        });
    log.info("Destroyed {}", name);
    // Not before: a release needs its unit, so there are no new ones unless the unit is made anew;
    // and whoever does that removes the old ones first.
    Txn.Condition gone = new Txn.Condition.ModRevision(key, 0);
    Calls.onStore(() -> dropReleases(name, gone, release -> true));
  }

  void setDesiredState(UnitName name, DesiredState state) {
    requireStateFits(name, state);
    change(name, unit -> unit.withDesiredState(state));
    log.info("Set {} to {}", name, state.wire());
  }

  long restart(UnitName name) {
    long generation =
        change(
                name,
                unit -> unit.restarted(1 + Math.max(unit.generation(), reachedGeneration(name))))
            .generation();
    log.info("Asked for restart {} of {}", generation, name);
    return generation;
  }

  /**
   * The highest restart generation that any machine has reached of a unit, or is to reach: above
   * the unit's own where one machine was restarted alone, or where the unit was destroyed and made
   * anew.
   */
  private long reachedGeneration(UnitName name) {
    LongStream told =
        entriesOf(name, keys.schedules())
            .mapToLong(entry -> Codec.read(entry, Stored.Schedule.class).generation());
    LongStream said =
        entriesOf(name, keys.states())
            .mapToLong(entry -> Codec.read(entry, UnitStatus.class).generation());
    LongStream released =
        store.range(keys.releases(name)).entries().stream()
            .mapToLong(entry -> Codec.read(entry, FleetUnit.Release.class).generation());
    return LongStream.of(told.max().orElse(0), said.max().orElse(0), released.max().orElse(0))
        .max()
        .orElse(0);
  }

  /** A unit's entries under a prefix whose keys are by machine, then unit. */
  private Stream<Entry> entriesOf(UnitName name, String prefix) {
    String end = "/" + name;
    return store.range(prefix).entries().stream().filter(entry -> entry.key().endsWith(end));
  }

  private Stored.Unit change(UnitName name, UnaryOperator<Stored.Unit> edit) {
    String key = keys.of(new Key.Unit(name));
    return Calls.untilWon(
        "changing " + name,
        () -> {
          Entry entry = require(name);
          Stored.Unit before = Codec.read(entry, Stored.Unit.class);
          Stored.Unit after = edit.apply(before);
          if (after.equals(before)) {
            return Optional.of(before);
          }
          Txn txn =
              Txn.builder()
                  .ifModRevision(key, entry.modRevision())
                  .put(key, Codec.write(after))
                  .build();
          return store.commit(txn).succeeded() ? Optional.of(after) : Optional.empty();
        });
  }

  void release(List<FleetExtensions.Release> releases) {
    for (int from = 0; from < releases.size(); from += RELEASES_AT_ONCE) {
      List<FleetExtensions.Release> some =
          releases.subList(from, Math.min(releases.size(), from + RELEASES_AT_ONCE));
      Calls.untilWon("releasing", () -> tryRelease(some));
    }
    for (FleetExtensions.Release release : releases) {
      log.info(
          "Released {} {}, restart {}, to {}",
          release.unit(),
          release.contentId().abbreviated(),
          release.generation(),
          Machine.shortId(release.machineId()));
    }
  }

  private Optional<Commit> tryRelease(List<FleetExtensions.Release> releases) {
    Map<UnitName, Entry> units = new TreeMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    for (FleetExtensions.Release release : releases) {
      MemberWrites.requireMachineId(release.machineId());
      units.computeIfAbsent(release.unit(), this::require);
      values.put(
          keys.of(new Key.Release(release.unit(), release.machineId())),
          Codec.write(new FleetUnit.Release(release.contentId(), release.generation())));
    }
    Txn.Builder txn = Txn.builder();
    units.values().forEach(unit -> txn.ifCreateRevision(unit.key(), unit.createRevision()));
    values.forEach(
        (key, value) -> {
          Optional<Entry> same = store.get(key).filter(entry -> entry.value().equals(value));
          if (same.isPresent()) {
            // The engine may be about to drop it.
            txn.ifModRevision(key, same.get().modRevision());
          } else {
            txn.put(key, value);
          }
        });
    return Optional.of(store.commit(txn.build())).filter(Commit::succeeded);
  }

  private Entry require(UnitName name) {
    return store.get(keys.of(new Key.Unit(name))).orElseThrow(() -> absent(name));
  }

  static FleetRefusedException absent(UnitName name) {
    return new FleetRefusedException("unit %s does not exist".formatted(name));
  }
}
