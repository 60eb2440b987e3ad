package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.StatusReport;
import io.fleetk.plan.StatusReport.Component;
import io.fleetk.plan.StatusReport.Instance;
import io.fleetk.time.Timeline;
import io.fleetk.unit.DesiredState;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Waits for components and units, by what they are called, without doing anything to them. Follows
 * the fleet's events, and looks at a plain v1 fleet every second.
 */
public final class Vigil {
  /** What is waited for. */
  public enum Goal {
    /** All instances that there should be are ready, with whatever content. */
    READY,
    /** The fleet does not have them any more, and no machine does. */
    GONE
  }

  /**
   * Where something stands that is waited for.
   *
   * @param word what it was called
   * @param met whether it is as waited for
   * @param hopeless whether it cannot come to that
   * @param state how it stands, such as {@code 2/3 ready}, and why; one line
   */
  public record Standing(String word, boolean met, boolean hopeless, String state) {
    /** Where something stands. */
    public Standing {
      requireNonNull(word);
      requireNonNull(state);
    }
  }

  private final Fleet fleet;
  private final Timeline timeline;
  private final Goal goal;

  /** A vigil; nothing is asked of the fleet yet. */
  public Vigil(Fleet fleet, Timeline timeline, Goal goal) {
    this.fleet = requireNonNull(fleet);
    this.timeline = requireNonNull(timeline);
    this.goal = requireNonNull(goal);
  }

  /**
   * Waits until all is as wanted, something cannot come to that any more, or the time is over.
   *
   * @param words components, or units by their whole names, each once
   * @param met is told of each that is as wanted, once, as soon as it is
   * @return where those stand that are not; empty when all are
   * @throws InterruptedException when the thread is interrupted
   */
  public List<Standing> keep(Collection<String> words, Duration patience, Consumer<Standing> met)
      throws InterruptedException {
    Set<String> told = new LinkedHashSet<>();
    return Lookout.keep(
        fleet,
        timeline,
        patience,
        view -> left(view, words, told, met),
        left -> left.isEmpty() || left.stream().anyMatch(Standing::hopeless));
  }

  private List<Standing> left(
      FleetView view, Collection<String> words, Set<String> told, Consumer<Standing> met) {
    List<Standing> standings = words.stream().map(word -> judge(view, word)).toList();
    standings.stream().filter(standing -> standing.met() && told.add(standing.word())).forEach(met);
    return standings.stream().filter(one -> !one.met()).toList();
  }

  private Standing judge(FleetView view, String word) {
    List<FleetUnit> units =
        view.units().values().stream()
            .filter(unit -> unit.name().text().equals(word) || unit.component().equals(word))
            .toList();
    return switch (goal) {
      case READY -> ready(view, word, units);
      case GONE -> gone(view, word, units);
    };
  }

  private static Standing ready(FleetView view, String word, List<FleetUnit> units) {
    if (units.isEmpty()) {
      return new Standing(word, false, true, "was destroyed while it was waited for");
    }
    FleetView only =
        FleetView.of(view.revision(), units, view.statuses().values(), view.machines().values());
    List<Component> components = StatusReport.of(only).components();
    int desired = components.stream().mapToInt(Component::desired).sum();
    int ready = components.stream().mapToInt(Component::ready).sum();
    String count = "%d/%d ready".formatted(ready, desired);
    if (desired == 0) {
      boolean inactive =
          units.stream().allMatch(unit -> unit.desiredState() == DesiredState.INACTIVE);
      return new Standing(
          word,
          false,
          false,
          inactive ? "is to be inactive: nothing starts it" : "has no machine that it may run on");
    }
    Optional<String> why =
        components.stream()
            .flatMap(component -> component.instances().stream())
            .filter(instance -> instance.desired() != DesiredState.INACTIVE)
            .filter(instance -> instance.status().filter(UnitStatus::ready).isEmpty())
            .findFirst()
            .map(Vigil::why);
    return new Standing(
        word, ready == desired, false, why.map(reason -> count + ", " + reason).orElse(count));
  }

  private static String why(Instance instance) {
    return "%s%s: %s"
        .formatted(
            instance.unit(),
            instance.address().map(address -> " on " + address).orElse(""),
            instance.reason());
  }

  private static Standing gone(FleetView view, String word, List<FleetUnit> units) {
    if (!units.isEmpty()) {
      return new Standing(
          word,
          false,
          false,
          "the fleet has %s%s"
              .formatted(
                  units.getFirst().name(),
                  units.size() == 1 ? "" : " and %d more".formatted(units.size() - 1)));
    }
    return view.statuses().values().stream()
        .filter(
            status -> status.unit().text().equals(word) || status.unit().component().equals(word))
        .findFirst()
        .map(
            status ->
                new Standing(word, false, false, "%s still is there".formatted(status.place())))
        .orElseGet(() -> new Standing(word, true, false, "gone"));
  }
}
