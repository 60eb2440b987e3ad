package io.fleetk.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell's braces: {@code web@{1..3}} stands for three words and {@code {a,b}.service} for two, as
 * in bash(1). Braces that hold neither a comma nor a range are taken to the letter.
 */
final class Braces {
  /** More words than these are a mistake. */
  private static final int MOST = 10_000;

  private static final Pattern NUMBERS =
      Pattern.compile("(-?\\d{1,9})\\.\\.(-?\\d{1,9})(?:\\.\\.(-?\\d{1,9}))?");
  private static final Pattern LETTERS =
      Pattern.compile("([A-Za-z])\\.\\.([A-Za-z])(?:\\.\\.(-?\\d{1,9}))?");

  private Braces() {}

  /**
   * The words that a word stands for, in order; the word itself when it has no such braces.
   *
   * @throws IllegalArgumentException when they are too many, in one line
   */
  static List<String> expand(String word) {
    for (int open = word.indexOf('{'); open >= 0; open = word.indexOf('{', open + 1)) {
      int close = closing(word, open);
      List<String> choices = close < 0 ? List.of() : choices(word, open, close);
      if (!choices.isEmpty()) {
        List<String> rests = expand(word.substring(close + 1));
        if ((long) choices.size() * rests.size() > MOST) {
          throw tooMany(word);
        }
        String before = word.substring(0, open);
        return choices.stream()
            .flatMap(choice -> rests.stream().map(rest -> before + choice + rest))
            .toList();
      }
    }
    return List.of(word);
  }

  private static IllegalArgumentException tooMany(String word) {
    return new IllegalArgumentException("'%s' stands for more than %d names".formatted(word, MOST));
  }

  /** Where the brace closes that opens there; -1 when it does not. */
  private static int closing(String word, int open) {
    int depth = 0;
    for (int at = open; at < word.length(); at++) {
      if (word.charAt(at) == '{') {
        depth++;
      } else if (word.charAt(at) == '}' && --depth == 0) {
        return at;
      }
    }
    return -1;
  }

  /** What a pair of braces stands for; nothing when it is to be taken to the letter. */
  private static List<String> choices(String word, int open, int close) {
    List<String> parts = parts(word.substring(open + 1, close));
    if (parts.size() > 1) {
      List<String> choices = parts.stream().flatMap(part -> expand(part).stream()).toList();
      if (choices.size() > MOST) {
        throw tooMany(word);
      }
      return choices;
    }
    Matcher numbers = NUMBERS.matcher(parts.getFirst());
    if (numbers.matches()) {
      int width =
          isPadded(numbers.group(1)) || isPadded(numbers.group(2))
              ? Math.max(numbers.group(1).length(), numbers.group(2).length())
              : 0;
      return range(
              word,
              Integer.parseInt(numbers.group(1)),
              Integer.parseInt(numbers.group(2)),
              numbers.group(3))
          .stream()
          .map(number -> width == 0 ? number.toString() : ("%0" + width + "d").formatted(number))
          .toList();
    }
    Matcher letters = LETTERS.matcher(parts.getFirst());
    return letters.matches()
        ? range(word, letters.group(1).charAt(0), letters.group(2).charAt(0), letters.group(3))
            .stream()
            .map(Character::toString)
            .toList()
        : List.of();
  }

  /** The text between commas that stand in no inner braces. */
  private static List<String> parts(String inner) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int at = 0; at < inner.length(); at++) {
      switch (inner.charAt(at)) {
        case '{' -> depth++;
        case '}' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(inner.substring(from, at));
            from = at + 1;
          }
        }
        default -> {
          // A letter of a part.
        }
      }
    }
    parts.add(inner.substring(from));
    return parts;
  }

  private static boolean isPadded(String number) {
    String digits = number.startsWith("-") ? number.substring(1) : number;
    return digits.length() > 1 && digits.startsWith("0");
  }

  private static List<Integer> range(String word, int first, int last, String step) {
    int by = step == null ? 1 : Math.max(1, Math.abs(Integer.parseInt(step)));
    if (Math.abs((long) last - first) / by >= MOST) {
      throw tooMany(word);
    }
    List<Integer> numbers = new ArrayList<>();
    for (long at = first; first <= last ? at <= last : at >= last; at += first <= last ? by : -by) {
      numbers.add((int) at);
    }
    return numbers;
  }
}
