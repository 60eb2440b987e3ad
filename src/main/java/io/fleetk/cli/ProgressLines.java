package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.Table.Cell;
import io.fleetk.fleet.Machine;
import io.fleetk.rollout.Progress;
import io.fleetk.rollout.Progress.ComponentProgress;
import io.fleetk.rollout.Progress.Phase;
import io.fleetk.rollout.Progress.TargetProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** A rollout's progress as lines: one for each component, and one for the whole. */
final class ProgressLines {
  /** From so many instances on, their number says more than a row of symbols. */
  private static final int MANY = 12;

  private final Paint paint;

  ProgressLines(Paint paint) {
    this.paint = paint;
  }

  /**
   * The lines.
   *
   * @param progress as it was last told
   * @param ago how long ago that was
   * @param size what they must fit into
   */
  List<String> of(Progress progress, Duration ago, Terminal.Size size) {
    List<ComponentProgress> shown = fitting(progress.components(), Math.max(1, size.rows() - 3));
    var table = new Table("", "", ">", ">", "");
    for (ComponentProgress component : shown) {
      Tone tone = tone(component.phase());
      table.row(
          new Cell(tone, symbol(component.phase()) + " " + component.component()),
          new Cell(tone, instances(component)),
          Cell.of("%d/%d ready".formatted(component.ready(), component.targets().size())),
          Cell.of(elapsed(component, ago)),
          new Cell(tone == Tone.BAD ? Tone.BAD : Tone.FAINT, why(component)));
    }
    List<String> rows = table.lines(paint, OptionalInt.of(size.columns()));
    var lines = new ArrayList<String>(rows.subList(1, rows.size()));
    int hidden = progress.components().size() - shown.size();
    if (hidden > 0) {
      lines.add(
          paint.cut("  and %s more".formatted(Plural.of(hidden, "component")), size.columns()));
    }
    lines.add(paint.cut(whole(progress, ago), size.columns()));
    return lines;
  }

  private static String whole(Progress progress, Duration ago) {
    long done =
        progress.components().stream().filter(component -> component.phase() == Phase.DONE).count();
    return "%d of %s done, %s%s"
        .formatted(
            done,
            Plural.of(progress.components().size(), "component"),
            Ages.of(progress.elapsed().plus(ago)),
            progress.waitingFor().map(why -> ": waiting for " + why).orElse(""));
  }

  /** All of them, or those that are at work first, in the plan's order. */
  private static List<ComponentProgress> fitting(List<ComponentProgress> components, int rows) {
    if (components.size() <= rows) {
      return components;
    }
    List<ComponentProgress> chosen =
        components.stream()
            .sorted(Comparator.comparingInt(component -> urgency(component.phase())))
            .limit(rows)
            .toList();
    return components.stream().filter(chosen::contains).toList();
  }

  private static int urgency(Phase phase) {
    return switch (phase) {
      case FAILED -> 0;
      case UNDOING -> 1;
      case WORKING -> 2;
      case WAITING -> 3;
      case DONE -> 4;
    };
  }

  private String instances(ComponentProgress component) {
    return component.targets().size() > MANY
        ? ""
        : component.targets().stream().map(this::symbol).collect(joining());
  }

  private String symbol(TargetProgress target) {
    if (target.state().startsWith("failed")) {
      return paint.cross();
    }
    return target.ready() && target.current() ? paint.bullet() : paint.circle();
  }

  private String symbol(Phase phase) {
    return switch (phase) {
      case WAITING -> paint.circle();
      case WORKING, UNDOING -> paint.bullet();
      case DONE -> paint.tick();
      case FAILED -> paint.cross();
    };
  }

  private static Tone tone(Phase phase) {
    return switch (phase) {
      case WAITING -> Tone.FAINT;
      case WORKING -> Tone.CHANGE;
      case UNDOING -> Tone.WARN;
      case DONE -> Tone.GOOD;
      case FAILED -> Tone.BAD;
    };
  }

  private static String elapsed(ComponentProgress component, Duration ago) {
    return switch (component.phase()) {
      case WAITING -> "";
      case WORKING, UNDOING -> Ages.of(component.elapsed().plus(ago));
      case DONE, FAILED -> Ages.of(component.elapsed());
    };
  }

  private static String why(ComponentProgress component) {
    if (component.phase() == Phase.DONE) {
      return "";
    }
    return component
        .waitingFor()
        .or(
            () ->
                component.targets().stream()
                    .filter(target -> !target.ready() || !target.current())
                    .findFirst()
                    .map(ProgressLines::why))
        .orElse("");
  }

  private static String why(TargetProgress target) {
    String where = target.machineId().map(id -> " on " + Machine.shortId(id)).orElse("");
    String state = target.state().isEmpty() ? "" : target.state() + ": ";
    return "%s%s: %s%s".formatted(target.unit().stem(), where, state, target.reason());
  }
}
