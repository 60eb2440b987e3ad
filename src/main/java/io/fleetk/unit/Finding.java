package io.fleetk.unit;

import static java.util.Objects.requireNonNull;

/**
 * Something worth telling about a file: where it stands, what is wrong with it, and what to do.
 *
 * @param file the file as the user would name it, such as {@code units/kubelet.service.peb}
 * @param line the line, from 1; 0 for the file as a whole
 * @param severity whether the file can be used all the same
 * @param text the offending text, on one line; empty when there is none to show
 * @param reason what is wrong with it, and why that matters
 * @param suggestion what to do instead; empty when the reason says it
 */
public record Finding(
    String file, int line, Severity severity, String text, String reason, String suggestion) {

  /** Whether a file can be used all the same. */
  public enum Severity {
    /** It can not. */
    ERROR,
    /** It can, but probably does not do what was meant. */
    WARNING
  }

  private static final int MAX_TEXT = 120;

  /** A finding; a long text is cut, and its control characters are made visible. */
  public Finding {
    requireNonNull(file);
    requireNonNull(severity);
    requireNonNull(reason);
    requireNonNull(suggestion);
    text = onOneLine(text);
  }

  /** A problem that keeps the file from being used. */
  public static Finding error(
      String file, int line, String text, String reason, String suggestion) {
    return new Finding(file, line, Severity.ERROR, text, reason, suggestion);
  }

  /** Something that is probably not meant. */
  public static Finding warning(
      String file, int line, String text, String reason, String suggestion) {
    return new Finding(file, line, Severity.WARNING, text, reason, suggestion);
  }

  /** Whether this keeps the file from being used. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** The same finding at another place. */
  public Finding at(String otherFile, int otherLine) {
    return new Finding(otherFile, otherLine, severity, text, reason, suggestion);
  }

  /** One line, such as {@code units/a.service:3: 'Instnces=3': no such option (…)}. */
  @Override
  public String toString() {
    StringBuilder told = new StringBuilder(file);
    if (line > 0) {
      told.append(':').append(line);
    }
    told.append(": ");
    if (!isError()) {
      told.append("warning: ");
    }
    if (!text.isEmpty()) {
      told.append('\'').append(text).append("': ");
    }
    told.append(reason);
    if (!suggestion.isEmpty()) {
      told.append("; ").append(suggestion);
    }
    return told.toString();
  }

  private static String onOneLine(String text) {
    StringBuilder visible = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (visible.length() > MAX_TEXT) {
        return visible.append('…').toString();
      }
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> visible.append("\\n");
        case '\r' -> visible.append("\\r");
        case '\t' -> visible.append(' ');
        default -> visible.append(Character.isISOControl(c) ? '\uFFFD' : c);
      }
    }
    return visible.toString();
  }
}
