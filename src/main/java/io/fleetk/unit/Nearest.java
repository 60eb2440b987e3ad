package io.fleetk.unit;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody who mistyped a name probably meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The candidate that takes the fewest letters added, removed, replaced or swapped to reach from a
   * word, whatever their case; empty when none is near, which is a third of the word's letters. One
   * letter is near nothing: every other is as far away.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    String best = null;
    int bestDistance = word.length() < 2 ? 0 : Math.max(1, word.length() / 3) + 1;
    for (String candidate : candidates.stream().sorted().toList()) {
      if (Math.abs(candidate.length() - word.length()) >= bestDistance) {
        continue;
      }
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** A suggestion such as {@code did you mean 'Instances'?}; empty when nothing is near. */
  public static String suggestion(String word, Collection<String> candidates) {
    return suggestionOr(word, candidates, "");
  }

  /** The same; where nothing is near, something else to say. */
  public static String suggestionOr(String word, Collection<String> candidates, String otherwise) {
    return to(word, candidates).map("did you mean '%s'?"::formatted).orElse(otherwise);
  }

  /** The optimal string alignment distance: swapping two neighbours counts as one. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }
}
