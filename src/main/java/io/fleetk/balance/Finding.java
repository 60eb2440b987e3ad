package io.fleetk.balance;

import static java.util.Objects.requireNonNull;

/**
 * What this balancer itself found out about a backend.
 *
 * @param kind what it comes to
 * @param reason one line
 */
record Finding(Kind kind, String reason) {
  /** Nothing was tried yet. */
  static final Finding UNTRIED = new Finding(Kind.UNTRIED, "not tried yet");

  Finding {
    requireNonNull(kind);
    requireNonNull(reason);
  }

  /** How far it got. */
  enum Kind {
    /** Nothing was tried yet. */
    UNTRIED,

    /** It accepts connections, and its check holds. */
    SOUND,

    /** It accepts connections, and its check does not hold. */
    UNSOUND,

    /** Its machine answers, and nothing accepts connections there. */
    REFUSED,

    /** Its machine does not answer. */
    UNREACHABLE
  }
}
