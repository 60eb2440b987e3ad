package io.fleetk.registry;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.Machine;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.JournalRange.End;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values that stand in the store. A field that an older fleetk did not write reads as empty,
 * and one that a newer fleetk wrote is passed over.
 */
final class Stored {
  private Stored() {}

  /** A unit's record. */
  record Unit(
      Hash contentId,
      Hash runHash,
      DesiredState desiredState,
      Optional<String> stack,
      long generation,
      boolean held) {
    Unit {
      requireNonNull(contentId);
      requireNonNull(runHash);
      requireNonNull(desiredState);
      stack = requireNonNullElse(stack, Optional.empty());
    }

    Unit withDesiredState(DesiredState state) {
      return new Unit(contentId, runHash, state, stack, generation, held);
    }

    /** This unit with its next restart asked for, which machines follow as they are released. */
    Unit restarted(long nextGeneration) {
      return new Unit(contentId, runHash, desiredState, stack, nextGeneration, true);
    }
  }

  /** What a machine should have of a unit. */
  record Schedule(Hash contentId, Hash runHash, DesiredState desiredState, long generation) {
    Schedule {
      requireNonNull(contentId);
      requireNonNull(runHash);
      requireNonNull(desiredState);
    }

    static Schedule of(Assignment assignment) {
      return new Schedule(
          assignment.contentId(),
          assignment.runHash(),
          assignment.desiredState(),
          assignment.generation());
    }

    Assignment on(String machineId) {
      return new Assignment(machineId, contentId, runHash, desiredState, generation);
    }
  }

  /** Why a unit is on no machine. */
  record Pending(String reason) {
    Pending {
      requireNonNull(reason);
    }
  }

  /** A member's record. */
  record Member(
      String address,
      Map<String, String> metadata,
      boolean cordoned,
      String version,
      Optional<Instant> lastSeen) {
    Member {
      address = requireNonNullElse(address, "");
      metadata = new TreeMap<>(requireNonNullElse(metadata, Map.of()));
      version = requireNonNullElse(version, "");
      lastSeen = requireNonNullElse(lastSeen, Optional.empty());
    }

    Member seen(Instant at) {
      return new Member(address, metadata, cordoned, version, Optional.of(at));
    }

    Member cordoned(boolean now) {
      return new Member(address, metadata, now, version, lastSeen);
    }

    Machine machine(String id, Metadata edits, boolean present) {
      return new Machine(id, address, edits.over(metadata), present, cordoned, version, lastSeen);
    }
  }

  /** That a machine is alive. */
  record Presence(String address, String version) {
    Presence {
      address = requireNonNullElse(address, "");
      version = requireNonNullElse(version, "");
    }
  }

  /** What was edited of a machine's metadata: it goes over what its daemon configured. */
  record Metadata(Map<String, String> set, Set<String> removed) {
    static final Metadata NONE = new Metadata(Map.of(), Set.of());

    Metadata {
      set = new TreeMap<>(requireNonNullElse(set, Map.of()));
      removed = new TreeSet<>(requireNonNullElse(removed, Set.of()));
    }

    /** These edits and one more; an empty value removes the key, as in fleet. */
    Metadata edited(String key, Optional<String> value) {
      Map<String, String> nowSet = new TreeMap<>(set);
      Set<String> nowRemoved = new TreeSet<>(removed);
      if (value.filter(text -> !text.isEmpty()).isPresent()) {
        nowSet.put(key, value.get());
        nowRemoved.remove(key);
      } else {
        nowSet.remove(key);
        nowRemoved.add(key);
      }
      return new Metadata(nowSet, nowRemoved);
    }

    Map<String, String> over(Map<String, String> configured) {
      Map<String, String> merged = new TreeMap<>(configured);
      merged.keySet().removeAll(removed);
      merged.putAll(set);
      return merged;
    }
  }

  /** The newest version of a secret. */
  record Secret(long version, long size, Instant putAt, Optional<Instant> certificateEnds) {
    Secret {
      requireNonNull(putAt);
      certificateEnds = requireNonNullElse(certificateEnds, Optional.empty());
    }

    io.fleetk.fleet.Secret named(String name) {
      return new io.fleetk.fleet.Secret(name, version, size, putAt, certificateEnds);
    }
  }

  /** That there is a version of a secret. */
  record SecretVersion(Optional<Instant> certificateEnds) {
    SecretVersion {
      certificateEnds = requireNonNullElse(certificateEnds, Optional.empty());
    }
  }

  /** Which engine leads. */
  record Leader(String candidate) {
    Leader {
      requireNonNull(candidate);
    }
  }

  /** Who works on a stack. */
  record Lock(String holder, Instant since, long ttlSeconds) {
    Lock {
      requireNonNull(holder);
      requireNonNull(since);
    }
  }

  /** What somebody wants to know of a journal; the answer hangs on the same lease. */
  record Question(
      String unit,
      int lines,
      Optional<String> after,
      Optional<Instant> since,
      boolean first,
      long waitMillis,
      long lease) {
    Question {
      requireNonNull(unit);
      after = requireNonNullElse(after, Optional.empty());
      since = requireNonNullElse(since, Optional.empty());
    }

    static Question of(UnitName unit, JournalRange range, long lease) {
      return new Question(
          unit.text(),
          range.lines(),
          range.after(),
          range.since(),
          range.end() == End.FIRST,
          range.patience().toMillis(),
          lease);
    }

    JournalRange range() {
      return new JournalRange(
          after, since, first ? End.FIRST : End.LAST, lines, Duration.ofMillis(waitMillis));
    }
  }

  /** What a machine found in its journal, or why it could not look. */
  record Answer(
      List<String> lines, Optional<String> cursor, boolean cut, Optional<String> refusal) {
    Answer {
      lines = List.copyOf(requireNonNullElse(lines, List.of()));
      cursor = requireNonNullElse(cursor, Optional.empty());
      refusal = requireNonNullElse(refusal, Optional.empty());
    }

    static Answer of(JournalLines found) {
      return new Answer(found.lines(), found.cursor(), found.cut(), Optional.empty());
    }

    static Answer refusing(String why) {
      return new Answer(List.of(), Optional.empty(), false, Optional.of(why));
    }
  }
}
