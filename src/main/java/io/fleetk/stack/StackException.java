package io.fleetk.stack;

import static java.util.stream.Collectors.joining;

import io.fleetk.unit.Finding;
import java.util.List;

/** A stack, its values or a list of machines that cannot be used: every problem at once. */
public final class StackException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  /**
   * Problems with a stack.
   *
   * @param findings all of them, warnings included; at least one is an error
   */
  public StackException(List<Finding> findings) {
    super(findings.stream().filter(Finding::isError).map(Finding::toString).collect(joining("\n")));
    this.findings = List.copyOf(findings);
  }

  /** Every problem, warnings included. */
  public List<Finding> findings() {
    return findings;
  }
}
