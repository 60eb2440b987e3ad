package io.fleetk.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits a value into words where it has spaces, minding quotes and backslashes
 * (systemd.syntax(7)).
 */
public final class Words {
  private final String text;
  private final List<String> words = new ArrayList<>();
  private Optional<StringBuilder> word = Optional.empty();

  private Words(String text) {
    this.text = text;
  }

  /** The words of a value; lines that end in a backslash are continued. */
  public static List<String> of(String value) {
    Words words = new Words(joined(value));
    words.split();
    return List.copyOf(words.words);
  }

  /** A value as systemd reads it: continued lines joined by a space. */
  public static String joined(String value) {
    return value.replaceAll("\\\\\r?\n[ \t]*", " ").strip();
  }

  private void split() {
    char quote = 0;
    int position = 0;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '\\' && position < text.length()) {
        current().append(escaped(text.charAt(position++)));
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          current().append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        current();
      } else if (Character.isWhitespace(c)) {
        end();
      } else {
        current().append(c);
      }
    }
    end();
  }

  private static String escaped(char c) {
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 's' -> " ";
      case '\\', '"', '\'', ' ' -> String.valueOf(c);
      default -> "\\" + c;
    };
  }

  private StringBuilder current() {
    if (word.isEmpty()) {
      word = Optional.of(new StringBuilder());
    }
    return word.get();
  }

  private void end() {
    word.ifPresent(w -> words.add(w.toString()));
    word = Optional.empty();
  }
}
