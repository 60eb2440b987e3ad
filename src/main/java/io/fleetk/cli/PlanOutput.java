package io.fleetk.cli;

import io.fleetk.plan.Plan;
import java.io.PrintWriter;

/** Prints plans in the form that was asked for. */
final class PlanOutput {
  private PlanOutput() {}

  /** Prints a plan. */
  static void print(Plan plan, OutputFormat.Form form, Paint paint, PrintWriter out) {
    switch (form) {
      case JSON -> out.println(Documents.json(plan));
      case YAML -> out.println(Documents.yaml(plan));
      case NAME ->
          plan.changes().map(change -> change.unit().text()).distinct().forEach(out::println);
      case TABLE, WIDE -> new PlanText(plan, paint).lines().forEach(out::println);
    }
    out.flush();
  }
}
