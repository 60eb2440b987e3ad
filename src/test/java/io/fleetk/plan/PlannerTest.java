package io.fleetk.plan;

import static io.fleetk.plan.Stacks.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.Secret;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UsedCertificate;
import io.fleetk.stack.Stack;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackSecrets;
import io.fleetk.stack.StackUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PlannerTest {
  @Test
  void saysThatASecretChangedAndShowsNothingOfIt() {
    Stack one = naming(1);
    Stack two = naming(2);

    assertThat(Planner.plan(two, having(one), PlanOptions.DEFAULT).changes())
        .singleElement()
        .asInstanceOf(type(Change.Edit.class))
        .satisfies(
            change -> {
              assertThat(change.reason()).isEqualTo("secret app/key changed; restarts 1");
              assertThat(change.diff().text())
                  .isEqualTo(
                      """
                      --- a/run/key\t0600 secret app/key version 1
                      +++ b/run/key\t0600 secret app/key version 2
                      """);
            });
    assertThat(Planner.plan(one, having(one), PlanOptions.DEFAULT).isEmpty()).isTrue();
  }

  private static Stack naming(long version) {
    Stack stack =
        Stacks.named("s")
            .with("app.service", service("/bin/app", "Secret=/run/key app/key"))
            .stack();
    try {
      return StackSecrets.pinned(
          stack, List.of(new Secret("app/key", version, 1, Instant.EPOCH, Optional.empty())));
    } catch (StackException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tellsOfCertificatesThatUnitsUseAndThatEndSoon() {
    Instant soon = Instant.EPOCH.plusSeconds(60);
    UsedCertificate held =
        new UsedCertificate("app/key", 1, soon, List.of("app.service", "other.service"));
    UsedCertificate renewed =
        new UsedCertificate("app/key", 2, soon.plusSeconds(9), List.of("app.service"));
    UsedCertificate elsewhere = new UsedCertificate("app/other", 1, soon, List.of("other.service"));
    List<UsedCertificate> certificates = List.of(held, renewed, elsewhere);
    FleetView view = having(naming(2));

    assertThat(EndingCertificate.by(soon, certificates, view))
        .containsExactly(new EndingCertificate("app/key", soon, List.of("app.service")));
    assertThat(EndingCertificate.by(soon.plusSeconds(9), certificates, view))
        .containsExactly(new EndingCertificate("app/key", soon, List.of("app.service")));
    assertThat(EndingCertificate.by(soon.minusSeconds(1), certificates, view)).isEmpty();
  }

  private static final String ONE = "1".repeat(32);
  private static final String TWO = "2".repeat(32);

  /** A fleet that has a stack's units on one machine, all ready. */
  private static FleetView having(Stack stack, Optional<String> owner) {
    List<FleetUnit> units = new ArrayList<>();
    List<UnitStatus> statuses = new ArrayList<>();
    for (StackUnit unit : stack.units()) {
      Map<String, Assignment> where = new TreeMap<>();
      if (unit.desiredState() != DesiredState.INACTIVE) {
        where.put(ONE, assignment(unit.content(), ONE));
        statuses.add(status(unit.name(), unit.content(), ONE, "active"));
      }
      units.add(unit(unit.name(), unit.content(), unit.desiredState(), owner, where));
    }
    return FleetView.of(
        1, units, statuses, List.of(machine(ONE, Map.of("role", "node")), machine(TWO, Map.of())));
  }

  private static FleetView having(Stack stack) {
    return having(stack, Optional.of(stack.name()));
  }

  private static FleetUnit unit(
      UnitName name,
      UnitContent content,
      DesiredState desired,
      Optional<String> owner,
      Map<String, Assignment> where) {
    return new FleetUnit(name, content, desired, owner, 0, true, where, Map.of(), Optional.empty());
  }

  private static Assignment assignment(UnitContent content, String machine) {
    return new Assignment(machine, content.id(), content.runHash(), DesiredState.LAUNCHED, 0);
  }

  private static UnitStatus status(
      UnitName name, UnitContent content, String machine, String active) {
    return new UnitStatus(
        name,
        machine,
        Optional.of(content.unitHash()),
        Optional.of(content.id()),
        0,
        "loaded",
        active,
        "running",
        Optional.empty(),
        0,
        "success",
        0,
        active.equals("active"),
        active.equals("active") ? "running" : "exit-code 1");
  }

  private static Machine machine(String id, Map<String, String> metadata) {
    return new Machine(id, "10.0.0.1", metadata, true, false, "1", Optional.empty());
  }

  private static Stack one(String text) {
    return Stacks.named("k").with("a.service", text).stack();
  }

  private static Plan plan(Stack should, FleetView does) {
    return Planner.plan(should, does, PlanOptions.DEFAULT);
  }

  @Test
  void hasNothingToDoForWhatExists() {
    Stack stack = one(service("/bin/one"));

    assertThat(plan(stack, having(stack)).isEmpty()).isTrue();
  }

  @Test
  void showsWhatChangesInTextAndFiles() {
    Stack before =
        Stacks.named("k")
            .with(
                "a.service",
                service("/bin/one"),
                DesiredState.LAUNCHED,
                new CarriedFile("/etc/a", 0640, "x\n"),
                new CarriedFile("/etc/same", 0640, "x\n"))
            .stack();
    Stack after =
        Stacks.named("k")
            .with(
                "a.service",
                service("/bin/two"),
                DesiredState.LAUNCHED,
                new CarriedFile("/etc/a", 0600, "y\n"),
                new CarriedFile("/etc/same", 0640, "x\n"))
            .stack();

    assertThat(plan(after, having(before)).changes())
        .singleElement()
        .asInstanceOf(type(Change.Edit.class))
        .satisfies(
            edit -> {
              assertThat(edit.kind()).isEqualTo("change");
              assertThat(edit.restarts()).isEqualTo(1);
              assertThat(edit.diff().unit())
                  .startsWith("--- a/a.service\n+++ b/a.service\n@@ ")
                  .contains("-ExecStart=/bin/one\n", "+ExecStart=/bin/two\n");
              assertThat(edit.diff().files())
                  .singleElement()
                  .satisfies(
                      file ->
                          assertThat(file.diff())
                              .isEqualTo(
                                  """
                                  --- a/etc/a\t0640
                                  +++ b/etc/a\t0600
                                  @@ -1,1 +1,1 @@
                                  -x
                                  +y
                                  """));
            });
  }

  @Test
  void restartsNothingForWhatNoProcessFeels() {
    Plan plan =
        plan(one(service("/bin/one", "MaxUnavailable=2")), having(one(service("/bin/one"))));

    assertThat(plan.changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.restarts()).isZero();
              assertThat(change.reason()).endsWith("restarts nothing");
            });
  }

  @Test
  void adoptsWhatBelongsToNobody() {
    Stack stack = one(service("/bin/one"));

    assertThat(plan(stack, having(stack, Optional.empty())).changes())
        .singleElement()
        .asInstanceOf(type(Change.Adopt.class))
        .satisfies(adopt -> assertThat(adopt.restarts()).isZero());
  }

  @Test
  void refusesWhatBelongsToAnotherStack() {
    Stack stack = one(service("/bin/one"));
    Plan plan = plan(stack, having(stack, Optional.of("other")));

    assertThat(plan.refusals())
        .containsExactly(
            "a.service belongs to stack other, not to k: rename it here, or take it out of other"
                + " first");
    assertThat(plan.isEmpty()).isTrue();
  }

  @Test
  void destroysWhatTheStackOwnsAndNoLongerHolds() {
    FleetView does = having(Stacks.named("k").instances("api", 3, service("/bin/one")).stack());
    Stack should = Stacks.named("k").instances("api", 2, service("/bin/one")).stack();

    Plan plan = plan(should, does);

    assertThat(plan.changes())
        .singleElement()
        .asInstanceOf(type(Change.Destroy.class))
        .satisfies(
            destroy -> {
              assertThat(destroy.unit()).hasToString("api@3.service");
              assertThat(destroy.machines()).containsExactly(ONE);
            });
    assertThat(plan.destroysOrMoves()).isTrue();
    assertThat(plan.removesLastInstanceOf()).isEmpty();
    assertThat(Planner.plan(should, does, new PlanOptions(false, Set.of(), false, false)).isEmpty())
        .isTrue();
  }

  @Test
  void namesTheComponentsOfWhichNothingIsLeft() {
    FleetView does =
        having(
            Stacks.named("k")
                .with("a.service", service("/bin/one"))
                .with("b.service", service("/bin/b"))
                .stack());

    assertThat(plan(one(service("/bin/one")), does).removesLastInstanceOf()).containsExactly("b");
  }

  @Test
  void leavesOthersUnitsAlone() {
    FleetView does = having(one(service("/bin/one")), Optional.of("other"));

    assertThat(
            plan(Stacks.named("k").with("b.service", service("/bin/b")).stack(), does)
                .changes()
                .map(Change::unit))
        .containsExactly(UnitName.of("b.service"));
  }

  @Test
  void movesWhatMayNotStay() {
    String pinned = service("/bin/one") + "\n[X-Fleet]\nMachineMetadata=role=master\n";

    assertThat(plan(one(pinned), having(one(service("/bin/one")))).changes())
        .singleElement()
        .asInstanceOf(type(Change.Move.class))
        .satisfies(
            move -> {
              assertThat(move.from()).isEqualTo(ONE);
              assertThat(move.reason()).isEqualTo("machine 11111111 has no metadata role=master");
            });
  }

  @Test
  void startsAndStopsWhatShouldBeOtherwise() {
    Stack inactive =
        Stacks.named("k").with("a.service", service("/bin/one"), DesiredState.INACTIVE).stack();
    Stack launched = one(service("/bin/one"));

    assertThat(plan(launched, having(inactive)).changes().map(Change::kind))
        .containsExactly("start");
    assertThat(plan(inactive, having(launched)).changes().map(Change::kind))
        .containsExactly("stop");
  }

  @Test
  void healsWhatFailed() {
    Stack stack = one(service("/bin/one"));
    StackUnit unit = stack.units().getFirst();
    FleetView does =
        having(stack)
            .after(
                new io.fleetk.fleet.FleetEvent.StatusChanged(
                    2, status(unit.name(), unit.content(), ONE, "failed")));

    assertThat(plan(stack, does).changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.kind()).isEqualTo("heal");
              assertThat(change.reason()).isEqualTo("failed on 11111111: exit-code 1");
            });
  }

  @Test
  void goesOnWithAnInterruptedRollout() {
    String global = "\n[X-Fleet]\nGlobal=true\n";
    Stack stack = one(service("/bin/two") + global);
    UnitContent fresh = stack.units().getFirst().content();
    UnitContent old = UnitContent.of(Stacks.file(service("/bin/one") + global));
    UnitName name = UnitName.of("a.service");
    FleetView does =
        FleetView.of(
            1,
            List.of(
                unit(
                    name,
                    fresh,
                    DesiredState.LAUNCHED,
                    Optional.of("k"),
                    Map.of(ONE, assignment(fresh, ONE), TWO, assignment(old, TWO)))),
            List.of(status(name, fresh, ONE, "active"), status(name, old, TWO, "active")),
            List.of(machine(ONE, Map.of()), machine(TWO, Map.of())));

    assertThat(plan(stack, does).changes())
        .singleElement()
        .asInstanceOf(type(Change.Continue.class))
        .satisfies(
            rest -> {
              assertThat(rest.current()).isEqualTo(1);
              assertThat(rest.total()).isEqualTo(2);
              assertThat(rest.restarts()).isEqualTo(1);
            });
  }

  @Test
  void changesOnlyWhatItIsAskedTo() {
    Stack stack =
        Stacks.named("k")
            .with("a.service", service("/bin/a"))
            .with("b.service", service("/bin/b"))
            .stack();
    FleetView empty = FleetView.of(0, List.of(), List.of(), List.of());

    assertThat(
            Planner.plan(stack, empty, new PlanOptions(true, Set.of("b"), false, false))
                .changes()
                .map(Change::unit))
        .containsExactly(UnitName.of("b.service"));
    assertThat(
            Planner.plan(stack, empty, new PlanOptions(true, Set.of("c"), false, false)).refusals())
        .containsExactly("stack k has no component c: it has a, b");
  }

  @Test
  void putsComponentsInTheOrderTheyStart() {
    Stack stack =
        Stacks.named("k")
            .with("a.service", service("/bin/a", "Await=b"))
            .with("b.service", service("/bin/b", "Await=c"))
            .with("c.service", service("/bin/c"))
            .stack();

    assertThat(
            plan(stack, FleetView.of(0, List.of(), List.of(), List.of())).components().stream()
                .map(ComponentPlan::component))
        .containsExactly("c", "b", "a");
    assertThat(
            Planner.destroy("k", having(stack), PlanOptions.DEFAULT).components().stream()
                .map(ComponentPlan::component))
        .containsExactly("a", "b", "c");
  }

  @Test
  void saysWhichStacksThereAreWhenAskedToDestroyAnother() {
    assertThat(
            Planner.destroy("x", having(one(service("/bin/one"))), PlanOptions.DEFAULT).refusals())
        .containsExactly("no unit of this fleet belongs to stack x: its stacks are k");
  }

  @Test
  void refusesToRestartWhatItDoesNotKnow() {
    FleetView does = having(one(service("/bin/one")));

    assertThat(
            Planner.restart(does, new RestartRequest(Set.of("b"), Optional.empty(), false, false))
                .refusals())
        .containsExactly("no component b in this fleet: it has a");
    assertThat(
            Planner.restart(does, new RestartRequest(Set.of("a"), Optional.of("33"), false, false))
                .refusals())
        .containsExactly("no machine 33 in this fleet");
  }

  @Test
  void restartsOnOneMachineAlone() {
    FleetView having = having(one(service("/bin/one")));
    FleetView does =
        FleetView.of(
            1,
            having.units().values(),
            having.statuses().values(),
            List.of(machine(ONE, Map.of("name", "m1")), machine(TWO, Map.of("name", "m2"))));

    Plan plan =
        Planner.restart(does, new RestartRequest(Set.of("a"), Optional.of(ONE), false, false));
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.changes())
        .singleElement()
        .asInstanceOf(type(Change.Restart.class))
        .satisfies(restart -> assertThat(restart.machines()).containsExactly(ONE));
  }

  @Test
  void isReadableAsJson() {
    String json =
        JsonMapper.shared()
            .writeValueAsString(plan(one(service("/bin/two")), having(one(service("/bin/one")))));

    assertThat(json)
        .contains("\"kind\":\"change\"", "\"unit\":\"a.service\"", "\"restarts\":1")
        .doesNotContain("\"goal\"", "\"empty\"");
  }

  @Test
  void saysWhenOnlyTheListOfMachinesChangedAUnit() {
    String basis = "Basis=" + "0".repeat(40);
    Stack before = Stacks.named("k").with("a.service", service("/bin/a one", basis)).stack();
    Stack after = Stacks.named("k").with("a.service", service("/bin/a one two", basis)).stack();

    assertThat(plan(after, having(before)).changes())
        .singleElement()
        .satisfies(
            change ->
                assertThat(change.reason())
                    .startsWith("only the list of machines changed, which units/a.service uses"));
  }
}
