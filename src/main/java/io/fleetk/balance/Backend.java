package io.fleetk.balance;

import static java.util.Objects.requireNonNull;

/**
 * A machine that connections can be led to, and what is known of it.
 *
 * @param host its address, or its name
 * @param word what the fleet says
 * @param finding what the last try found
 * @param strikes how many tries in a row did not find it sound
 */
record Backend(String host, Word word, Finding finding, int strikes) {
  /** After so many tries in a row without any answer its connections are held for dead. */
  static final int STRIKES_OUT = 3;

  Backend {
    requireNonNull(host);
    requireNonNull(word);
    requireNonNull(finding);
  }

  static Backend fresh(String host, Word word) {
    return new Backend(host, word, Finding.UNTRIED, 0);
  }

  Backend with(Word newWord) {
    return new Backend(host, newWord, finding, strikes);
  }

  Backend with(Finding newFinding) {
    return new Backend(
        host, word, newFinding, newFinding.kind() == Finding.Kind.SOUND ? 0 : strikes + 1);
  }

  /**
   * After a client's connection failed. Many may fail at once, so this is no strike of its own: the
   * tries that follow count.
   */
  Backend failed(Finding newFinding) {
    return new Backend(host, word, newFinding, Math.max(1, strikes));
  }

  /** How good a choice it is for a new connection. */
  Rank rank() {
    if (word.kind() == Word.Kind.GONE) {
      return Rank.NONE;
    }
    return switch (finding.kind()) {
      case REFUSED, UNREACHABLE -> Rank.DEAD;
      case UNSOUND -> Rank.UNSOUND;
      case SOUND ->
          switch (word.kind()) {
            case READY, AWAY, UNHEARD -> Rank.GOOD;
            case UNREADY, LEAVING, GONE -> Rank.DOUBTFUL;
          };
      case UNTRIED -> word.kind() == Word.Kind.READY ? Rank.GOOD : Rank.DOUBTFUL;
    };
  }

  /** Why it has that rank. */
  String reason() {
    return switch (finding.kind()) {
      case REFUSED, UNREACHABLE, UNSOUND -> finding.reason();
      case SOUND, UNTRIED ->
          switch (word.kind()) {
            case READY, UNREADY, LEAVING, GONE -> word.reason();
            case AWAY, UNHEARD -> word.reason() + ", " + finding.reason();
          };
    };
  }

  /** Whether it is found sound and the fleet has nothing against it. */
  boolean isCertain() {
    return rank() == Rank.GOOD && finding.kind() == Finding.Kind.SOUND;
  }

  /**
   * Whether connections to it lead nowhere. One try tells where the fleet has already said that the
   * machine or the unit is gone. A refusal alone does not: what refuses has closed its connections.
   */
  boolean isLost() {
    boolean given = word.kind() == Word.Kind.GONE || word.kind() == Word.Kind.AWAY;
    return switch (finding.kind()) {
      case UNREACHABLE -> given || strikes >= STRIKES_OUT;
      case REFUSED -> given;
      case UNTRIED, SOUND, UNSOUND -> false;
    };
  }

  /** From the first choice to none. */
  enum Rank {
    /** It takes connections. */
    GOOD,

    /** Only when no good one takes a connection: it may be about to stop. */
    DOUBTFUL,

    /** Only after those: its own check says that it is of no use. */
    UNSOUND,

    /** Only as the last resort: it did not accept the last connection. */
    DEAD,

    /** Never. */
    NONE
  }
}
