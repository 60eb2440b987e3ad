package io.fleetk.agent;

import static io.fleetk.agent.Scheduled.launched;
import static io.fleetk.agent.Scheduled.naming;
import static io.fleetk.agent.Scheduled.schedule;
import static io.fleetk.agent.Scheduled.service;
import static io.fleetk.agent.Scheduled.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Desired and actual in, tasks out, one situation at a time. */
class ReconcilerTest {
  private static final UnitName A = UnitName.of("a.service");
  private static final UnitName B = UnitName.of("b.service");
  private static final CarriedFile CONFIG = new CarriedFile("/etc/shared.yaml", 0644, "x: 1\n");

  private final FakeSystemd systemd = new FakeSystemd(new ManualTimeline(Instant.EPOCH));
  private final LocalUnits local = new LocalUnits(systemd);

  private List<Task> tasks(Map<UnitName, ScheduledUnit> desired) {
    local.read();
    local.reread(desired.keySet());
    return Reconciler.tasks(desired, local.with(desired.keySet()), Set.of(), false);
  }

  /** Does one round and answers what systemd was asked in it. */
  private List<String> round(ScheduledUnit... units) {
    systemd.forgetAsked();
    Map<UnitName, String> failed =
        new TaskRunner(systemd, Scheduled::text)
            .run(
                tasks(schedule(units)),
                task -> {
                  if (task instanceof Task.Unload unload) {
                    local.removed(unload.name());
                  }
                });
    assertThat(failed).isEmpty();
    return systemd.asked();
  }

  @Test
  void bringsANewUnitWithItsFilesInPlaceBeforeItStarts() {
    assertThat(round(launched(A, service("one"), CONFIG)))
        .containsExactly(
            "note a.service",
            "write /etc/shared.yaml",
            "load a.service",
            "reload",
            "start a.service",
            "load a.service");
    assertThat(round(launched(A, service("one"), CONFIG))).isEmpty();
  }

  @Test
  void saysWhyItDoesWhatItDoes() {
    round(launched(A, service("one")));
    ScheduledUnit changed = launched(A, service("two"));
    assertThat(tasks(schedule(changed)))
        .filteredOn(Task.Restart.class::isInstance)
        .extracting(Task::reason)
        .containsExactly("its process runs an older content");
    assertThat(tasks(schedule()))
        .filteredOn(Task.Stop.class::isInstance)
        .extracting(Task::reason)
        .containsExactly("no longer scheduled here");
  }

  @Test
  void rewritesAUnitWhoseProcessFeelsNoDifferenceWithoutRestartingIt() {
    round(launched(A, service("one")));
    assertThat(round(launched(A, service("one", "[Unit]", "Description=better"))))
        .contains("load a.service", "reload")
        .doesNotContain("start a.service", "stop a.service", "restart a.service");
  }

  @Test
  void restartsForAnotherRunHashOnce() {
    round(launched(A, service("one")));
    assertThat(round(launched(A, service("two")))).containsOnlyOnce("restart a.service");
    assertThat(round(launched(A, service("two")))).isEmpty();
  }

  @Test
  void restartsForAChangedFileOnce() {
    round(launched(A, service("one"), CONFIG));
    CarriedFile changed = new CarriedFile(CONFIG.path(), 0644, "x: 2\n");
    assertThat(round(launched(A, service("one"), changed)))
        .containsSubsequence("write /etc/shared.yaml", "reload", "restart a.service");
    assertThat(round(launched(A, service("one"), changed))).isEmpty();
  }

  @Test
  void restartsForAHigherGenerationOnceAndForgetsALowerOne() {
    round(launched(A, service("one")));
    assertThat(round(unit(A, service("one"), DesiredState.LAUNCHED, 3)))
        .containsExactly("restart a.service", "load a.service");
    assertThat(round(unit(A, service("one"), DesiredState.LAUNCHED, 0)))
        .containsExactly("load a.service");
    assertThat(round(unit(A, service("one"), DesiredState.LAUNCHED, 1)))
        .contains("restart a.service");
  }

  @Test
  void leavesAUnitThatFailedByItselfToSystemdUntilSomethingIsAskedOfIt() {
    round(launched(A, service("one")));
    systemd.fail(A, 1);
    assertThat(round(launched(A, service("one")))).isEmpty();
    assertThat(round(launched(A, service("two"))))
        .containsSubsequence("reload", "reset-failed a.service", "start a.service");
  }

  @Test
  void doesNotRunAFinishedOneshotAgainForAChangeThatNoProcessFeels() {
    String oneshot = "[Service]\nType=oneshot\nExecStart=/bin/true\n";
    round(launched(A, oneshot));
    assertThat(round(launched(A, "[Unit]\nDescription=better\n" + oneshot)))
        .doesNotContain("start a.service", "restart a.service");
    assertThat(round(launched(A, oneshot + "ExecStart=/bin/sync\n"))).contains("start a.service");
  }

