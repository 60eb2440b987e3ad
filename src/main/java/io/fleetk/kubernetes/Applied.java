package io.fleetk.kubernetes;

import static java.util.Objects.requireNonNull;

/** What became of an object that was applied. */
public sealed interface Applied {
  /** It was not there before. */
  record Made() implements Applied {}

  /** It was there, and is as it should be. */
  record Kept() implements Applied {}

  /**
   * Somebody else has set some of it otherwise, so that nothing of it was changed.
   *
   * @param why who has set what, as the server says it
   */
  record Left(String why) implements Applied {
    /** Somebody's. */
    public Left {
      requireNonNull(why);
    }
  }
}
