package io.fleetk.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of jobs whatever is asked for, in whatever order. */
class JobQueuePropertiesTest {
  private static final int UNITS = 6;
  private static final Set<String> SETTLED = Set.of("active", "inactive", "failed");

  /** Something that somebody does to a unit, and how long it takes until the next. */
  record Step(String what, int unit, int millis) {}

  private static String name(int unit) {
    return "u" + unit + ".service";
  }

  /** For each unit, the units before it that it names, and how; so there are no circles. */
  @Provide
  Arbitrary<List<List<String>>> dependencies() {
    return Arbitraries.of(
            "", "", "Requires", "Wants", "BindsTo", "PartOf", "Requisite", "Conflicts")
        .list()
        .ofSize(UNITS)
        .list()
        .ofSize(UNITS);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of("start", "stop", "restart", "fail", "mend", "reload"),
            Arbitraries.integers().between(0, UNITS - 1),
            Arbitraries.integers().between(0, 400))
        .as(Step::new)
        .list()
        .ofMaxSize(25);
  }

  private static void load(SimulatedMachine machine, List<List<String>> dependencies) {
    for (int unit = 0; unit < UNITS; unit++) {
      List<String> kinds = dependencies.get(unit);
      String options =
          IntStream.range(0, unit)
              .filter(other -> !kinds.get(other).isEmpty())
              .mapToObj(o -> "%s=%s\nAfter=%s\n".formatted(kinds.get(o), name(o), name(o)))
              .collect(Collectors.joining());
      machine.load(
          name(unit),
          "[Unit]\n%s\n[Service]\nType=notify\nExecStart=/usr/bin/daemon\n".formatted(options));
    }
  }

  @Property(tries = 100)
  void everythingSettlesAndNoJobIsLeft(
      @ForAll("dependencies") List<List<String>> dependencies, @ForAll("steps") List<Step> steps) {
    try (SimulatedMachine machine = new SimulatedMachine()) {
      load(machine, dependencies);
      for (Step step : steps) {
        take(machine, step);
        machine.pass(Duration.ofMillis(step.millis()));
      }
      machine.pass(Duration.ofMinutes(5));

      for (int unit = 0; unit < UNITS; unit++) {
        UnitState state = machine.state(name(unit));
        assertThat(state.jobPending()).as("job of %s: %s", name(unit), state).isFalse();
        assertThat(SETTLED).contains(state.activeState());
      }
    }
  }

  @Property(tries = 100)
  void nothingIsActiveWhileWhatItIsBoundToIsDown(
      @ForAll("dependencies") List<List<String>> dependencies, @ForAll("steps") List<Step> steps) {
    try (SimulatedMachine machine = new SimulatedMachine()) {
      load(machine, dependencies);
      for (Step step : steps) {
        take(machine, step);
        for (int i = 0; i < 10; i++) {
          machine.pass(Duration.ofMillis(step.millis() / 10 + 1));
          checkBindings(machine, dependencies);
        }
      }
    }
  }

  /** A unit that binds to another with {@code After=} is never active while that is down. */
  private static void checkBindings(SimulatedMachine machine, List<List<String>> dependencies) {
    for (int unit = 0; unit < UNITS; unit++) {
      for (int other = 0; other < unit; other++) {
        if (dependencies.get(unit).get(other).equals("BindsTo")
            && machine.state(name(unit)).activeState().equals("active")) {
          assertThat(machine.shown(name(other)))
              .as("%s is active and bound to %s", name(unit), name(other))
              .isNotIn("inactive/dead", "failed/failed");
        }
      }
    }
  }

  private static void take(SimulatedMachine machine, Step step) {
    String name = name(step.unit());
    try {
      switch (step.what()) {
        case "start" -> machine.start(name);
        case "stop" -> machine.stop(name);
        case "restart" -> machine.restart(name);
        case "fail" -> machine.systemd.faults().fail(UnitName.of(name), 1);
        case "mend" -> machine.systemd.faults().mend(UnitName.of(name));
        default -> machine.systemd.reload();
      }
    } catch (SystemdException e) {
      // The dependencies contradict one another: systemd refuses, and so it should.
      assertThat(e).hasMessageContaining("conflicting jobs");
    }
  }
}
