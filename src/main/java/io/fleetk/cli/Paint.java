package io.fleetk.cli;

/**
 * Colours and symbols, where they can be shown.
 *
 * @param coloured whether text may be coloured by ANSI sequences
 * @param unicode whether symbols beyond ASCII may be used
 */
record Paint(boolean coloured, boolean unicode) {
  /** What a text means, which decides its colour. */
  enum Tone {
    /** Nothing special. */
    PLAIN(""),
    /** As it should be. */
    GOOD("\u001b[32m"),
    /** On its way, or worth a look. */
    WARN("\u001b[33m"),
    /** Failed, or taken away. */
    BAD("\u001b[31m"),
    /** Changed in place. */
    CHANGE("\u001b[36m"),
    /** A heading or a name. */
    STRONG("\u001b[1m"),
    /** Of less importance. */
    FAINT("\u001b[2m");

    private final String sequence;

    Tone(String sequence) {
      this.sequence = sequence;
    }
  }

  private static final String RESET = "\u001b[0m";

  /** Neither colours nor symbols. */
  static Paint plain() {
    return new Paint(false, false);
  }

  /** A text in its colour. */
  String text(Tone tone, String text) {
    return !coloured || tone == Tone.PLAIN || text.isEmpty() ? text : tone.sequence + text + RESET;
  }

  /** Stands before something that is, or is on its way. */
  String bullet() {
    return unicode ? "●" : "*";
  }

  /** Stands before something that succeeded. */
  String tick() {
    return unicode ? "✓" : "+";
  }

  /** Stands before something that failed. */
  String cross() {
    return unicode ? "✗" : "x";
  }

  /** Stands before something that is not there. */
  String circle() {
    return unicode ? "○" : "o";
  }

  /** Shows that a text was cut. */
  String ellipsis() {
    return unicode ? "…" : "~";
  }

  /** A text of at most so many characters, showing where it was cut. */
  String cut(String text, int columns) {
    if (text.codePointCount(0, text.length()) <= columns) {
      return text;
    }
    if (columns <= 0) {
      return "";
    }
    return text.substring(0, text.offsetByCodePoints(0, columns - 1)) + ellipsis();
  }
}
