package io.fleetk.engine;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.Machine;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Placement;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds after every round, whatever happened to the fleet before it. */
class SchedulerProperties {
  private static final List<String> MACHINES = List.of("m1", "m2", "m3", "m4");
  private static final List<String> UNITS =
      List.of("a@1.service", "a@2.service", "b.service", "c.service", "d.service", "e.service");

  /** Something that happens to a fleet; its words make a failing story readable. */
  record Step(String words, Consumer<Scene> happens) {
    @Override
    public String toString() {
      return words;
    }
  }

  /** What a round found and what it left. */
  private record Round(
      Map<UnitName, FleetUnit> before,
      List<Decision> decisions,
      Map<UnitName, FleetUnit> after,
      Scene scene) {}

  @Property(tries = 400)
  void noTwoUnitsThatConflictAreOnOnePresentMachine(@ForAll("stories") List<Step> story) {
    tell(
        story,
        round -> {
          for (Machine machine : round.scene().machines()) {
            List<FleetUnit> there = on(round.after(), machine.id());
            for (FleetUnit one : there) {
              assertThat(there)
                  .as("beside %s on %s", one.name(), machine.id())
                  .noneMatch(other -> machine.present() && conflict(one, other));
            }
          }
        });
  }

  @Property(tries = 400)
  void whatIsNotGlobalIsOnOneMachineAtMost(@ForAll("stories") List<Step> story) {
    tell(
        story,
        round ->
            assertThat(round.after().values())
                .filteredOn(unit -> !unit.placement().global())
                .allSatisfy(unit -> assertThat(unit.assignments()).hasSizeLessThan(2)));
  }

  @Property(tries = 400)
  void whatWaitsCouldBeOnNoMachineAndSaysWhy(@ForAll("stories") List<Step> story) {
    tell(
        story,
        round -> {
          for (FleetUnit unit : round.after().values()) {
            boolean homeless =
                round.scene().lost().containsAll(unit.assignments().keySet())
                    && !(unit.placement().global() && !unit.assignments().isEmpty());
            assertThat(unit.pending().isPresent())
                .as("%s waits: %s", unit.name(), unit.pending())
                .isEqualTo(wanted(unit) && homeless);
            if (wanted(unit) && homeless) {
              assertThat(round.scene().machines())
                  .as("machines for %s", unit.name())
                  .noneMatch(machine -> couldHave(round, unit, machine));
            }
          }
        });
  }

  @Property(tries = 400)
  void globalUnitsAreOnEveryMachineThatCanHaveThem(@ForAll("stories") List<Step> story) {
    tell(
        story,
        round -> {
          for (FleetUnit unit : round.after().values()) {
            if (wanted(unit) && unit.placement().global()) {
              assertThat(round.scene().machines())
                  .filteredOn(machine -> couldHave(round, unit, machine))
                  .extracting(Machine::id)
                  .isSubsetOf(unit.assignments().keySet());
            }
          }
        });
  }

  @Property(tries = 400)
  void nothingLeavesAMachineThatMayStillHaveIt(@ForAll("stories") List<Step> story) {
    tell(
        story,
        round -> {
          for (FleetUnit was : round.before().values()) {
            for (String left : was.assignments().keySet()) {
              FleetUnit is = round.after().get(was.name());
              if (!is.assignments().containsKey(left)) {
                assertThat(hadReasonToLeave(round, is, left))
                    .as("why %s left %s: %s", is.name(), left, round.decisions())
                    .isTrue();
              }
            }
          }
        });
  }

  @Property(tries = 400)
  void machinesThatAreAwayOrCordonedAreGivenNothing(@ForAll("stories") List<Step> story) {
    tell(
        story,
        round -> {
          Set<String> closed =
              round.scene().machines().stream()
                  .filter(machine -> !machine.present() || machine.cordoned())
                  .map(Machine::id)
                  .collect(toSet());
          assertThat(round.decisions())
              .noneMatch(
                  decision ->
                      switch (decision) {
                        case Decision.Place place ->
                            closed.contains(place.assignment().machineId());
                        case Decision.Move move -> closed.contains(move.to().machineId());
                        case Decision.Unplace _,
                            Decision.Update _,
                            Decision.Pend _,
                            Decision.Unpend _,
                            Decision.DropRelease _ ->
                            false;
                      });
        });
  }

