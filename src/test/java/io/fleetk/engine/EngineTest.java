package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.registry.EngineWrite;
import io.fleetk.registry.Term;
import io.fleetk.store.Entry;
import io.fleetk.store.Lease;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Leading, and carrying out what is decided. */
class EngineTest extends EngineFixture {
  @Test
  void placesAUnitThatIsPut() {
    join(M1);
    engine("one");

    put("a.service");

    eventuallyOn("a.service", M1);
  }

  @Test
  void givesAMachineThatJoinsItsGlobalUnitsAndNothingElse() {
    join(M1);
    engine("one");
    put("a.service");
    put("g.service", "Global=true");
    eventuallyOn("g.service", M1);

    join(M2);

    eventuallyOn("g.service", M1, M2);
    assertThat(machinesOf("a.service")).containsExactly(M1);
  }

  @Test
  void releasesAHeldChangeMachineByMachine() {
    join(M1);
    join(M2);
    engine("one");
    put("g.service", "Global=true");
    eventuallyOn("g.service", M1, M2);
    UnitContent changed = Scene.content("/bin/new", "Global=true");
    fleet.put(
        new UnitSubmission(
            UnitName.of("g.service"), changed, DesiredState.LAUNCHED, Optional.empty(), true));

    fleet.release(List.of(new Release(UnitName.of("g.service"), M2, changed.id(), 0)));

    soon()
        .untilAsserted(
            () -> {
              FleetUnit unit = unit("g.service");
              assertThat(unit.assignments().get(M2).contentId()).isEqualTo(changed.id());
              assertThat(unit.assignments().get(M1).contentId()).isNotEqualTo(changed.id());
              assertThat(unit.releases()).isEmpty();
            });
  }

  @Test
  void aReleaseThatComesWhileAnOldOneIsDroppedIsFollowed() {
    UnitName name = UnitName.of("a.service");
    UnitContent changed = Scene.content("/bin/new");
    join(M1);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    fleet.put(new UnitSubmission(name, changed, DesiredState.LAUNCHED, Optional.empty(), true));
    settle();
    helms
        .getFirst()
        .beforeNextWrite(() -> fleet.release(List.of(new Release(name, M1, changed.id(), 0))));

    fleet.release(List.of(new Release(name, M1, Hash.of("another content"), 0)));

    soon()
        .untilAsserted(
            () -> {
              assertThat(unit("a.service").assignments().get(M1).contentId())
                  .isEqualTo(changed.id());
              assertThat(unit("a.service").releases()).isEmpty();
            });
  }

  @Test
  void takesADestroyedUnitFromItsMachine() {
    join(M1);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);

    fleet.destroy(UnitName.of("a.service"));

