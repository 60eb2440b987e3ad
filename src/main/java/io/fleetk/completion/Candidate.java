package io.fleetk.completion;

import static java.util.Objects.requireNonNull;

/**
 * Something that may be typed.
 *
 * @param value the whole word
 * @param description what it is, on one line; empty when there is nothing to say
 */
public record Candidate(String value, String description) {
  /** A candidate. */
  public Candidate {
    requireNonNull(value);
    description = description.replaceAll("\\s+", " ").strip();
  }

  /** Something that is told of in a sentence, of which the full stop is left out. */
  public static Candidate of(String value, String... sentence) {
    return new Candidate(value, String.join(" ", sentence).replaceFirst("\\.$", ""));
  }

  Candidate lead(String lead, String follows) {
    return lead.isEmpty() && follows.isEmpty()
        ? this
        : new Candidate(lead + value + follows, description);
  }
}
