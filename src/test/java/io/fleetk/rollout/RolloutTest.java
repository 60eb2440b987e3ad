package io.fleetk.rollout;

import static io.fleetk.plan.Stacks.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.plan.Change;
import io.fleetk.plan.Plan;
import io.fleetk.plan.PlanOptions;
import io.fleetk.plan.Planner;
import io.fleetk.plan.RestartRequest;
import io.fleetk.plan.Stacks;
import io.fleetk.stack.Stack;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private static final String GLOBAL = "\n[X-Fleet]\nGlobal=true\n";

  private final FakeFleet fleet = new FakeFleet(false, 3);
  private final List<Progress> seen = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private Duration lockTimeout = Duration.ofSeconds(5);
  private Duration waitTimeout = Duration.ofMinutes(10);

  private static Stack api(String command, String... policy) {
    return Stacks.named("k").instances("api", 3, service(command, policy)).stack();
  }

  private Plan plan(Stack stack) {
    return Planner.plan(stack, fleet.view(), PlanOptions.DEFAULT);
  }

  private Rollout rollout(Plan plan, Consumer<Progress> listener) {
    return rollout(plan, () -> plan, listener);
  }

  private Rollout rollout(Plan plan, Supplier<Plan> planner, Consumer<Progress> listener) {
    return new Rollout(
        fleet,
        fleet.timeline,
        plan,
        planner,
        RolloutOptions.of("ann", lockTimeout, waitTimeout),
        new RolloutListener() {
          @Override
          public void progress(Progress progress) {
            seen.add(progress);
            listener.accept(progress);
          }

          @Override
          public void step(Step step) {
            steps.add(step.component() + ": " + step.text());
          }
        },
        fleet.timeline::advance);
  }

  private Outcome apply(Stack stack) {
    return carryOut(plan(stack));
  }

  private Outcome carryOut(Plan plan) {
    return rollout(plan, progress -> {}).run();
  }

  private void existing(Stack stack) {
    assertThat(apply(stack)).isInstanceOf(Outcome.Done.class);
    fleet.writes.clear();
    fleet.watchReadiness();
  }

  private List<String> running() {
    List<String> commands = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      commands.addAll(fleet.running("api@" + i + ".service"));
    }
    return commands;
  }

  @Test
  void createsUnitsAndWaitsUntilTheyAreReady() {
    assertThat(apply(api("/bin/one"))).isInstanceOf(Outcome.Done.class);

    assertThat(fleet.ready("api")).isEqualTo(3);
    assertThat(plan(api("/bin/one")).isEmpty()).isTrue();
    assertThat(fleet.isLocked("k")).isFalse();
  }

  @Test
  void doesNothingWhenNothingIsToBeDone() {
    existing(api("/bin/one"));

    assertThat(apply(api("/bin/one"))).isInstanceOf(Outcome.Done.class);

    assertThat(fleet.writes).isEmpty();
  }

  @Test
  void replacesOneInstanceAtATime() {
    existing(api("/bin/one"));

    assertThat(apply(api("/bin/two"))).isInstanceOf(Outcome.Done.class);

    assertThat(running()).containsOnly("/bin/two").hasSize(3);
    assertThat(fleet.leastReady("api")).isEqualTo(2);
  }

  @Test
  void replacesAsManyAtATimeAsMayBeUnavailable() {
    existing(api("/bin/one", "MaxUnavailable=2"));

    apply(api("/bin/two", "MaxUnavailable=2"));

    assertThat(running()).containsOnly("/bin/two");
    assertThat(fleet.leastReady("api")).isEqualTo(1);
  }

  @Test
  void replacesAGlobalUnitMachineByMachine() {
    existing(Stacks.named("k").with("proxy.service", service("/bin/one") + GLOBAL).stack());

    apply(Stacks.named("k").with("proxy.service", service("/bin/two") + GLOBAL).stack());

    assertThat(fleet.running("proxy.service")).containsOnly("/bin/two").hasSize(3);
    assertThat(fleet.leastReady("proxy")).isEqualTo(2);
  }

  @Test
  void waitsUntilAnInstanceHasBeenReadyLongEnough() {
    existing(api("/bin/one", "MinReadySec=20"));
    var before = fleet.timeline.now();

    apply(api("/bin/two", "MinReadySec=20"));

    assertThat(Duration.between(before, fleet.timeline.now()))
        .isGreaterThan(Duration.ofSeconds(60));
  }

  @Test
  void restartsNothingWhenOnlyThePaceChanges() {
    existing(api("/bin/one"));

    Plan plan = plan(api("/bin/one", "MaxUnavailable=2"));
    assertThat(carryOut(plan)).isInstanceOf(Outcome.Done.class);

    assertThat(plan.isEmpty()).isFalse();
    assertThat(plan.changes().mapToInt(Change::restarts).sum()).isZero();
    assertThat(fleet.agents.starts("api@1.service")).isEqualTo(1);
    assertThat(fleet.leastReady("api")).isEqualTo(3);
    assertThat(plan(api("/bin/one", "MaxUnavailable=2")).isEmpty()).isTrue();
  }

  @Test
  void adoptsARunningUnitWithoutARestart() {
    fleet.put(
        new UnitSubmission(
            UnitName.of("a.service"),
            UnitContent.of(Stacks.file(service("/bin/one"))),
            DesiredState.LAUNCHED,
            Optional.empty(),
            false));
    fleet.timeline.advance(Duration.ofSeconds(5));

    Outcome outcome = apply(Stacks.named("k").with("a.service", service("/bin/one")).stack());

    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    assertThat(fleet.view().ownedBy("k")).hasSize(1);
    assertThat(fleet.agents.starts("a.service")).isEqualTo(1);
  }

  @Test
  void startsAComponentWhenWhatItDependsOnIsReady() {
    Stack stack =
        Stacks.named("k")
            .with("api.service", service("/bin/api"))
            .with("scheduler.service", service("/bin/scheduler", "Await=api"))
            .with("other.service", service("/bin/other"))
            .stack();

    apply(stack);

    assertThat(fleet.writes)
        .containsExactly("put api.service", "put other.service", "put scheduler.service");
    assertThat(steps.indexOf("api: ready (1/1)"))
        .isLessThan(indexOf("scheduler: created scheduler.service"));
    assertThat(seen)
        .anyMatch(
            progress ->
                progress.components().stream()
                    .flatMap(one -> one.waitingFor().stream())
                    .anyMatch(reason -> reason.startsWith("waits for api: api.service on ")));
  }

  private int indexOf(String beginning) {
    return steps.indexOf(
        steps.stream().filter(step -> step.startsWith(beginning)).findFirst().orElseThrow());
  }

  @Test
  void waitsForADependencyThatItDoesNotChange() {
    existing(Stacks.named("k").with("api.service", service("/bin/api")).stack());
    fleet.agents.crash(place("api.service"));
    Stack stack =
        Stacks.named("k")
            .with("api.service", service("/bin/api"))
            .with("scheduler.service", service("/bin/scheduler", "Await=api"))
            .stack();
    waitTimeout = Duration.ofSeconds(30);

    Outcome outcome =
        carryOut(
            Planner.plan(
                stack, fleet.view(), new PlanOptions(true, Set.of("scheduler"), false, false)));

    assertThat(outcome)
        .asInstanceOf(type(Outcome.TimedOut.class))
        .satisfies(
            timedOut ->
                assertThat(timedOut.waitingFor())
                    .singleElement()
                    .asString()
                    .startsWith("scheduler: waits for api: api.service on "));
    assertThat(fleet.writes).isEmpty();
  }

  private Place place(String unit) {
    return fleet.view().statuses(UnitName.of(unit)).getFirst().place();
  }

  @Test
  void stopsAtTheFirstFailureAndLeavesTheRest() {
    existing(api("/bin/one"));
    fleet.agents.fail("/bin/broken");

    Outcome outcome = apply(api("/bin/broken"));

    assertThat(outcome)
        .asInstanceOf(type(Outcome.Failed.class))
        .satisfies(
            failed -> {
              assertThat(failed.unit()).hasToString("api@1.service");
              assertThat(failed.machineId()).isPresent();
              assertThat(failed.state()).isEqualTo("failed (failed), result exit-code");
              assertThat(failed.log()).singleElement().asString().contains("status=1");
              assertThat(failed.undo()).isEqualTo(new Outcome.Undo.NotAsked());
            });
    assertThat(running()).containsExactly("/bin/broken", "/bin/one", "/bin/one");
    assertThat(fleet.ready("api")).isEqualTo(2);
    assertThat(fleet.isLocked("k")).isFalse();
  }

  @Test
  void goesOnAfterAFailureThatWasMended() {
    existing(api("/bin/one"));
    fleet.agents.fail("/bin/two");
    apply(api("/bin/two"));
    fleet.agents.failNoMore();
    Plan plan = plan(api("/bin/two"));

    assertThat(plan.changes().map(Change::kind)).containsExactly("heal", "continue", "continue");
    assertThat(carryOut(plan)).isInstanceOf(Outcome.Done.class);
    assertThat(running()).containsOnly("/bin/two");
    assertThat(fleet.leastReady("api")).isEqualTo(2);
  }

  @Test
  void failsWhenAnInstanceIsNotReadyInTime() {
    existing(api("/bin/one"));
    fleet.agents.neverReady("/bin/two");

    Outcome outcome = apply(api("/bin/two", "ReadyTimeoutSec=30"));

    assertThat(outcome)
        .asInstanceOf(type(Outcome.Failed.class))
        .extracting(Outcome.Failed::reason)
        .isEqualTo("not ready within 30 s: ReadyTCP :1 refused");
    assertThat(running()).containsExactly("/bin/two", "/bin/one", "/bin/one");
  }

  @Test
  void putsTheOldTextBackWhereTheNewOneWasTaken() {
    existing(api("/bin/one"));
    fleet.agents.fail("/bin/two");

    Outcome outcome = apply(api("/bin/two", "OnFailure=undo"));

    assertThat(outcome)
        .asInstanceOf(type(Outcome.Failed.class))
        .extracting(Outcome.Failed::undo)
        .isInstanceOf(Outcome.Undo.PutBack.class);
    assertThat(running()).containsExactly("/bin/one", "/bin/one", "/bin/one");
    assertThat(fleet.ready("api")).isEqualTo(3);
    assertThat(fleet.agents.starts("api@1.service")).isEqualTo(3);
    assertThat(fleet.agents.starts("api@3.service")).isEqualTo(1);
    assertThat(plan(api("/bin/one")).isEmpty()).isTrue();
  }

  @Test
  void saysThatANewUnitHasNoTextToPutBack() {
    fleet.agents.fail("/bin/one");

    assertThat(apply(api("/bin/one", "OnFailure=undo")))
        .asInstanceOf(type(Outcome.Failed.class))
        .extracting(Outcome.Failed::undo)
        .isInstanceOf(Outcome.Undo.Impossible.class);
  }

  @Test
  void isGoneOnWithAfterAnInterruption() {
    existing(api("/bin/one"));
    Rollout[] running = new Rollout[1];
    running[0] =
        rollout(
            plan(api("/bin/two")),
            progress -> {
              if (running().contains("/bin/two") && fleet.ready("api") == 3) {
                running[0].stop();
              }
            });

    assertThat(running[0].run()).isInstanceOf(Outcome.Interrupted.class);
    assertThat(running()).contains("/bin/one");
    assertThat(fleet.isLocked("k")).isFalse();

    Plan rest = plan(api("/bin/two"));
    assertThat(rest.changes()).allMatch(Change.Continue.class::isInstance).isNotEmpty();
    assertThat(carryOut(rest)).isInstanceOf(Outcome.Done.class);
    assertThat(running()).containsOnly("/bin/two");
    assertThat(fleet.agents.starts("api@1.service")).isEqualTo(2);
    assertThat(fleet.leastReady("api")).isEqualTo(2);
  }

  @Test
  void anInterruptedThreadStopsItAndStaysInterrupted() {
    Rollout rollout =
        rollout(plan(api("/bin/one")), progress -> Thread.currentThread().interrupt());

    assertThat(rollout.run()).isInstanceOf(Outcome.Interrupted.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(fleet.isLocked("k")).isFalse();
  }

  @Test
  void stopsAllBeforeItStartsAnyWhenRecreating() {
    existing(api("/bin/one", "Update=recreate"));

    assertThat(apply(api("/bin/two", "Update=recreate"))).isInstanceOf(Outcome.Done.class);

    assertThat(running()).containsOnly("/bin/two").hasSize(3);
    assertThat(fleet.leastReady("api")).isZero();
    int lastStop = fleet.writes.lastIndexOf("put api@3.service");
    int firstStart = fleet.writes.indexOf("launched api@1.service");
    assertThat(lastStop).isNotNegative().isLessThan(firstStart);
    assertThat(fleet.agents.starts("api@1.service")).isEqualTo(2);
  }

  @Test
  void leavesAUnitThatIsUpdatedByHandToSomebody() {
    existing(api("/bin/one", "Update=manual"));

    Outcome outcome = apply(api("/bin/two", "Update=manual"));

    assertThat(outcome)
        .asInstanceOf(type(Outcome.Done.class))
        .satisfies(
            done -> assertThat(done.notes()).allMatch(note -> note.contains("fleetk restart api")));
    assertThat(running()).containsOnly("/bin/one");
    assertThat(plan(api("/bin/two", "Update=manual")).isEmpty()).isTrue();

    carryOut(restart("api", Optional.empty()));

    assertThat(running()).containsOnly("/bin/two");
    assertThat(fleet.leastReady("api")).isEqualTo(2);
  }

  private Plan restart(String component, Optional<String> machine) {
    return Planner.restart(
        fleet.view(), new RestartRequest(Set.of(component), machine, false, false));
  }

  @Test
  void restartsOneInstanceAfterAnother() {
    existing(api("/bin/one"));

    assertThat(carryOut(restart("api", Optional.empty()))).isInstanceOf(Outcome.Done.class);

    assertThat(fleet.agents.starts("api@1.service")).isEqualTo(2);
    assertThat(fleet.agents.starts("api@3.service")).isEqualTo(2);
    assertThat(fleet.leastReady("api")).isEqualTo(2);
  }

  @Test
  void restartsAGlobalUnitOnOneMachineAndThenEverywhere() {
    Stack stack = Stacks.named("k").with("proxy.service", service("/bin/one") + GLOBAL).stack();
    existing(stack);
    String machine = place("proxy.service").machineId();

    carryOut(restart("proxy", Optional.of(machine)));

    assertThat(fleet.agents.starts("proxy.service")).isEqualTo(4);
    assertThat(plan(stack).isEmpty()).isTrue();

    carryOut(restart("proxy", Optional.empty()));

    assertThat(fleet.agents.starts("proxy.service")).isEqualTo(7);
    assertThat(fleet.leastReady("proxy")).isEqualTo(2);
    assertThat(plan(stack).isEmpty()).isTrue();
  }

  @Test
  void healsWhatFailed() {
    existing(api("/bin/one"));
    fleet.agents.crash(place("api@2.service"));
    Plan plan = plan(api("/bin/one"));

    assertThat(plan.changes().map(Change::kind)).containsExactly("heal");
    assertThat(carryOut(plan)).isInstanceOf(Outcome.Done.class);
    assertThat(fleet.ready("api")).isEqualTo(3);
    assertThat(fleet.agents.starts("api@1.service")).isEqualTo(1);
  }

  @Test
  void startsAndStopsAsTheStackHasIt() {
    Stacks loaded = Stacks.named("k").with("a.service", service("/bin/one"), DesiredState.LOADED);
    existing(loaded.stack());
    assertThat(fleet.agents.starts("a.service")).isZero();

    apply(Stacks.named("k").with("a.service", service("/bin/one")).stack());
    assertThat(fleet.agents.starts("a.service")).isEqualTo(1);
    assertThat(fleet.ready("a")).isEqualTo(1);

    apply(Stacks.named("k").with("a.service", service("/bin/one"), DesiredState.INACTIVE).stack());
    assertThat(fleet.view().statuses()).isEmpty();
  }

  @Test
  void givesAStartedUnitItsNewTextToo() {
    existing(Stacks.named("k").with("a.service", service("/bin/one"), DesiredState.LOADED).stack());

    apply(Stacks.named("k").with("a.service", service("/bin/two")).stack());

    assertThat(fleet.running("a.service")).containsExactly("/bin/two");
    assertThat(fleet.ready("a")).isEqualTo(1);
  }

  @Test
  void destroysDependentsFirst() {
    existing(
        Stacks.named("k")
            .with("api.service", service("/bin/api"))
            .with("scheduler.service", service("/bin/scheduler", "Await=api"))
            .stack());

    Outcome outcome = carryOut(Planner.destroy("k", fleet.view(), PlanOptions.DEFAULT));

    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    assertThat(fleet.writes).containsExactly("destroy scheduler.service", "destroy api.service");
    assertThat(fleet.view().units()).isEmpty();
    assertThat(fleet.view().statuses()).isEmpty();
  }

  @Test
  void takesAwayWhatIsNoLongerInTheStackAfterTheRest() {
    existing(
        Stacks.named("k")
            .with("old.service", service("/bin/old"))
            .with("stays.service", service("/bin/one"))
            .stack());

    apply(
        Stacks.named("k")
            .with("new.service", service("/bin/new"))
            .with("stays.service", service("/bin/one"))
            .stack());

    assertThat(fleet.writes).containsExactly("put new.service", "destroy old.service");
  }

  @Test
  void makesRoomFirstForWhatConflictsWithTheOld() {
    String conflicts = "\n[X-Fleet]\nGlobal=true\nConflicts=old.service\n";
    existing(Stacks.named("k").with("old.service", service("/bin/old") + GLOBAL).stack());

    Outcome outcome =
        apply(Stacks.named("k").with("new.service", service("/bin/new") + conflicts).stack());

    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    assertThat(fleet.writes).containsExactly("destroy old.service", "put new.service");
    assertThat(fleet.ready("new")).isEqualTo(3);
  }

  @Test
  void saysWhoHoldsTheLock() {
    fleet.takeLock("k", "bob");

    Outcome outcome = apply(api("/bin/one"));

    assertThat(outcome)
        .asInstanceOf(type(Outcome.LockHeld.class))
        .extracting(Outcome.LockHeld::holder)
        .isEqualTo("bob");
    assertThat(fleet.writes).isEmpty();
    assertThat(seen).first().extracting(Progress::waitingFor).asString().contains("bob");
  }

  @Test
  void waitsForTheLock() {
    fleet.takeLock("k", "bob");
    fleet.timeline.after(Duration.ofSeconds(2), () -> fleet.breakLock("k"));

    assertThat(apply(api("/bin/one"))).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void doesNothingOnceOthersDidItWhileItWaitedForTheLock() {
    Stack stack = api("/bin/one");
    Plan plan = plan(stack);
    fleet.takeLock("k", "bob");
    fleet.timeline.after(
        Duration.ofSeconds(2),
        () -> {
          fleet.breakLock("k");
          existing(stack);
        });

    assertThat(rollout(plan, () -> plan(stack), progress -> {}).run())
        .isInstanceOf(Outcome.Done.class);
    assertThat(fleet.writes).isEmpty();
  }

  @Test
  void doesNothingWhenMoreIsToBeDoneThanWasAgreedTo() {
    Stack stack = Stacks.named("k").with("a.service", service("/bin/a")).stack();
    Plan agreed = plan(stack);
    Stack others = Stacks.named("k").with("b.service", service("/bin/b")).stack();
    fleet.takeLock("k", "bob");
    fleet.timeline.after(
        Duration.ofSeconds(2),
        () -> {
          fleet.breakLock("k");
          existing(others);
        });

    assertThat(rollout(agreed, () -> plan(stack), progress -> {}).run())
        .asInstanceOf(type(Outcome.Overtaken.class))
        .satisfies(
            overtaken ->
                assertThat(overtaken.plan().changes().map(Change::kind))
                    .containsExactly("create", "destroy"));
    assertThat(fleet.writes).isEmpty();
    assertThat(fleet.isLocked("k")).isFalse();
  }

  @Test
  void waitsAlsoForWhatItDoesNotChange() {
    fleet.agents.startIn(Duration.ofSeconds(20));
    Rollout[] first = new Rollout[1];
    first[0] =
        rollout(
            plan(api("/bin/one")),
            progress -> {
              if (!running().isEmpty()) {
                first[0].stop();
              }
            });
    assertThat(first[0].run()).isInstanceOf(Outcome.Interrupted.class);
    Plan rest = plan(api("/bin/one"));
    assertThat(rest.isEmpty()).isTrue();
    assertThat(fleet.ready("api")).isZero();

    assertThat(carryOut(rest)).isInstanceOf(Outcome.Done.class);

    assertThat(fleet.ready("api")).isEqualTo(3);
  }

  @Test
  void failsWhenWhatItDoesNotChangeIsNotReadyInTime() {
    fleet.agents.neverReady("/bin/one");
    apply(api("/bin/one", "ReadyTimeoutSec=30"));

    assertThat(apply(api("/bin/one", "ReadyTimeoutSec=30")))
        .asInstanceOf(type(Outcome.Failed.class))
        .extracting(Outcome.Failed::reason)
        .isEqualTo("not ready within 30 s: ReadyTCP :1 refused");
  }

  @Test
  void namesTheInstanceThatHoldsTheOthersUp() {
    existing(api("/bin/one"));
    fleet.agents.neverReady("/bin/two");
    waitTimeout = Duration.ofSeconds(20);

    assertThat(apply(api("/bin/two")))
        .asInstanceOf(type(Outcome.TimedOut.class))
        .satisfies(
            timedOut ->
                assertThat(timedOut.waitingFor())
                    .singleElement()
                    .asString()
                    .contains("ReadyTCP :1 refused"));
  }

  @Test
  void stopsWhenTheLockIsLost() {
    fleet.agents.startIn(Duration.ofSeconds(60));
    fleet.timeline.after(
        Duration.ofSeconds(5),
        () -> {
          fleet.breakLock("k");
          fleet.takeLock("k", "bob");
        });

    assertThat(apply(api("/bin/one"))).isInstanceOf(Outcome.LockLost.class);
  }

  @Test
  void namesWhatItWaitedForWhenTheLastMachineIsLost() {
    existing(api("/bin/one"));
    waitTimeout = Duration.ofMinutes(2);
    fleet.timeline.after(
        Duration.ofSeconds(1),
        () -> List.copyOf(fleet.view().machines().keySet()).forEach(fleet::vanish));

    assertThat(apply(api("/bin/two")))
        .asInstanceOf(type(Outcome.TimedOut.class))
        .satisfies(
            timedOut ->
                assertThat(timedOut.waitingFor())
                    .containsExactly(
                        "api: api@1.service: on no machine: no machine is fit for it"));
  }

  @Test
  void livesThroughAFleetThatDoesNotAnswerForAWhile() {
    existing(api("/bin/one"));
    fleet.timeline.after(Duration.ofSeconds(1), () -> fleet.unreachableFor(Duration.ofSeconds(10)));

    assertThat(apply(api("/bin/two"))).isInstanceOf(Outcome.Done.class);
    assertThat(fleet.leastReady("api")).isEqualTo(2);
  }

  @Test
  void givesUpOnAFleetThatDoesNotAnswer() {
    Plan plan = plan(api("/bin/one"));
    fleet.unreachableFor(Duration.ofHours(1));

    assertThatThrownBy(() -> carryOut(plan)).isInstanceOf(FleetUnreachableException.class);
  }

  @Test
  void takesANewViewWhenEventsWereLost() {
    fleet.timeline.after(Duration.ofMillis(300), fleet::loseEvents);

    assertThat(apply(api("/bin/one"))).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void saysWhatTheFleetRefused() {
    assertThat(apply(Stacks.named("k").with("a.service", service("/bin/refuse-me")).stack()))
        .asInstanceOf(type(Outcome.Failed.class))
        .satisfies(
            failed -> {
              assertThat(failed.unit()).hasToString("a.service");
              assertThat(failed.reason()).contains("not to my liking");
            });
  }

  @Test
  void doesNotWaitForAGlobalUnitsMachineThatIsAway() {
    Stack stack = Stacks.named("k").with("proxy.service", service("/bin/one") + GLOBAL).stack();
    existing(stack);
    fleet.vanish(place("proxy.service").machineId());
    fleet.timeline.advance(Duration.ofSeconds(10));

    Outcome outcome =
        apply(Stacks.named("k").with("proxy.service", service("/bin/two") + GLOBAL).stack());

    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    assertThat(fleet.running("proxy.service")).containsExactly("/bin/two", "/bin/two");
  }

  @Test
  void tellsEveryTargetsStandingOnTheWay() {
    existing(api("/bin/one"));
    seen.clear();

    apply(api("/bin/two"));

    assertThat(seen)
        .anySatisfy(
            progress -> {
              var component = progress.components().getFirst();
              assertThat(component.current()).isEqualTo(1);
              assertThat(component.ready()).isEqualTo(3);
              assertThat(component.targets()).hasSize(3);
            });
    assertThat(seen.getLast().components().getFirst().phase()).isEqualTo(Progress.Phase.DONE);
  }
}
