package io.fleetk.stack;

import io.fleetk.unit.Finding;

/** One file that cannot be used, and why: becomes a finding among the others. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Finding finding;

  Refusal(Finding finding) {
    super(finding.toString());
    this.finding = finding;
  }

  Refusal(String file, int line, String text, String reason, String suggestion) {
    this(Finding.error(file, line, text, reason, suggestion));
  }

  Finding finding() {
    return finding;
  }
}
