package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.plan.Plan;
import java.io.PrintWriter;
import java.util.List;

/** Prints plans in the form that was asked for. */
final class PlanOutput {
  private PlanOutput() {}

  /** Prints plans, each of one stack; several as text each under its stack's name. */
  static void print(List<Plan> plans, OutputFormat.Form form, Paint paint, PrintWriter out) {
    switch (form) {
      case JSON -> out.println(Documents.json(PlanDocument.of(plans)));
      case YAML -> out.println(Documents.yaml(PlanDocument.of(plans)));
      case NAME ->
          plans.stream()
              .flatMap(Plan::changes)
              .map(change -> change.unit().text())
              .distinct()
              .forEach(out::println);
      case TABLE, WIDE -> {
        String separator = "";
        for (Plan plan : plans) {
          out.print(separator);
          if (plans.size() > 1) {
            out.println(paint.text(Tone.STRONG, "Stack " + String.join(", ", plan.stacks())));
          }
          new PlanText(plan, paint).lines().forEach(out::println);
          separator = System.lineSeparator();
        }
      }
    }
    out.flush();
  }
}