  @Test
  void stopsARunningUnitThatShouldOnlyBeLoadedButNotOneThatATimerStartsLater() {
    round(launched(A, service("one")));
    ScheduledUnit loaded = unit(A, service("one"), DesiredState.LOADED, 0);
    assertThat(round(loaded)).containsExactly("stop a.service", "load a.service");
    systemd.start(A);
    assertThat(round(loaded)).isEmpty();
  }

  @Test
  void unloadsAUnitOnlyWhenItHasEnded() {
    round(launched(A, service("one"), CONFIG));
    systemd.slow(A);
    assertThat(round()).containsExactly("stop a.service", "load a.service");
    assertThat(round()).isEmpty();
    systemd.finish(A);
    assertThat(round())
        .containsExactly("note a.service", "remove /etc/shared.yaml", "unload a.service", "reload");
    assertThat(round()).isEmpty();
  }

  @Test
  void startsAUnitAgainThatIsWantedAgainWhileItEnds() {
    round(launched(A, service("one")));
    systemd.slow(A);
    round();
    assertThat(round(launched(A, service("one")))).contains("start a.service");
  }

  @Test
  void leavesAFileThatAnotherUnitStillCarries() {
    round(launched(A, service("one"), CONFIG), launched(B, service("two"), CONFIG));
    round(launched(B, service("two"), CONFIG));
    assertThat(round(launched(B, service("two"), CONFIG)))
        .contains("unload a.service")
        .doesNotContain("remove /etc/shared.yaml");
    round();
    assertThat(round()).contains("remove /etc/shared.yaml", "unload b.service");
  }

  @Test
  void leavesAFileToAUnitThatIsStillEnding() {
    round(launched(A, service("one"), CONFIG), launched(B, service("two"), CONFIG));
    systemd.slow(B);
    round();
    assertThat(round()).contains("unload a.service").doesNotContain("remove /etc/shared.yaml");
    systemd.finish(B);
    assertThat(round()).contains("remove /etc/shared.yaml", "unload b.service");
  }

  @Test
  void removesAFileThatTwoUnitsDropAtOnce() {
    round(launched(A, service("one"), CONFIG), launched(B, service("two"), CONFIG));
    assertThat(round(launched(A, service("one")), launched(B, service("two"))))
        .containsOnlyOnce("remove /etc/shared.yaml");
    assertThat(systemd.files()).isEmpty();
  }

  @Test
  void asksForAUnitBeforeTheOnesThatComeAfterIt() {
    assertThat(
            round(
                launched(A, service("one", "[Unit]", "After=network.target b.service")),
                launched(B, service("two"))))
        .containsSubsequence("start b.service", "start a.service");
  }

  @Test
  void restartsAUnitOfTheSystemsOwnThatItTakesOver() {
    systemd.install(A, service("theirs"));
    assertThat(round(launched(A, service("ours")))).containsOnlyOnce("restart a.service");
    assertThat(systemd.process(A)).hasValueSatisfying(text -> assertThat(text).contains("ours"));
  }

  @Test
  void leavesAloneWhatNoAgentLoaded() {
    systemd.load(new LoadedUnit(A, service("theirs"), "a tag of somebody else's"));
    systemd.reload();
    systemd.start(A);
    assertThat(round()).isEmpty();
  }

  @Test
  void goesOnWhereAnAgentDiedBetweenTwoTasks() {
    List<Task> tasks = tasks(schedule(launched(A, service("one"), CONFIG)));
    for (int died = 1; died < tasks.size(); died++) {
      FakeSystemd machine = new FakeSystemd(new ManualTimeline(Instant.EPOCH));
      new TaskRunner(machine, Scheduled::text).run(tasks.subList(0, died), task -> {});
      LocalUnits found = new LocalUnits(machine);
      found.read();
      List<Task> rest =
          Reconciler.tasks(
              schedule(launched(A, service("one"), CONFIG)), found.with(Set.of(A)), Set.of(), true);
      new TaskRunner(machine, Scheduled::text).run(rest, task -> {});
      assertThat(machine.process(A)).as("after %d tasks", died).isPresent();
      assertThat(machine.timesAsked("start a.service")).as("after %d tasks", died).isEqualTo(1);
      assertThat(machine.timesAsked("restart a.service")).as("after %d tasks", died).isZero();
    }
  }

  private static CarriedSecret certificate(long version) {
    return new CarriedSecret("/run/a/crt", 0644, "app/crt", version);
  }

  private static CarriedSecret key(long version) {
    return new CarriedSecret("/run/a/key", 0600, "app/key", version);
  }

