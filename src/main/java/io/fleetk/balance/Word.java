package io.fleetk.balance;

import static java.util.Objects.requireNonNull;

/**
 * What the fleet says of a backend.
 *
 * @param kind what it comes to
 * @param reason in its own words, one line
 */
record Word(Kind kind, String reason) {
  /** Nobody has asked the fleet yet, or it cannot be asked. */
  static final Word UNHEARD = new Word(Kind.UNHEARD, "the fleet has not been heard");

  /** The fleet no longer names it. */
  static final Word GONE = new Word(Kind.GONE, "the fleet no longer runs it there");

  Word {
    requireNonNull(kind);
    requireNonNull(reason);
  }

  /** From the best to the worst, of several units on one machine. */
  enum Kind {
    /** It is ready, and nothing is about to change that. */
    READY,

    /** It is not ready. */
    UNREADY,

    /** It is about to stop or to be restarted. */
    LEAVING,

    /** Its machine is away: it may run on all the same, or have lost power. */
    AWAY,

    /** There is no word of the fleet, so that one's own checks decide. */
    UNHEARD,

    /** It is there no more. */
    GONE
  }
}
