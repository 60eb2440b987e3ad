package io.fleetk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.store.Txn;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Units in the registry: putting, releasing, restarting, destroying. */
class RegistryTest extends RegistryFixture {
  private static final UnitContent OLD = content("/bin/old");
  private static final UnitContent NEW = content("/bin/new");

  @Test
  void aUnitThatWasPutIsInTheView() {
    registry.put(
        new UnitSubmission(WEB, OLD, DesiredState.LOADED, Optional.of("kubernetes"), false));

    FleetView view = registry.view();
    FleetUnit unit = view.unit(WEB).orElseThrow();
    assertThat(unit.content()).isEqualTo(OLD);
    assertThat(unit.desiredState()).isEqualTo(DesiredState.LOADED);
    assertThat(unit.stack()).contains("kubernetes");
    assertThat(unit.generation()).isZero();
    assertThat(unit.assignments()).isEmpty();
    assertThat(view.revision()).isEqualTo(revision());
  }

  @Test
  void puttingTheSameAgainWritesNothing() {
    registry.put(unit(WEB, OLD));
    long before = revision();

    registry.put(unit(WEB, OLD));
    registry.put(held(WEB, OLD));
    registry.setDesiredState(WEB, DesiredState.LAUNCHED);

    assertThat(revision()).isEqualTo(before);
  }

  @Test
  void theSameContentWithAnotherStateKeepsTheUnitsGeneration() {
    registry.put(unit(WEB, OLD));
    registry.restart(WEB);

    registry.put(new UnitSubmission(WEB, OLD, DesiredState.INACTIVE, Optional.of("mine"), false));

    FleetUnit unit = seen(WEB);
    assertThat(unit.desiredState()).isEqualTo(DesiredState.INACTIVE);
    assertThat(unit.stack()).contains("mine");
    assertThat(unit.generation()).isEqualTo(1);
  }

  @Test
  void aChangeThatAProcessFeelsIsHeldWhenAskedTo() {
    registry.put(unit(WEB, OLD));

    registry.put(held(WEB, NEW));
    assertThat(seen(WEB).held()).isTrue();
    registry.put(held(WEB, NEW));
    assertThat(seen(WEB).held()).isTrue();

    registry.put(unit(WEB, NEW));
    assertThat(seen(WEB).held()).isFalse();
  }

  @Test
  void whatNoProcessFeelsIsNotHeld() {
    registry.put(unit(WEB, OLD));

    registry.put(held(WEB, content("/bin/old", "MachineMetadata=role=node")));

    assertThat(seen(WEB).held()).isFalse();
  }

  @Test
  void aNewUnitIsNotHeld() {
    registry.put(held(WEB, NEW));

    assertThat(seen(WEB).held()).isFalse();
  }

  @Test
  void aReleaseLetsOneMachineTakeAContent() {
    registry.put(unit(WEB, OLD));
    registry.put(held(WEB, NEW));

    registry.release(List.of(release(WEB, "m1", NEW, 0)));

    assertThat(seen(WEB).releases())
        .containsOnlyKeys("m1")
        .containsEntry("m1", new FleetUnit.Release(NEW.id(), 0));
  }

  @Test
  void releasingTwiceWritesOnce() {
    registry.put(unit(WEB, OLD));
    registry.release(List.of(release(WEB, "m1", OLD, 0)));
    long before = revision();

    registry.release(List.of(release(WEB, "m1", OLD, 0)));

    assertThat(revision()).isEqualTo(before);
  }

  @Test
  void releasesAsManyAsThereAre() {
    registry.put(unit(WEB, OLD));
    List<Release> many = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      many.add(release(WEB, "m" + i, OLD, 0));
    }

    registry.release(many);
    assertThat(seen(WEB).releases()).hasSize(250);