  private static CarriedFile file(CarriedSecret secret) {
    return new CarriedFile(
        secret.path(), secret.mode(), new String(Scheduled.text(secret), StandardCharsets.UTF_8));
  }

  /** A machine on which an agent brought a unit to something. */
  private static FakeSystemd machine(ScheduledUnit... units) {
    FakeSystemd machine = new FakeSystemd(new ManualTimeline(Instant.EPOCH));
    settle(machine, units);
    return machine;
  }

  private static List<Task> tasks(FakeSystemd machine, ScheduledUnit... units) {
    LocalUnits found = new LocalUnits(machine);
    found.read();
    found.reread(schedule(units).keySet());
    return Reconciler.tasks(schedule(units), found.with(schedule(units).keySet()), Set.of(), true);
  }

  /** Has a new agent do all that there is to do. */
  private static void settle(FakeSystemd machine, ScheduledUnit... units) {
    for (int round = 0; round < 3; round++) {
      new TaskRunner(machine, Scheduled::text).run(tasks(machine, units), task -> {});
    }
  }

  @Test
  void knowsWhatIsOnDiskWhereverAnAgentDiedInADelivery() {
    ScheduledUnit before = naming(A, certificate(1), key(1));
    ScheduledUnit after =
        naming(A, certificate(2), key(2), new CarriedSecret("/run/x", 0600, "x", 1));
    List<Task> tasks = tasks(machine(before), after);
    for (int died = 1; died < tasks.size(); died++) {
      FakeSystemd undone = machine(before);
      new TaskRunner(undone, Scheduled::text).run(tasks.subList(0, died), task -> {});
      settle(undone, before);
      assertThat(undone.files().values())
          .as("undone after %d of %s", died, tasks)
          .containsExactlyInAnyOrder(file(certificate(1)), file(key(1)));

      FakeSystemd moved = machine(before);
      new TaskRunner(moved, Scheduled::text).run(tasks.subList(0, died), task -> {});
      settle(moved);
      assertThat(moved.files()).as("moved after %d of %s", died, tasks).isEmpty();
    }
  }

  @Test
  void leavesNothingOfANewUnitWhereverAnAgentDiedInItsDelivery() {
    List<Task> tasks = tasks(machine(), naming(A, certificate(1), key(1)));
    for (int died = 1; died < tasks.size(); died++) {
      FakeSystemd machine = machine();
      new TaskRunner(machine, Scheduled::text).run(tasks.subList(0, died), task -> {});
      settle(machine);
      assertThat(machine.files()).as("after %d of %s", died, tasks).isEmpty();
      assertThat(machine.loaded()).as("after %d of %s", died, tasks).isEmpty();
      assertThat(machine.noted()).as("after %d of %s", died, tasks).isEmpty();
    }
  }

  @Test
  void bringsAllOfAUnitBackWhereverAnAgentDiedInItsRemoval() {
    ScheduledUnit unit = naming(A, certificate(1), key(1));
    List<Task> removal = tasks(stopped(unit));
    assertThat(removal).hasSizeGreaterThan(3);
    for (int died = 1; died < removal.size(); died++) {
      FakeSystemd machine = stopped(unit);
      new TaskRunner(machine, Scheduled::text).run(removal.subList(0, died), task -> {});
      settle(machine, unit);
      assertThat(machine.files().values())
          .as("after %d of %s", died, removal)
          .containsExactlyInAnyOrder(file(certificate(1)), file(key(1)));
      assertThat(machine.process(A)).as("after %d of %s", died, removal).isPresent();
    }
  }

  private static FakeSystemd stopped(ScheduledUnit unit) {
    FakeSystemd machine = machine(unit);
    new TaskRunner(machine, Scheduled::text).run(tasks(machine), task -> {});
    assertThat(machine.process(unit.name())).isEmpty();
    return machine;
  }

  /** Has an agent try that cannot decrypt what is newer; gives the units for which it failed. */
  private static Set<UnitName> settleWithoutVersion(
      long version, FakeSystemd machine, ScheduledUnit... units) {
    Set<UnitName> failed = new HashSet<>();
    for (int round = 0; round < 3; round++) {
      TaskRunner runner =
          new TaskRunner(
              machine,
              secret -> {
                if (secret.version() == version) {
                  throw new FleetRefusedException("no key for " + secret.shown());
                }
                return Scheduled.text(secret);
              });
      failed.addAll(runner.run(tasks(machine, units), task -> {}).keySet());
    }
    return failed;
  }

