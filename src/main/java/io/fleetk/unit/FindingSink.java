package io.fleetk.unit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the findings of one file. */
final class FindingSink {
  private final String file;
  private final List<Finding> findings = new ArrayList<>();

  FindingSink(String file) {
    this.file = file;
  }

  void error(int line, String text, String reason, String suggestion) {
    findings.add(Finding.error(file, line, text, reason, suggestion));
  }

  void warning(int line, String text, String reason, String suggestion) {
    findings.add(Finding.warning(file, line, text, reason, suggestion));
  }

  /** What was found, by line. */
  List<Finding> byLine() {
    return findings.stream().sorted(Comparator.comparingInt(Finding::line)).distinct().toList();
  }
}
