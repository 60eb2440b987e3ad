package io.fleetk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.registry.ScheduledUnit;
import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of every machine and every sequence of schedules. */
class ReconcilerPropertyTest {
  private static final UnitName FOREIGN = UnitName.of("sshd.service");
  private static final List<UnitName> NAMES =
      List.of(UnitName.of("a.service"), UnitName.of("b.service"), UnitName.of("c.service"));
  private static final CarriedFile P = new CarriedFile("/etc/p", 0644, "p\n");
  private static final CarriedFile Q = new CarriedFile("/etc/q", 0600, "q\n");
  private static final int SETTLED = 5;

  /** What a schedule says of one unit; files by number: none, P, Q, both. */
  record Wanted(int command, int description, int files, DesiredState state, long generation) {
    ScheduledUnit unit(UnitName name) {
      CarriedFile[] carried =
          switch (files) {
            case 0 -> new CarriedFile[0];
            case 1 -> new CarriedFile[] {P};
            case 2 -> new CarriedFile[] {Q};
            default -> new CarriedFile[] {P, Q};
          };
      return Scheduled.unit(
          name,
          "[Unit]\nDescription=%d\n[Service]\nExecStart=/bin/%d\n".formatted(description, command),
          state,
          generation,
          carried);
    }
  }

  /**
   * A schedule, and what befalls the machine before it comes.
   *
   * @param fails which unit fails by itself; none when beyond the last
   * @param slow which unit takes its time to stop
   */
  record Step(Map<UnitName, Wanted> wanted, int fails, int slow) {
    Map<UnitName, ScheduledUnit> schedule() {
      Map<UnitName, ScheduledUnit> schedule = new TreeMap<>();
      wanted.forEach((name, unit) -> schedule.put(name, unit.unit(name)));
      return schedule;
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Wanted> wanted =
        Combinators.combine(
                Arbitraries.integers().between(1, 2),
                Arbitraries.integers().between(1, 2),
                Arbitraries.integers().between(0, 3),
                Arbitraries.of(DesiredState.class),
                Arbitraries.longs().between(0, 2))
            .as(Wanted::new);
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.maps(Arbitraries.of(NAMES), wanted),
                Arbitraries.integers().between(0, 2 * NAMES.size()),
                Arbitraries.integers().between(0, 2 * NAMES.size()))
            .as(Step::new);
    return step.list().ofMinSize(1).ofMaxSize(6);
  }

  private final FakeSystemd systemd = new FakeSystemd(new ManualTimeline(Instant.EPOCH));
  private LocalUnits local = new LocalUnits(systemd);

  private List<Task> round(Map<UnitName, ScheduledUnit> desired) {
    local.reread(NAMES);
    List<Task> tasks = Reconciler.tasks(desired, local.with(desired.keySet()), Set.of(), false);
    Map<UnitName, String> failed = new TaskRunner(systemd, Scheduled::text).run(tasks, this::note);
    assertThat(failed).isEmpty();
    assertThat(tasks).filteredOn(Task.Reload.class::isInstance).hasSizeLessThanOrEqualTo(1);
    return tasks;
  }

  private void note(Task task) {
    switch (task) {
      case Task.Load load -> local.placed(load.loaded());
      case Task.Settle settle -> local.placed(settle.loaded());
      case Task.Note note -> local.noted(note.name(), note.tag());
      case Task.Unload unload -> local.removed(unload.name());
      default -> {}
    }
  }

  private List<Task> settle(Map<UnitName, ScheduledUnit> desired) {
    List<Task> all = new ArrayList<>();
    for (int round = 0; round < SETTLED; round++) {
      all.addAll(round(desired));
      NAMES.forEach(
          name -> {
            if (systemd.state(name).isPresent()) {
              systemd.finish(name);
            }
          });
    }
    return all;
  }

