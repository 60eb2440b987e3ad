package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.plan.Plan;
import java.io.PrintWriter;
import java.util.List;

/** Prints plans in the form that was asked for. */
final class PlanOutput {
  private PlanOutput() {}

  /** Prints plans, each of one stack; several as text each under its stack's name. */
  static void print(List<Plan> plans, OutputFormat output, Paint paint, PrintWriter out) {
    switch (output.form()) {
      case JSON, YAML -> output.document(PlanDocument.of(plans)).forEach(out::println);
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
