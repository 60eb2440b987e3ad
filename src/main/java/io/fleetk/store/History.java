package io.fleetk.store;

import io.fleetk.store.Watch.Change;
import io.fleetk.store.Watch.Changes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The changes that a store remembers, for watches that begin in the past. It is bounded: the oldest
 * are forgotten, as by a compaction. Not safe for use by several threads.
 */
final class History {
  private static final int MAX_CHANGES = 10_000;
  private static final long MAX_CHARACTERS = 64L * 1024 * 1024;

  private final Deque<Changes> revisions = new ArrayDeque<>();
  private long compacted;
  private int changes;
  private long characters;

  /** A history that knows nothing up to and including a revision. */
  History(long compacted) {
    this.compacted = compacted;
  }

  /** The last revision that is forgotten: a watch after an earlier one would miss changes. */
  long compacted() {
    return compacted;
  }

  /** Remembers a revision, the newest. */
  void add(Changes revision) {
    revisions.addLast(revision);
    changes += revision.changes().size();
    characters += weight(revision);
    while (changes > MAX_CHANGES || characters > MAX_CHARACTERS) {
      forgetUpTo(revisions.getFirst().revision());
    }
  }

  /** Forgets everything up to and including a revision. */
  void forgetUpTo(long revision) {
    while (!revisions.isEmpty() && revisions.getFirst().revision() <= revision) {
      Changes forgotten = revisions.removeFirst();
      changes -= forgotten.changes().size();
      characters -= weight(forgotten);
    }
    compacted = Math.max(compacted, revision);
  }

  /** What came after a revision, oldest first. */
  List<Changes> after(long revision) {
    return revisions.stream().filter(changes -> changes.revision() > revision).toList();
  }

  private static long weight(Changes revision) {
    long sum = 0;
    for (Change change : revision.changes()) {
      sum += weight(change);
    }
    return sum;
  }

  /** What a change weighs in memory: the characters of its key and value. */
  static long weight(Change change) {
    return switch (change) {
      case Change.Put put -> put.key().length() + put.entry().value().length();
      case Change.Delete delete -> delete.key().length();
    };
  }
}
