package io.fleetk.completion;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What may stand where the cursor is.
 *
 * @param candidates whole words
 * @param paths which paths may stand there too, which the shell knows how to list
 * @param lead what of the word stands before a path, such as {@code --values=}
 * @param goesOn whether a word is not over with a candidate, so that no blank is to follow it
 */
record Completion(List<Candidate> candidates, Paths paths, String lead, boolean goesOn) {
  /** Nothing may stand there that could be listed. */
  static final Completion NONE = new Completion(List.of(), Paths.NONE, "", false);

  /** Paths that a shell lists. */
  enum Paths {
    /** None. */
    NONE,
    /** Directories. */
    DIRECTORIES,
    /** Files and directories. */
    FILES
  }

  /** Copies the list. */
  Completion {
    candidates = List.copyOf(candidates);
    requireNonNull(paths);
    requireNonNull(lead);
  }
}