  @Test
  void leavesNothingOfAPathThatAUnitWasToTakeOverFromAnother() {
    FakeSystemd machine = machine(naming(A, key(1)));
    assertThat(settleWithoutVersion(1, machine, naming(B, key(1)))).containsExactly(B);
    assertThat(machine.loaded()).isEmpty();
    assertThat(machine.files()).isNotEmpty();

    settle(machine);

    assertThat(machine.files()).isEmpty();
  }

  @Test
  void doesNotStopAUnitOfTheSystemsOwnThatItOnlyBeganToBring() {
    FakeSystemd machine = machine();
    machine.install(A, service("theirs"));
    machine.refuse("write /run/a/key", "No space left on device");
    settle(machine, naming(A, certificate(1), key(1)));
    assertThat(machine.files()).containsKey("/run/a/crt");
    machine.refuseNothing();

    settle(machine);

    assertThat(machine.files()).isEmpty();
    assertThat(machine.process(A)).isPresent();
    assertThat(machine.asked()).doesNotContain("stop a.service");
  }

  @Test
  void readsTheTagOfAnAgentThatKnewNoIncompleteDeliveries() {
    String before =
        """
        {"contentId":"%s","runHash":"%s","generation":3,"acted":"LAUNCHED","files":["/etc/a"]}
        """
            .formatted("a".repeat(40), "b".repeat(40));

    assertThat(Tag.decode(before))
        .get()
        .returns(3L, Tag::generation)
        .returns(List.of("/etc/a"), Tag::files)
        .returns(Map.of(), Tag::secrets)
        .returns(false, Tag::incomplete);
  }

  private static final CarriedSecret SHARED_1 = new CarriedSecret("/run/ca.crt", 0644, "ca", 1);
  private static final CarriedSecret SHARED_2 = new CarriedSecret("/run/ca.crt", 0644, "ca", 2);

  @Test
  void aPathThatUnitsShareHasTheNewestVersionWhoeverComesLast() {
    FakeSystemd machine = machine(naming(A, SHARED_2), naming(B, SHARED_1));
    assertThat(machine.files().values()).containsExactly(file(SHARED_2));

    machine = machine(naming(A, SHARED_1), naming(B, SHARED_1));
    settle(machine, naming(A, SHARED_2), naming(B, SHARED_1));
    assertThat(machine.files().values()).containsExactly(file(SHARED_2));
    assertThat(machine.timesAsked("restart a.service")).isEqualTo(1);
    assertThat(machine.timesAsked("restart b.service")).isZero();

    machine.forgetAsked();
    ScheduledUnit described =
        naming(launched(B, service("one", "[Unit]", "Description=better")), SHARED_1);
    settle(machine, naming(A, SHARED_2), described);
    assertThat(machine.files().values()).containsExactly(file(SHARED_2));
  }

  @Test
  void aUnitStartsWithTheVersionThatItNamesWhereANewerOneOfAnotherCannotBeHad() {
    FakeSystemd machine = machine();

    assertThat(settleWithoutVersion(2, machine, naming(A, SHARED_2), naming(B, SHARED_1)))
        .containsExactly(A);

    assertThat(machine.process(A)).isEmpty();
    assertThat(machine.process(B)).isPresent();
    assertThat(machine.files().values()).containsExactly(file(SHARED_1));

    settle(machine, naming(A, SHARED_2), naming(B, SHARED_1));
    assertThat(machine.process(A)).isPresent();
    assertThat(machine.files().values()).containsExactly(file(SHARED_2));
    assertThat(machine.asked()).doesNotContain("restart b.service");
  }

  @Test
  void aPathThatUnitsShareGoesBackWithTheLastThatNamesTheNewerVersion() {
    FakeSystemd undone = machine(naming(A, SHARED_2), naming(B, SHARED_1));
    settle(undone, naming(A, SHARED_1), naming(B, SHARED_1));
    assertThat(undone.files().values()).containsExactly(file(SHARED_1));

    FakeSystemd moved = machine(naming(A, SHARED_2), naming(B, SHARED_1));
    settle(moved, naming(B, SHARED_1));
    assertThat(moved.files().values()).containsExactly(file(SHARED_1));
    assertThat(moved.timesAsked("start b.service")).isEqualTo(1);
    assertThat(moved.timesAsked("restart b.service")).isZero();
  }

  @Test
  void aNewerVersionThatCouldNotBeWrittenComesBackWithoutARestart() {
    FakeSystemd machine = machine(naming(A, SHARED_1), naming(B, SHARED_1));
    machine.refuse("write /run/ca.crt", "No space left on device");

    settle(machine, naming(A, SHARED_2), naming(B, SHARED_1));
    machine.refuseNothing();
    settle(machine, naming(A, SHARED_1), naming(B, SHARED_1));

    assertThat(machine.files().values()).containsExactly(file(SHARED_1));
    assertThat(machine.asked()).doesNotContain("restart a.service", "restart b.service");
  }
}
