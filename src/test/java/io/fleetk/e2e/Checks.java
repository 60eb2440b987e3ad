package io.fleetk.e2e;

import java.io.PrintStream;

/** Checks that are made one after another: a line for each, and a sum. */
final class Checks {
  private final PrintStream out;
  private int passed;
  private int failed;

  Checks(PrintStream out) {
    this.out = out;
  }

  /** What is checked: it throws when it does not hold. */
  @FunctionalInterface
  interface Check {
    void make() throws Exception;
  }

  /** Says what the checks that follow are about. */
  void about(String what) {
    out.println(what);
  }

  /** Makes a check, and says what came of it. */
  void check(String what, Check check) {
    try {
      check.make();
      passed++;
      out.println("  passed  " + what);
    } catch (Exception | AssertionError e) {
      failed++;
      out.println("  FAILED  " + what);
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      why.strip().lines().forEach(line -> out.println("          " + line));
    }
  }

  /** Says how many passed and failed, alone on a line; gives whether all passed. */
  boolean sum() {
    out.println("%d passed, %d failed".formatted(passed, failed));
    return failed == 0;
  }
}
