package io.fleetk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.store.Txn;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What an agent does to the store: presence, schedule, states; and members as others see them. */
class AgentRegistryTest extends RegistryFixture {
  private static final UnitContent OLD = content("/bin/old");
  private static final UnitContent NEW = content("/bin/new");

  private final EngineRegistry engine = new EngineRegistry(store);

  private Machine seenMachine(String id) {
    return registry.view().machine(id).orElseThrow();
  }

  private void assign(UnitName name, UnitContent content) {
    Term term = engine.campaign("engine", TTL).orElseThrow();
    engine.write(
        term, revision(), List.of(new EngineWrite.Assign(name, assignment("m1", content))));
    engine.resign(term);
  }

  private void unassign(UnitName name) {
    Term term = engine.campaign("engine", TTL).orElseThrow();
    engine.write(term, revision(), List.of(new EngineWrite.Unassign(name, "m1")));
    engine.resign(term);
  }

  @Test
  void aMachineThatJoinedIsPresent() {
    joined("m1");

    assertThat(seenMachine("m1"))
        .isEqualTo(
            new Machine(
                "m1", "10.0.0.1", Map.of("role", "node"), true, false, "1.0", Optional.of(START)));
  }

  @Test
  void isRenewedOftenButNotMoreThanOnceASecondNorLessThanEveryOtherOne() {
    assertThat(List.of(1, 2, 5, 10, 30, 120))
        .map(seconds -> AgentRegistry.renewalInterval(Duration.ofSeconds(seconds)).toMillis())
        .containsExactly(333L, 666L, 1000L, 1000L, 2000L, 2000L);
  }

  @Test
  void isPresentWhileItRenews() {
    AgentRegistry agent = joined("m1");
    timeline.advance(TTL.minusSeconds(1));
    agent.renew();
    timeline.advance(TTL.minusSeconds(1));
    assertThat(seenMachine("m1").present()).isTrue();

    timeline.advance(Duration.ofSeconds(1));
    assertThat(seenMachine("m1").present()).isFalse();
    assertThatThrownBy(agent::renew).isInstanceOf(PresenceLostException.class);
  }

  @Test
  void leavingEndsPresenceAndStatesAndKeepsTheMember() {
    AgentRegistry agent = joined("m1");
    agent.publish(List.of(status(WEB, "m1", "active")), Set.of());
    timeline.advance(Duration.ofSeconds(7));

    agent.leave();

    assertThat(seenMachine("m1").present()).isFalse();
    assertThat(seenMachine("m1").lastSeen()).contains(START.plusSeconds(7));
    assertThat(registry.view().statuses()).isEmpty();
    agent.leave();
  }

  @Test
  void anotherMachineUnderTheSameIdIsRefused() {
    joined("m1");
    AgentRegistry clone = agent("m1");

    assertThatThrownBy(() -> clone.join(machine("m1", "10.0.0.2"), TTL))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("10.0.0.1")
        .hasMessageContaining("10.0.0.2")
        .hasMessageContaining("/etc/machine-id")
        .hasMessageNotContaining("\n");
    assertThat(seenMachine("m1").address()).isEqualTo("10.0.0.1");

    timeline.advance(TTL);
    clone.join(machine("m1", "10.0.0.2"), TTL);
    assertThat(seenMachine("m1").address()).isEqualTo("10.0.0.2");
  }

  @Test
  void aRestartedDaemonTakesItsPresenceOverAndDropsWhatItSaidBefore() {
    AgentRegistry before = joined("m1");
    before.publish(List.of(status(WEB, "m1", "active")), Set.of());

    AgentRegistry after = joined("m1");

    assertThat(seenMachine("m1").present()).isTrue();
    assertThat(registry.view().statuses()).isEmpty();
    assertThatThrownBy(before::renew).isInstanceOf(PresenceLostException.class);
    after.renew();
  }

