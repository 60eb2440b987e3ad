package io.fleetk.cli;

/** Counted nouns. */
final class Plural {
  private Plural() {}

  /** A number and its noun, such as {@code 1 unit} or {@code 3 units}. */
  static String of(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
