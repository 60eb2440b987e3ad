package io.fleetk.cli;

import io.fleetk.plan.Plan;
import java.io.PrintWriter;

/** Prints plans in the form that was asked for. */
final class PlanOutput {
  private PlanOutput() {}

  /** Prints a plan. */
  static void print(Plan plan, OutputFormat output, Paint paint, PrintWriter out) {
    switch (output.form()) {
      case JSON, YAML -> output.document(plan).forEach(out::println);
      case NAME ->
          plan.changes().map(change -> change.unit().text()).distinct().forEach(out::println);
      case TABLE, WIDE -> new PlanText(plan, paint).lines().forEach(out::println);
    }
    out.flush();
  }
}