  @Test
  void aMachineThatReturnsPublishesAgainWhatItHad() {
    AgentRegistry agent = joined("m1");
    agent.publish(List.of(status(WEB, "m1", "active"), status(API, "m1", "active")), Set.of());
    timeline.advance(TTL);
    assertThatThrownBy(() -> agent.publish(List.of(status(WEB, "m1", "failed")), Set.of(API)))
        .isInstanceOf(PresenceLostException.class);

    agent.join(machine("m1", "10.0.0.1"), TTL);

    assertThat(registry.view().statuses().values()).containsExactly(status(WEB, "m1", "failed"));
  }

  @Test
  void joiningTwiceKeepsThePresence() {
    AgentRegistry agent = joined("m1");
    agent.publish(List.of(status(WEB, "m1", "active")), Set.of());

    agent.join(machine("m1", "10.0.0.1"), TTL);

    assertThat(registry.view().statuses()).hasSize(1);
    assertThat(seenMachine("m1").present()).isTrue();
  }

  @Test
  void publishesChangesAndWhatIsGone() {
    AgentRegistry agent = joined("m1");
    agent.publish(List.of(status(WEB, "m1", "activating"), status(API, "m1", "active")), Set.of());

    agent.publish(List.of(status(WEB, "m1", "active")), Set.of(API));

    assertThat(registry.view().statuses().values()).containsExactly(status(WEB, "m1", "active"));
    long before = revision();
    agent.publish(List.of(status(WEB, "m1", "active")), Set.of(API));
    assertThat(revision()).isEqualTo(before);
  }

  @Test
  void publishesInBatches() {
    AgentRegistry agent = joined("m1");
    List<UnitStatus> many = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      many.add(status(UnitName.of("u" + i + ".service"), "m1", "active"));
    }
    long before = revision();

    agent.publish(many, Set.of());