    registry.destroy(WEB);
    assertThat(store.range("/fleetk/releases/").entries()).isEmpty();
  }

  @Test
  void anOldReleaseDoesNotLetAContentThatComesBackThrough() {
    registry.put(unit(WEB, OLD));
    registry.release(List.of(release(WEB, "m1", OLD, 0), release(WEB, "m2", NEW, 0)));
    registry.put(unit(WEB, NEW));

    registry.put(held(WEB, OLD));

    assertThat(seen(WEB).releases()).containsOnlyKeys("m2");
  }

  @Test
  void releasingAnUnknownUnitIsRefused() {
    assertThatThrownBy(() -> registry.release(List.of(release(WEB, "m1", OLD, 0))))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("web.service");
    registry.put(unit(WEB, OLD));
    assertThatThrownBy(() -> registry.release(List.of(release(WEB, "../m1", OLD, 0))))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("machine ID");
  }

  @Test
  void aReleaseLosesAgainstADestroy() {
    registry.put(unit(WEB, OLD));
    Registry other = somebodyElse();
    store.beforeNextCommit(() -> other.destroy(WEB));

    assertThatThrownBy(() -> registry.release(List.of(release(WEB, "m1", OLD, 0))))
        .isInstanceOf(FleetRefusedException.class);
    assertThat(store.range("/fleetk/releases/").entries()).isEmpty();
  }

  @Test
  void aRestartRaisesTheGenerationAndHoldsIt() {
    registry.put(unit(WEB, OLD));

    assertThat(registry.restart(WEB)).isEqualTo(1);
    assertThat(registry.restart(WEB)).isEqualTo(2);

    assertThat(seen(WEB).generation()).isEqualTo(2);
    assertThat(seen(WEB).held()).isTrue();
  }

  @Test
  void whatIsNotThereIsRefusedByName() {
    assertThatThrownBy(() -> registry.restart(WEB))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessage("unit web.service does not exist");
    assertThatThrownBy(() -> registry.destroy(WEB)).isInstanceOf(FleetRefusedException.class);
    assertThatThrownBy(() -> registry.setDesiredState(WEB, DesiredState.LOADED))
        .isInstanceOf(FleetRefusedException.class);
  }

  @Test
  void aRestartGoesAboveWhatMachinesStillHaveOfAUnitOfThatName() {
    EngineRegistry engine = new EngineRegistry(store);
    Term term = engine.campaign("m1", TTL).orElseThrow();
    registry.put(unit(WEB, OLD));
    registry.put(unit(API, OLD));
    engine.write(
        term,
        revision(),
        List.of(
            new EngineWrite.Assign(WEB, assignment("m1", OLD, 5)),
            new EngineWrite.Assign(API, assignment("m1", OLD, 50))));
    registry.destroy(WEB);
    registry.put(unit(WEB, OLD));
    assertThat(registry.restart(WEB)).isEqualTo(6);

    joined("m2").publish(List.of(status(WEB, "m2", "active", 9)), List.of());

    assertThat(registry.restart(WEB)).isEqualTo(10);
    assertThat(seen(WEB).generation()).isEqualTo(10);
  }

  @Test
  void aReleaseOfAUnitThatWasMadeAnewWhileItWasDestroyedStays() {
    registry.put(unit(WEB, OLD));
    registry.release(List.of(release(WEB, "m1", OLD, 0)));
    store.beforeNextCommit(() -> {});
    store.beforeNextCommit(
        () -> {
          somebodyElse().put(unit(WEB, NEW));
          somebodyElse().release(List.of(release(WEB, "m1", NEW, 1)));
        });

    registry.destroy(WEB);

    assertThat(seen(WEB).releases())
        .containsExactly(entry("m1", new FleetUnit.Release(NEW.id(), 1)));
  }

  @Test
  void aUnitThatIsMadeAnewHasNoReleases() {
    registry.put(unit(WEB, OLD));
    registry.release(List.of(release(WEB, "m1", OLD, 3)));
    // As if its destroyer had died between the two.
    store.commit(Txn.builder().delete("/fleetk/units/web.service").build());

    registry.put(unit(WEB, OLD));

    assertThat(seen(WEB).releases()).isEmpty();
  }

  @Test
  void aReleaseOfAContentThatSomebodyElsePutMeanwhileStays() {
    registry.put(unit(WEB, OLD));
    registry.release(List.of(release(WEB, "m1", NEW, 0)));
    store.beforeNextCommit(
        () -> {
          somebodyElse().put(held(WEB, NEW));
          somebodyElse().release(List.of(release(WEB, "m1", NEW, 0)));
        });

    registry.put(held(WEB, NEW));

    assertThat(seen(WEB).content()).isEqualTo(NEW);
    assertThat(seen(WEB).releases()).containsOnlyKeys("m1");
  }

  @Test
  void aReleaseThatTheEngineDropsWhileItIsPutAgainIsThere() {
    EngineRegistry engine = new EngineRegistry(memory);
    Term term = engine.campaign("m1", TTL).orElseThrow();
    registry.put(unit(WEB, OLD));
    registry.release(List.of(release(WEB, "m1", OLD, 0)));
    store.beforeNextCommit(
        () -> engine.write(term, revision(), List.of(new EngineWrite.DropRelease(WEB, "m1"))));

    registry.release(List.of(release(WEB, "m1", OLD, 0)));

    assertThat(seen(WEB).releases()).containsOnlyKeys("m1");
  }

  private Registry somebodyElse() {
    return new Registry(memory, timeline, (unit, machine, range) -> JournalLines.NONE);
  }

  @Test
  void destroyingLeavesTheScheduleToTheEngine() {
    EngineRegistry engine = new EngineRegistry(store);
    Term term = engine.campaign("m1", TTL).orElseThrow();
    registry.put(unit(WEB, OLD));
    registry.release(List.of(release(WEB, "m1", OLD, 0)));
    engine.write(
        term,
        revision(),
        List.of(
            new EngineWrite.Pend(WEB, "no machine"),
            new EngineWrite.Assign(WEB, assignment("m1", OLD))));

    registry.destroy(WEB);

    assertThat(registry.view().units()).isEmpty();
    assertThat(store.range("/fleetk/").entries())
        .extracting(entry -> entry.key())
        .containsExactly(
            "/fleetk/contents/" + OLD.id(), "/fleetk/leader", "/fleetk/schedule/m1/web.service");
  }

  @Test
  void templatesAreNotStarted() {
    UnitName template = UnitName.of("web@.service");

    assertThatThrownBy(() -> registry.put(unit(template, OLD)))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessage("cannot activate template \"web@.service\"");
    registry.put(new UnitSubmission(template, OLD, DesiredState.INACTIVE, Optional.empty(), false));
    assertThatThrownBy(() -> registry.setDesiredState(template, DesiredState.LOADED))
        .isInstanceOf(FleetRefusedException.class);
  }

  @Test
  void aPlacementThatFleetRefusesIsRefusedInItsWords() {
    UnitContent both = content("/bin/x", "MachineID=abc", "Global=true");

    assertThatThrownBy(() -> registry.put(unit(WEB, both)))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessage("MachineID cannot be used with Global");
    assertThat(registry.view().units()).isEmpty();
  }

  @Test
  void optionsThatMakeNoUnitFileAreRefused() {
    assertThatThrownBy(() -> registry.put(unit(WEB, content("x".repeat(3000)))))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("web.service, line 2")
        .hasMessageContaining("too long");
  }

  @Test
  void aUnitThatIsTooLargeIsRefusedByName() {
    UnitContent large =
        new UnitContent(
            OLD.file(), List.of(new CarriedFile("/etc/big", 0644, "x".repeat(Txn.MAX_BYTES))));

    assertThatThrownBy(() -> registry.put(unit(WEB, large)))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("web.service is too large")
        .hasMessageContaining("524288");
  }

  @Test
  void aPutThatLosesAgainstAnotherTriesAgainOnWhatItFinds() {
    registry.put(unit(WEB, OLD));
    Registry other = somebodyElse();
    store.beforeNextCommit(() -> other.restart(WEB));

    registry.put(unit(WEB, NEW));

    assertThat(seen(WEB).content()).isEqualTo(NEW);
    assertThat(seen(WEB).generation()).isEqualTo(1);
  }

  @Test
  void concurrentRestartsAreAllCounted() throws Exception {
    registry.put(unit(WEB, OLD));
    List<Callable<Long>> restarts = Collections.nCopies(20, () -> registry.restart(WEB));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Long> restart : threads.invokeAll(restarts)) {
        restart.get();
      }
    }

    assertThat(seen(WEB).generation()).isEqualTo(20);
  }

  @Test
  void twoUnitsMayShareAContent() {
    registry.put(unit(WEB, OLD));
    registry.put(unit(API, OLD));

    assertThat(registry.view().units()).containsOnlyKeys(WEB, API);
    assertThat(store.range("/fleetk/contents/").entries()).hasSize(1);
  }

  @Test
  void readsManyContentsAtOnce() {
    for (int i = 0; i < 40; i++) {
      registry.put(unit(UnitName.of("u" + i + ".service"), content("/bin/" + i)));
    }

    Registry fresh = new Registry(store, timeline, (unit, machine, range) -> JournalLines.NONE);

    assertThat(fresh.view()).isEqualTo(registry.view());
    assertThat(fresh.view().units()).hasSize(40);
  }

  @Test
  void aContentThatTheStoreLostIsNamedAndCanBePutAgain() {
    registry.put(unit(WEB, OLD));
    store.commit(Txn.builder().delete("/fleetk/contents/" + OLD.id()).build());
    Registry fresh = new Registry(store, timeline, (unit, machine, range) -> JournalLines.NONE);

    assertThatThrownBy(fresh::view)
        .isInstanceOf(FleetUnreachableException.class)
        .hasMessageContaining("web.service")
        .hasMessageContaining("put that unit again");
    fresh.put(unit(WEB, OLD));
    assertThat(fresh.view().units()).containsOnlyKeys(WEB);
  }

  @Test
  void fleetsUnderTwoPrefixesDoNotMeet() {
    Registry other =
        new Registry(
            store, timeline, (unit, machine, range) -> JournalLines.NONE, new Keyspace("/other/"));
    registry.put(unit(WEB, OLD));

    assertThat(other.view().units()).isEmpty();
  }

  @Test
  void aStoreThatDoesNotAnswerIsAFleetOutOfReach() {
    store.down(true);

    assertThatThrownBy(registry::view)
        .isInstanceOf(FleetUnreachableException.class)
        .hasMessageContaining("does not answer");
    assertThatThrownBy(() -> registry.put(unit(WEB, OLD)))
        .isInstanceOf(FleetUnreachableException.class);
  }

  @Test
  void asksForJournalsWhereTheyAre() {
    assertThat(registry.journal(WEB, "m1", 5)).containsExactly("web.service on m1");
  }
}
