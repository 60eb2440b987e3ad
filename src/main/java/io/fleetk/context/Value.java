package io.fleetk.context;

import static java.util.Objects.requireNonNull;

/**
 * What a setting is, and who says so.
 *
 * @param text what it is; paths are complete
 * @param source who says so
 */
public record Value(String text, Source source) {
  /** What a setting is. */
  public Value {
    requireNonNull(text);
    requireNonNull(source);
  }

  /** Leaves the text out, which may be a password. */
  @Override
  public String toString() {
    return "Value[" + source + "]";
  }
}