    assertThat(registry.view().statuses()).hasSize(250);
    assertThat(revision()).isEqualTo(before + 3);
  }

  @Test
  void whatCouldNotBePublishedGoesWithTheNext() {
    AgentRegistry agent = joined("m1");
    store.down(true);
    assertThatThrownBy(() -> agent.publish(List.of(status(WEB, "m1", "active")), Set.of()))
        .isInstanceOf(FleetUnreachableException.class);
    store.down(false);

    agent.publish(List.of(), Set.of());

    assertThat(registry.view().statuses()).hasSize(1);
  }

  @Test
  void whoHasNotJoinedCannotPublish() {
    assertThatThrownBy(() -> agent("m1").publish(List.of(), Set.of()))
        .isInstanceOf(PresenceLostException.class)
        .hasMessageContaining("has not joined");
    assertThatThrownBy(() -> agent("a/b")).isInstanceOf(FleetRefusedException.class);
  }

  @Test
  void theScheduleIsToldAtOnceAndWheneverItChanges() {
    registry.put(unit(WEB, OLD));
    assign(WEB, OLD);
    AgentRegistry agent = agent("m1");

    assertThat(agent.awaitSchedule(Duration.ZERO))
        .contains(Map.of(WEB, new ScheduledUnit(WEB, OLD, assignment("m1", OLD))));
    assertThat(agent.awaitSchedule(Duration.ZERO)).isEmpty();

    registry.put(unit(API, NEW));
    assertThat(agent.awaitSchedule(Duration.ZERO)).isEmpty();
    assign(API, NEW);
    assertThat(agent.awaitSchedule(Duration.ZERO).orElseThrow()).containsOnlyKeys(WEB, API);

    unassign(WEB);
    assertThat(agent.awaitSchedule(Duration.ZERO).orElseThrow()).containsOnlyKeys(API);
  }

  @Test
  void aLostWatchIsReplacedByAFreshRead() {
    registry.put(unit(WEB, OLD));
    AgentRegistry agent = agent("m1");
    assertThat(agent.awaitSchedule(Duration.ZERO)).contains(Map.of());

    assign(WEB, OLD);
    memory.compact(revision());

    assertThat(agent.awaitSchedule(Duration.ZERO).orElseThrow()).containsOnlyKeys(WEB);
    unassign(WEB);
    assertThat(agent.awaitSchedule(Duration.ZERO)).contains(Map.of());
  }

  @Test
  void changesThatAFailingStoreKeptBackAreToldLater() {
    AgentRegistry agent = agent("m1");
    agent.awaitSchedule(Duration.ZERO);
    registry.put(unit(WEB, OLD));
    assign(WEB, OLD);
    store.down(true);
    assertThatThrownBy(() -> agent.awaitSchedule(Duration.ZERO))
        .isInstanceOf(FleetUnreachableException.class);
    store.down(false);

    assertThat(agent.awaitSchedule(Duration.ZERO).orElseThrow()).containsOnlyKeys(WEB);
  }

  @Test
  void aUnitWhoseNewContentIsMissingStaysAsItIs() {
    registry.put(unit(WEB, OLD));
    assign(WEB, OLD);
    AgentRegistry agent = agent("m1");
    Map<UnitName, ScheduledUnit> before = agent.awaitSchedule(Duration.ZERO).orElseThrow();

    assign(WEB, NEW);
    assertThat(agent.awaitSchedule(Duration.ZERO)).contains(before);

    store.commit(Txn.builder().delete("/fleetk/contents/" + OLD.id()).build());
    assign(API, NEW);
    assertThat(agent.awaitSchedule(Duration.ZERO)).contains(before);
  }

  @Test
  void closingWakesWhoWaitsForTheSchedule() throws Exception {
    AgentRegistry agent = agent("m1");
    agent.awaitSchedule(Duration.ZERO);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiter = threads.submit(() -> agent.awaitSchedule(Duration.ofMinutes(10)));
      agent.close();

      assertThat(waiter.get()).isEmpty();
    }
  }

  @Test
  void editedMetadataOutlivesTheMachinesAbsence() {
    registry.editMetadata(
        List.of(
            new MetadataEdit("m1", "zone", Optional.of("a")),
            new MetadataEdit("m1", "role", Optional.empty())));
    assertThat(registry.view().machines()).isEmpty();

    AgentRegistry agent = joined("m1");
    assertThat(seenMachine("m1").metadata()).containsOnly(Map.entry("zone", "a"));
    agent.leave();
    joined("m1");
    assertThat(seenMachine("m1").metadata()).containsOnly(Map.entry("zone", "a"));

    registry.editMetadata(List.of(new MetadataEdit("m1", "role", Optional.of("master"))));
    assertThat(seenMachine("m1").metadata())
        .containsOnly(Map.entry("role", "master"), Map.entry("zone", "a"));
    long before = revision();
    registry.editMetadata(List.of(new MetadataEdit("m1", "role", Optional.of("master"))));
    assertThat(revision()).isEqualTo(before);
  }

  @Test
  void metadataOfWhatCannotBeAMachineIsRefused() {
    for (String id : List.of("", "a/b", "../x")) {
      assertThatThrownBy(
              () -> registry.editMetadata(List.of(new MetadataEdit(id, "a", Optional.of("b")))))
          .isInstanceOf(FleetRefusedException.class);
    }
    assertThatThrownBy(
            () -> registry.editMetadata(List.of(new MetadataEdit("m1", "", Optional.of("b")))))
        .isInstanceOf(FleetRefusedException.class);
  }

  @Test
  void aMemberIsRemovedOnlyWhenItIsAway() {
    AgentRegistry agent = joined("m1");
    assertThatThrownBy(() -> registry.removeMember("m1"))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("stop its daemon");
    agent.leave();

    registry.removeMember("m1");

    assertThat(registry.view().machines()).isEmpty();
    assertThatThrownBy(() -> registry.removeMember("m1"))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("no member");
  }

  @Test
  void aMemberThatComesBackWhileItIsRemovedStays() {
    AgentRegistry agent = joined("m1");
    agent.leave();
    store.beforeNextCommit(() -> joined("m1"));

    assertThatThrownBy(() -> registry.removeMember("m1")).isInstanceOf(FleetRefusedException.class);
    assertThat(seenMachine("m1").present()).isTrue();
  }
}
