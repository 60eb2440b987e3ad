package io.fleetk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Something that {@code fleetk help} explains on a page of its own. */
enum HelpTopic {
  /** What stands in a unit file. */
  UNITS,
  /** How templates get their values. */
  VALUES,
  /** How changes are carried out. */
  ROLLOUTS,
  /** Which fleet is spoken to. */
  CONTEXTS,
  /** What is printed, and how to have it otherwise. */
  OUTPUT,
  /** What commands exit with. */
  EXIT_CODES;

  /** The topic of a word; empty when there is none. */
  static Optional<HelpTopic> of(String word) {
    return Arrays.stream(values()).filter(topic -> topic.word().equals(word)).findFirst();
  }

  /** The word that is typed for it. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The page: a line that says what it is about, an empty one, and the text. */
  String page() {
    try (InputStream in = HelpTopic.class.getResourceAsStream("help/" + word() + ".txt")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it is about, in a line. */
  String header() {
    return page().lines().findFirst().orElseThrow();
  }
}
