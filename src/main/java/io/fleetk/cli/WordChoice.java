package io.fleetk.cli;

import io.fleetk.unit.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refusals of a word that is none of a few: told in one form, with the one that was meant. */
final class WordChoice {
  /** How picocli refuses a word that is no constant of an enum. */
  private static final Pattern PICOCLIS =
      Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was '([^']*)'");

  private static final Pattern OURS =
      Pattern.compile("'([^']*)' is not ((?:[\\w:=-]+, )*[\\w:=-]+) or ([\\w:=-]+)$");

  private WordChoice() {}

  /** The same message; where it refuses a word, with the word that is near it. */
  static String withNear(String message) {
    Matcher picoclis = PICOCLIS.matcher(message);
    String told =
        picoclis.find()
            ? message.substring(0, picoclis.start())
                + refusal(
                    picoclis.group(2),
                    List.of(picoclis.group(1).toLowerCase(Locale.ROOT).split(", ")))
            : message;
    Matcher ours = OURS.matcher(told);
    if (!ours.find()) {
      return told;
    }
    String near =
        Nearest.suggestion(
            ours.group(1), List.of((ours.group(2) + ", " + ours.group(3)).split(", ")));
    return near.isEmpty() ? told : told + "; " + near;
  }

  /** Refuses a word that is none of these. */
  private static String refusal(String word, List<String> words) {
    return words.size() == 1
        ? "'%s' is not %s".formatted(word, words.getFirst())
        : "'%s' is not %s or %s"
            .formatted(
                word, String.join(", ", words.subList(0, words.size() - 1)), words.getLast());
  }
}