  private void befall(Step step) {
    if (step.fails() < NAMES.size() && systemd.process(NAMES.get(step.fails())).isPresent()) {
      systemd.fail(NAMES.get(step.fails()), 1);
    }
    if (step.slow() < NAMES.size()) {
      systemd.slow(NAMES.get(step.slow()));
    }
  }

  @Property(tries = 400)
  void everyMachineComesToItsScheduleAndStaysThere(@ForAll("steps") List<Step> steps) {
    for (Step step : steps) {
      befall(step);
      Map<UnitName, ScheduledUnit> desired = step.schedule();
      settle(desired);

      assertThat(round(desired)).isEmpty();
      Set<UnitName> wanted = new TreeSet<>(desired.keySet());
      wanted.removeIf(
          name -> desired.get(name).assignment().desiredState() == DesiredState.INACTIVE);
      assertThat(systemd.loaded())
          .extracting(LoadedUnit::name)
          .containsExactlyInAnyOrderElementsOf(wanted);
      Map<String, CarriedFile> files = new HashMap<>();
      for (UnitName name : wanted) {
        desired.get(name).content().files().forEach(file -> files.put(file.path(), file));
      }
      assertThat(systemd.files()).isEqualTo(files);
      for (LoadedUnit unit : systemd.loaded()) {
        ScheduledUnit asked = desired.get(unit.name());
        assertThat(unit.text()).isEqualTo(asked.content().file().text());
        if (asked.assignment().desiredState() == DesiredState.LOADED) {
          assertThat(systemd.process(unit.name())).isEmpty();
        }
        systemd
            .process(unit.name())
            .ifPresent(text -> assertThat(command(text)).isEqualTo(command(unit.text())));
      }
    }
  }

  @Property(tries = 400)
  void aProcessThatFeelsNoDifferenceIsLeftAlone(@ForAll("steps") List<Step> steps) {
    Map<UnitName, ScheduledUnit> before = Map.of();
    for (Step step : steps) {
      befall(step);
      Map<UnitName, ScheduledUnit> desired = step.schedule();
      Set<UnitName> content = new TreeSet<>();
      for (UnitName name : desired.keySet()) {
        if (launched(before, name).isPresent()
            && launched(desired, name).isPresent()
            && systemd.process(name).isPresent()
            && before
                .get(name)
                .assignment()
                .runHash()
                .equals(desired.get(name).assignment().runHash())
            && before.get(name).assignment().generation()
                >= desired.get(name).assignment().generation()) {
          content.add(name);
        }
      }
      List<Task> tasks = settle(desired);
      assertThat(tasks)
          .filteredOn(
              task ->
                  task instanceof Task.Start
                      || task instanceof Task.Stop
                      || task instanceof Task.Restart)
          .noneMatch(task -> task.unit().filter(content::contains).isPresent());
      before = desired;
    }
  }

  @Property(tries = 200)
  void aNewAgentDoesNothingThatTheOldOneHasDone(@ForAll("steps") List<Step> steps) {
    for (Step step : steps) {
      befall(step);
      settle(step.schedule());
      local = new LocalUnits(systemd);
      local.read();
      assertThat(round(step.schedule())).isEmpty();
    }
  }

  @Property(tries = 200)
  void whatNoAgentBroughtIsNeverTouched(@ForAll("steps") List<Step> steps) {
    systemd.load(new LoadedUnit(FOREIGN, "[Service]\nExecStart=/bin/sshd\n", "not ours"));
    systemd.reload();
    systemd.start(FOREIGN);
    systemd.forgetAsked();
    for (Step step : steps) {
      local.read();
      settle(step.schedule());
    }
    assertThat(systemd.asked()).noneMatch(asked -> asked.endsWith(" " + FOREIGN));
  }

  private static Optional<ScheduledUnit> launched(
      Map<UnitName, ScheduledUnit> schedule, UnitName name) {
    return Optional.ofNullable(schedule.get(name))
        .filter(unit -> unit.assignment().desiredState() == DesiredState.LAUNCHED);
  }

  private static String command(String text) {
    return text.lines().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow();
  }
}
