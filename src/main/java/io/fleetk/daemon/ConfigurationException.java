package io.fleetk.daemon;

import java.util.List;

/** A daemon's configuration that cannot be used: every problem at once. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * Problems with a configuration.
   *
   * @param problems a line each, beginning with where it stands
   */
  ConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, a line each. */
  public List<String> problems() {
    return problems;
  }
}
