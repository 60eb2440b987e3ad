package io.fleetk.unit;

import java.util.List;

/** The patterns of {@code Conflicts=} and {@code Replaces=}: Go's {@code path.Match}. */
final class Glob {
  private static final int NO_MATCH = -1;

  private Glob() {}

  static boolean anyMatches(List<String> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, name));
  }

  /**
   * Whether a pattern matches a whole name: {@code *} and {@code ?} stand for anything but a slash,
   * {@code [a-z]} and {@code [^a-z]} for one character, and a backslash takes the next character
   * for itself. A malformed pattern matches nothing.
   */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int starAt = -1;
    int retryFrom = 0;
    while (n < name.length()) {
      int after = NO_MATCH;
      if (p < pattern.length()) {
        if (pattern.charAt(p) == '*') {
          starAt = p++;
          retryFrom = n;
          continue;
        }
        after = step(pattern, p, name.charAt(n));
      }
      if (after != NO_MATCH) {
        p = after;
        n++;
      } else if (starAt >= 0 && name.charAt(retryFrom) != '/') {
        p = starAt + 1;
        n = ++retryFrom;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Whether a pattern can match anything: its brackets close and its backslashes end nowhere. */
  static boolean isWellFormed(String pattern) {
    int p = 0;
    while (p < pattern.length()) {
      int next =
          switch (pattern.charAt(p)) {
            case '[' -> CharacterClass.parse(pattern, p).end();
            case '\\' -> p + 1 < pattern.length() ? p + 2 : NO_MATCH;
            default -> p + 1;
          };
      if (next == NO_MATCH) {
        return false;
      }
      p = next;
    }
    return true;
  }

  /** Matches one character; gives where the pattern goes on, or NO_MATCH. */
  private static int step(String pattern, int p, char c) {
    return switch (pattern.charAt(p)) {
      case '?' -> c == '/' ? NO_MATCH : p + 1;
      case '[' -> {
        CharacterClass set = CharacterClass.parse(pattern, p);
        yield set.contains(pattern, c) ? set.end() : NO_MATCH;
      }
      case '\\' -> p + 1 < pattern.length() && pattern.charAt(p + 1) == c ? p + 2 : NO_MATCH;
      default -> pattern.charAt(p) == c ? p + 1 : NO_MATCH;
    };
  }

  /**
   * The extent of a bracket expression in a pattern.
   *
   * @param first where its ranges begin
   * @param end behind its closing bracket, or NO_MATCH when it is malformed
   * @param negated whether it begins with a caret
   */
  private record CharacterClass(int first, int end, boolean negated) {
    static CharacterClass parse(String pattern, int open) {
      boolean negated = open + 1 < pattern.length() && pattern.charAt(open + 1) == '^';
      int first = open + (negated ? 2 : 1);
      int p = first;
      while (p != NO_MATCH && (p == first || pattern.charAt(p) != ']')) {
        p = endOfRange(pattern, p);
      }
      return new CharacterClass(first, p == NO_MATCH ? NO_MATCH : p + 1, negated);
    }

    boolean contains(String pattern, char c) {
      if (end == NO_MATCH) {
        return false;
      }
      boolean found = false;
      int p = first;
      while (p < end - 1) {
        int low = literalAt(pattern, p);
        int high = low;
        int next = low + 1;
        if (pattern.charAt(next) == '-') {
          high = literalAt(pattern, next + 1);
          next = high + 1;
        }
        found |= pattern.charAt(low) <= c && c <= pattern.charAt(high);
        p = next;
      }
      return found != negated;
    }

    /** Where {@code a} or {@code a-z} ends, with something behind it; NO_MATCH otherwise. */
    private static int endOfRange(String pattern, int p) {
      int end = endOfLiteral(pattern, p);
      return end != NO_MATCH && pattern.charAt(end) == '-' ? endOfLiteral(pattern, end + 1) : end;
    }

    private static int endOfLiteral(String pattern, int p) {
      if (p >= pattern.length() || pattern.charAt(p) == '-' || pattern.charAt(p) == ']') {
        return NO_MATCH;
      }
      int end = literalAt(pattern, p) + 1;
      return end < pattern.length() ? end : NO_MATCH;
    }

    private static int literalAt(String pattern, int p) {
      return pattern.charAt(p) == '\\' ? p + 1 : p;
    }
  }
}
