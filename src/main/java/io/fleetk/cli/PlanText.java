package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.fleet.Machine;
import io.fleetk.plan.Change;
import io.fleetk.plan.ComponentPlan;
import io.fleetk.plan.ContentDiff;
import io.fleetk.plan.Plan;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A plan for people to read: the changes of each component with their reasons and diffs, and a sum.
 *
 * @param plan the plan
 * @param paint how to colour it
 */
record PlanText(Plan plan, Paint paint) {
  private static final String INDENT = "      ";

  /** The lines. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    int width = plan.changes().mapToInt(change -> change.unit().text().length()).max().orElse(0);
    for (ComponentPlan component : plan.components()) {
      if (component.changes().isEmpty()) {
        continue;
      }
      lines.add(paint.text(Tone.STRONG, component.component()));
      Map<String, UnitName> shown = new HashMap<>();
      for (Change change : component.changes()) {
        lines.add(line(change, width));
        change.difference().stream()
            .flatMap(difference -> diff(change, difference, shown))
            .forEach(lines::add);
      }
      lines.add("");
    }
    for (String note : plan.notes()) {
      lines.add(paint.text(Tone.FAINT, "Note: " + note));
    }
    lines.add(sum());
    return lines;
  }

  private String line(Change change, int width) {
    Tone tone = tone(change);
    String unit = change.unit().text();
    return "  "
        + paint.text(tone, "%s %-8s".formatted(symbol(change), change.kind()))
        + " "
        + unit
        + " ".repeat(width - unit.length())
        + "  "
        + paint.text(Tone.FAINT, change.reason() + where(change));
  }

  private static String where(Change change) {
    return switch (change) {
      case Change.Destroy destroy -> on(destroy.machines());
      case Change.Restart restart -> on(restart.machines());
      case Change.Move move -> on(List.of(move.from()));
      case Change.Create _,
          Change.Adopt _,
          Change.Edit _,
          Change.Continue _,
          Change.Start _,
          Change.Stop _,
          Change.Heal _ ->
          "";
    };
  }

  private static String on(List<String> machines) {
    return machines.isEmpty()
        ? ""
        : machines.stream().map(Machine::shortId).collect(joining(", ", " (on ", ")"));
  }

  /** A difference as one reads it: instances that change alike are shown once. */
  private Stream<String> diff(Change change, ContentDiff difference, Map<String, UnitName> shown) {
    UnitName first =
        shown.putIfAbsent(difference.text().replace(change.unit().text(), ""), change.unit());
    return first == null || difference.text().isEmpty()
        ? difference.text().lines().map(this::diffLine)
        : Stream.of(INDENT + paint.text(Tone.FAINT, "(the same as of %s)".formatted(first)));
  }

  private String diffLine(String line) {
    Tone tone =
        line.startsWith("+++") || line.startsWith("---")
            ? Tone.FAINT
            : line.startsWith("+")
                ? Tone.GOOD
                : line.startsWith("-")
                    ? Tone.BAD
                    : line.startsWith("@@") ? Tone.CHANGE : Tone.PLAIN;
    return (INDENT + paint.text(tone, line)).stripTrailing();
  }

  private static String symbol(Change change) {
    return switch (change) {
      case Change.Create _, Change.Start _ -> "+";
      case Change.Destroy _, Change.Stop _ -> "-";
      case Change.Adopt _, Change.Edit _, Change.Continue _, Change.Move _ -> "~";
      case Change.Heal _, Change.Restart _ -> "^";
    };
  }

  private static Tone tone(Change change) {
    return switch (change) {
      case Change.Create _, Change.Start _ -> Tone.GOOD;
      case Change.Destroy _, Change.Stop _ -> Tone.BAD;
      case Change.Move _, Change.Heal _ -> Tone.WARN;
      case Change.Adopt _, Change.Edit _, Change.Continue _, Change.Restart _ -> Tone.CHANGE;
    };
  }

  private String sum() {
    if (plan.isEmpty()) {
      return "Nothing to do: all is as it should be.";
    }
    Map<String, Integer> kinds = new LinkedHashMap<>();
    plan.changes().forEach(change -> kinds.merge(change.kind(), 1, Integer::sum));
    int restarts = plan.components().stream().mapToInt(ComponentPlan::restarts).sum();
    return paint.text(Tone.STRONG, "Plan: ")
        + kinds.entrySet().stream()
            .map(kind -> "%d to %s".formatted(kind.getValue(), kind.getKey()))
            .collect(joining(", "))
        + (restarts == 0
            ? "; restarts nothing."
            : "; %s.".formatted(Plural.of(restarts, "restart")));
  }
}