  @Property(tries = 400)
  void aHeldUnitChangesOnNoMachineWithoutItsRelease(@ForAll("stories") List<Step> story) {
    tell(
        story,
        round -> {
          for (FleetUnit was : round.before().values()) {
            FleetUnit is = round.after().get(was.name());
            was.assignments()
                .forEach(
                    (machine, before) -> {
                      Assignment after = is.assignments().get(machine);
                      if (was.held() && after != null) {
                        boolean released = was.releases().containsKey(machine);
                        assertThat(after.runHash().equals(before.runHash()) || released).isTrue();
                        assertThat(after.generation() == before.generation() || released).isTrue();
                      }
                    });
            if (!was.held()) {
              assertThat(is.assignments().values())
                  .allMatch(now -> now.contentId().equals(is.content().id()));
            }
          }
        });
  }

  @Property(tries = 400)
  void everyDecisionHasAReason(@ForAll("stories") List<Step> story) {
    tell(
        story,
        round ->
            assertThat(round.decisions())
                .allSatisfy(decision -> assertThat(decision.reason()).isNotBlank()));
  }

  @Property(tries = 400)
  void theSameViewGivesTheSameDecisionsAndTheirOutcomeNone(@ForAll("stories") List<Step> story) {
    Scene scene = new Scene();
    for (Step step : story) {
      step.happens().accept(scene);
      List<Decision> first = new Scheduler().decide(scene.view());
      assertThat(new Scheduler().decide(scene.view())).isEqualTo(first);
      scene.schedule();
      assertThat(scene.schedule()).as("after %s", first).isEmpty();
    }
  }

  private static void tell(List<Step> story, Consumer<Round> check) {
    Scene scene = new Scene();
    for (Step step : story) {
      step.happens().accept(scene);
      Map<UnitName, FleetUnit> before = scene.byName();
      List<Decision> decisions = scene.schedule();
      check.accept(new Round(before, decisions, scene.byName(), scene));
    }
  }

  // The rules once more, as plainly as they can be said.

  private static boolean wanted(FleetUnit unit) {
    return unit.desiredState() != DesiredState.INACTIVE;
  }

  private static List<FleetUnit> on(Map<UnitName, FleetUnit> units, String machine) {
    return units.values().stream().filter(unit -> unit.assignments().containsKey(machine)).toList();
  }

  private static boolean conflict(FleetUnit one, FleetUnit other) {
    return Placement.conflict(one.name(), one.placement(), other.name(), other.placement());
  }

  private static boolean couldHave(Round round, FleetUnit unit, Machine machine) {
    List<FleetUnit> there = on(round.after(), machine.id());
    return machine.present()
        && !machine.cordoned()
        && fits(unit, machine)
        && leadersAmong(unit, there)
        && there.stream().noneMatch(other -> conflict(unit, other));
  }

  private static boolean fits(FleetUnit unit, Machine machine) {
    return unit.placement().acceptsMachineId(machine.id())
        && unit.placement().acceptsMetadata(machine.metadata());
  }

  private static boolean leadersAmong(FleetUnit unit, List<FleetUnit> units) {
    return units.stream()
        .map(other -> other.name().text())
        .toList()
        .containsAll(unit.placement().machineOf());
  }

  private static boolean hadReasonToLeave(Round round, FleetUnit unit, String left) {
    List<Machine> members =
        round.scene().machines().stream().filter(member -> member.id().equals(left)).toList();
    if (!wanted(unit) || members.isEmpty() || round.scene().lost().contains(left)) {
      return true;
    }
    List<FleetUnit> there = on(round.after(), left);
    boolean oneOfSeveral =
        !unit.placement().global()
            && round.before().get(unit.name()).assignments().size() > 1
            && !unit.assignments().isEmpty();
    if (oneOfSeveral || !leadersAmong(unit, there)) {
      return true;
    }
    Predicate<FleetUnit> inTheWay =
        other ->
            conflict(unit, other)
                || (other.placement().replaces(unit.name()) && !other.name().equals(unit.name()));
    return members.getFirst().present()
        && (!fits(unit, members.getFirst()) || there.stream().anyMatch(inTheWay));
  }