    soon().untilAsserted(() -> assertThat(lead.strays()).isEmpty());
  }

  @Test
  void takesAUnitFromItsMachineThatWasDestroyedWhileNobodyLed() {
    join(M1);
    Engine first = engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    first.close();
    fleet.destroy(UnitName.of("a.service"));
    assertThat(lead.strays()).hasSize(1);

    engine("two");

    soon().untilAsserted(() -> assertThat(lead.strays()).isEmpty());
  }

  @Test
  void standsByWhileAnotherLeadsAndTakesOverOnceThatIsClosed() {
    join(M1);
    Engine first = engine("one");
    soon().until(first::leading);
    Engine second = engine("two");
    put("a.service");
    eventuallyOn("a.service", M1);
    assertThat(second.leading()).isFalse();
    assertThat(second.describe()).isEqualTo("not leading");

    first.close();

    soon().until(second::leading);
    assertThat(first.leading()).isFalse();
    put("b.service");
    eventuallyOn("b.service", M1);
  }

  @Test
  void writesNothingOnceItIsOvertaken() {
    join(M1);
    engine("one");
    settle();
    WatchedHelm helm = helms.getFirst();
    helm.beforeNextWrite(
        () -> {
          // As if it had been frozen for longer than its lease, and somebody else had taken over.
          // No time passes, in which it would renew its lease or stand again first.
          Entry leader = store.get("/fleetk/leader").orElseThrow();
          store.revoke(new Lease(leader.lease(), EngineSettings.LEADER_TTL));
          assertThat(lead.campaign("other", EngineSettings.LEADER_TTL)).isPresent();
        });

    put("a.service");

    soon().until(() -> !engines.getFirst().leading());
    assertThat(machinesOf("a.service")).isEmpty();
    assertThat(lead.leader()).contains("other");
  }

  @Test
  void readsTheFleetAgainWhenEventsWereLost() {
    join(M1);
    engine("one");
    settle();

    helms.getFirst().loseEvents();
    put("a.service");

    soon().until(() -> engines.getFirst().describe().contains("cannot see the fleet"));
    pass(Duration.ofSeconds(1));
    eventuallyOn("a.service", M1);
  }

  @Test
  void doesNothingButRenewItsLeadWhileNothingHappens() {
    join(M1);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    settle();
    pass(Duration.ofMinutes(2));
    WatchedHelm helm = helms.getFirst();
    int views = helm.views.get();
    int writes = helm.writes.get();
    int collections = helm.collections.get();

    pass(Duration.ofMinutes(5));

    assertThat(helm.views).hasValue(views);
    assertThat(helm.writes).hasValue(writes);
    assertThat(helm.collections).hasValue(collections);
  }

  @Test
  void collectsTheContentsOfDestroyedUnitsAfterAWhile() {
    join(M1);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    fleet.destroy(UnitName.of("a.service"));
    soon().untilAsserted(() -> assertThat(lead.strays()).isEmpty());

    pass(Duration.ofSeconds(61));

    soon().untilAsserted(() -> assertThat(contents()).isEmpty());
  }

  @Test
  void collectsTheContentsOfUnitsThatWereDestroyedWhileNobodyLed() {
    put("a.service");
    fleet.destroy(UnitName.of("a.service"));
    assertThat(contents()).hasSize(1);

    soon().until(engine("one")::leading);
    pass(Duration.ofSeconds(61));

    soon().untilAsserted(() -> assertThat(contents()).isEmpty());
  }

  @Test
  void collectsAContentThatWasReplacedBeforeAnyMachineHadIt() {
    soon().until(engine("one")::leading);
    pass(Duration.ofSeconds(61));
    put("a.service");
    put("a.service", "Global=true");
    seenPending("b.service");
    assertThat(contents()).hasSize(3);

    pass(Duration.ofSeconds(61));

    soon().untilAsserted(() -> assertThat(contents()).hasSize(2));
  }

  @Test
  void forgetsWhyAUnitWaitsThatIsDestroyedWhileItSaysSo() {
    soon().until(engine("one")::leading);
    WatchedHelm helm = helms.getFirst();
    helm.beforeNextWrite(() -> fleet.destroy(UnitName.of("a.service")));

    put("a.service");

    soon().untilAsserted(() -> assertThat(helm.writes).hasValue(2));
    assertThat(lead.strays()).isEmpty();
    assertThat(store.range("/fleetk/pending/").entries()).isEmpty();
  }

  @Test
  void forgetsWhyAUnitWaitsThatIsGoneWhenItBeginsToLead() {
    Term term = lead.campaign("before", EngineSettings.LEADER_TTL).orElseThrow();
    lead.write(
        term,
        store.range("/fleetk/").revision(),
        List.of(new EngineWrite.Pend(UnitName.of("a.service"), "no machines")));
    lead.resign(term);

    engine("one");

    soon().untilAsserted(() -> assertThat(store.range("/fleetk/pending/").entries()).isEmpty());
  }

  @Test
  void givesTheLeadUpWhenItIsClosed() {
    Engine engine = engine("one");
    soon().until(engine::leading);
    assertThat(engine.describe()).startsWith("leading: 0 machines");

    engine.close();

    assertThat(lead.leader()).isEmpty();
    assertThat(engine.describe()).isEqualTo("closed");
  }

  /** What was done before a unit waits in vain for a machine, the engine has seen. */
  private void seenPending(String name) {
    put(name);
    soon().until(() -> unit(name).pending().isPresent());
  }

  private List<Entry> contents() {
    return store.range("/fleetk/contents/").entries();
  }
}
