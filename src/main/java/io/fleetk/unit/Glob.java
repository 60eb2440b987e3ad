package io.fleetk.unit;

import java.util.List;

/** The patterns of {@code Conflicts=} and {@code Replaces=}: Go's {@code path.Match}. */
final class Glob {
  private Glob() {}

  static boolean anyMatches(List<String> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, name));
  }

  /** Whether a pattern matches a whole name; a malformed pattern matches nothing. */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int starAt = -1;
    int retryFrom = 0;
    while (n < name.length()) {
      int after = p < pattern.length() ? step(pattern, p, name.charAt(n)) : NO_MATCH;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starAt = p++;
        retryFrom = n;
      } else if (after != NO_MATCH) {
        p = after;
        n++;
      } else if (starAt >= 0) {
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

  private static final int NO_MATCH = -1;

  /** Matches one character; gives where the pattern goes on, or NO_MATCH. */
  private static int step(String pattern, int p, char c) {
    return switch (pattern.charAt(p)) {
      case '?' -> p + 1;
      case '[' -> stepClass(pattern, p + 1, c);
      case '\\' -> p + 1 < pattern.length() && pattern.charAt(p + 1) == c ? p + 2 : NO_MATCH;
      default -> pattern.charAt(p) == c ? p + 1 : NO_MATCH;
    };
  }

  private static int stepClass(String pattern, int start, char c) {
    int p = start;
    boolean negated = p < pattern.length() && pattern.charAt(p) == '^';
    if (negated) {
      p++;
    }
    boolean found = false;
    boolean empty = true;
    while (p < pattern.length() && (empty || pattern.charAt(p) != ']')) {
      int low = p;
      if (pattern.charAt(low) == ']' || pattern.charAt(low) == '-') {
        return NO_MATCH;
      }
      if (pattern.charAt(low) == '\\' && ++low == pattern.length()) {
        return NO_MATCH;
      }
      int high = low;
      p = low + 1;
      if (p < pattern.length() && pattern.charAt(p) == '-') {
        high = p + 1;
        if (high < pattern.length() && pattern.charAt(high) == '\\') {
          high++;
        }
        if (high >= pattern.length()) {
          return NO_MATCH;
        }
        p = high + 1;
      }
      found |= pattern.charAt(low) <= c && c <= pattern.charAt(high);
      empty = false;
    }
    return p < pattern.length() && found != negated ? p + 1 : NO_MATCH;
  }
}