  @Provide
  Arbitrary<List<Step>> stories() {
    Arbitrary<List<Step>> machines =
        Arbitraries.integers().between(1, 3).flatMap(count -> joins().list().ofSize(count));
    Arbitrary<List<Step>> units = puts().list().ofMinSize(2).ofMaxSize(7);
    Arbitrary<List<Step>> rest = steps().list().ofMaxSize(12);
    return machines.flatMap(
        first ->
            units.flatMap(
                second ->
                    rest.map(
                        third -> {
                          List<Step> story = new ArrayList<>(first);
                          story.addAll(second);
                          story.addAll(third);
                          return story;
                        })));
  }

  private static Arbitrary<Step> steps() {
    return Arbitraries.frequencyOf(
        Tuple.of(2, joins()),
        Tuple.of(4, puts()),
        Tuple.of(4, machineSteps()),
        Tuple.of(4, unitSteps()),
        Tuple.of(2, releases()));
  }

  private static Arbitrary<Step> joins() {
    return Arbitraries.of(MACHINES)
        .flatMap(
            id ->
                Arbitraries.of("role=x", "role=y", "zone=x")
                    .map(
                        metadata ->
                            new Step(
                                "join " + id + " " + metadata,
                                scene -> scene.machine(id, metadata).back(id))));
  }

  private static Arbitrary<Step> puts() {
    Arbitrary<String> option =
        Arbitraries.oneOf(
            Arbitraries.of(UNITS).map(other -> "MachineOf=" + other),
            Arbitraries.of("Conflicts=a@*.service", "Conflicts=b.service", "Conflicts=*.service"),
            Arbitraries.of("MachineMetadata=role=x", "MachineMetadata=role=y"),
            Arbitraries.of("MachineID=m1", "MachineID=m3"),
            Arbitraries.of("Replaces=b.service", "Replaces=c.service", "Replaces=a@*.service"),
            Arbitraries.just("Global=true"));
    return Arbitraries.of(UNITS)
        .flatMap(
            name ->
                option
                    .list()
                    .ofMaxSize(2)
                    .filter(options -> legal(name, options))
                    .map(
                        options ->
                            new Step(
                                "put " + name + " " + options,
                                scene -> scene.unit(name, options.toArray(String[]::new)))));
  }

  private static boolean legal(String name, List<String> options) {
    return Placement.of(
            UnitName.of(name), Scene.content("/bin/x", options.toArray(String[]::new)).file())
        .refusal()
        .isEmpty();
  }

  private static Arbitrary<Step> machineSteps() {
    return Arbitraries.of(MACHINES)
        .flatMap(
            id ->
                Arbitraries.of(
                    onMachine("away", id, scene -> scene.away(id)),
                    onMachine("lost", id, scene -> scene.lost(id)),
                    onMachine("back", id, scene -> scene.back(id)),
                    onMachine("cordon", id, scene -> scene.cordoned(id)),
                    onMachine("remove", id, scene -> scene.removed(id))));
  }

  private static Step onMachine(String words, String id, Consumer<Scene> happens) {
    return new Step(
        words + " " + id,
        scene -> {
          if (scene.hasMachine(id)) {
            happens.accept(scene);
          }
        });
  }

  private static Arbitrary<Step> unitSteps() {
    return Arbitraries.of(UNITS)
        .flatMap(
            name ->
                Arbitraries.of(
                    onUnit("stop", name, scene -> scene.desired(name, DesiredState.INACTIVE)),
                    onUnit("start", name, scene -> scene.desired(name, DesiredState.LAUNCHED)),
                    onUnit("destroy", name, scene -> scene.destroyed(name)),
                    onUnit("hold new", name, scene -> scene.heldChange(name, "/bin/new")),
                    onUnit("hold newer", name, scene -> scene.heldChange(name, "/bin/newer")),
                    onUnit("restart", name, scene -> scene.restart(name)),
                    onUnit("let go", name, scene -> scene.letGo(name))));
  }

  private static Step onUnit(String words, String name, Consumer<Scene> happens) {
    return new Step(
        words + " " + name,
        scene -> {
          if (scene.has(name)) {
            happens.accept(scene);
          }
        });
  }

  private static Arbitrary<Step> releases() {
    return Arbitraries.of(UNITS)
        .flatMap(
            name ->
                Arbitraries.of(MACHINES)
                    .map(id -> onUnit("release " + id, name, scene -> scene.release(name, id))));
  }
}
