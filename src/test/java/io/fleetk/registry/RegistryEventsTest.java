package io.fleetk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetEvent.MachineChanged;
import io.fleetk.fleet.FleetEvent.MachineRemoved;
import io.fleetk.fleet.FleetEvent.StatusChanged;
import io.fleetk.fleet.FleetEvent.StatusGone;
import io.fleetk.fleet.FleetEvent.UnitChanged;
import io.fleetk.fleet.FleetEvent.UnitDestroyed;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a follower of the registry is told. */
class RegistryEventsTest extends RegistryFixture {
  private static final UnitContent OLD = content("/bin/old");
  private static final UnitContent NEW = content("/bin/new");

  private final EngineRegistry engine = new EngineRegistry(store);

  private static List<FleetEvent> next(EventStream events) {
    return events.next(Duration.ZERO);
  }

  private static FleetUnit onlyUnit(EventStream events) {
    List<FleetEvent> told = next(events);
    assertThat(told).singleElement().isInstanceOf(UnitChanged.class);
    return ((UnitChanged) told.getFirst()).unit();
  }

  @Test
  void tellsOfAUnitWithEverythingThatBelongsToIt() {
    Term term = engine.campaign("m1", TTL).orElseThrow();
    try (EventStream events = registry.events(revision())) {
      registry.put(unit(WEB, OLD));
      assertThat(onlyUnit(events)).isEqualTo(seen(WEB));

      engine.write(term, revision(), List.of(new EngineWrite.Pend(WEB, "no machine")));
      assertThat(onlyUnit(events).pending()).contains("no machine");

      engine.write(
          term,
          revision(),
          List.of(new EngineWrite.Unpend(WEB), new EngineWrite.Assign(WEB, assignment("m1", OLD))));
      assertThat(onlyUnit(events).assignments()).containsEntry("m1", assignment("m1", OLD));

      registry.put(held(WEB, NEW));
      assertThat(onlyUnit(events).held()).isTrue();

      registry.release(List.of(release(WEB, "m1", NEW, 0)));
      assertThat(onlyUnit(events).releases()).containsOnlyKeys("m1");
      assertThat(registry.view().unit(WEB)).contains(seen(WEB));

      registry.destroy(WEB);
      assertThat(next(events))
          .singleElement()
          .isInstanceOfSatisfying(
              UnitDestroyed.class, gone -> assertThat(gone.name()).isEqualTo(WEB));
    }
  }

  @Test
  void tellsOfMachinesThatComeChangeAndGo() {
    try (EventStream events = registry.events(revision())) {
      AgentRegistry agent = joined("m1");
      assertThat(next(events))
          .containsExactly(
              new MachineChanged(revision(), registry.view().machine("m1").orElseThrow()));

      registry.editMetadata(List.of(new MetadataEdit("m1", "zone", Optional.of("a"))));
      assertThat(next(events))
          .singleElement()
          .isInstanceOfSatisfying(
              MachineChanged.class,
              changed -> assertThat(changed.machine().metadata()).containsEntry("zone", "a"));

      agent.publish(List.of(status(WEB, "m1", "active")), Set.of());
      assertThat(next(events))
          .containsExactly(new StatusChanged(revision(), status(WEB, "m1", "active")));

      timeline.advance(TTL);
      assertThat(next(events))
          .satisfiesExactly(
              away -> assertThat(((MachineChanged) away).machine().present()).isFalse(),
              gone -> assertThat(gone).isEqualTo(new StatusGone(revision(), WEB, "m1")));

      registry.removeMember("m1");
      assertThat(next(events)).containsExactly(new MachineRemoved(revision(), "m1"));
    }
  }

  @Test
  void editsOfAMachineThatIsNoMemberAreNoEvent() {
    try (EventStream events = registry.events(revision())) {
      registry.editMetadata(List.of(new MetadataEdit("m9", "zone", Optional.of("a"))));

      assertThat(next(events)).isEmpty();
    }
  }

  @Test
  void aStreamFromThePastTellsWhatCameSince() {
    registry.put(unit(WEB, OLD));
    long past = revision();
    registry.put(unit(WEB, NEW));
    registry.put(unit(API, OLD));
    registry.destroy(API);

    try (EventStream events = registry.events(past)) {
      List<FleetEvent> told = next(events);

      assertThat(told).extracting(FleetEvent::revision).isSorted();
      assertThat(told)
          .satisfiesExactly(
              changed -> assertThat(((UnitChanged) changed).unit()).isEqualTo(seen(WEB)),
              gone -> assertThat(((UnitDestroyed) gone).name()).isEqualTo(API));
    }
  }

  @Test
  void aStreamThatFellBehindACompactionIsLost() {
    try (EventStream events = registry.events(revision())) {
      registry.put(unit(WEB, OLD));
      memory.compact(revision());

      assertThatThrownBy(() -> next(events))
          .isInstanceOf(EventsLostException.class)
          .hasMessageContaining("take a new view");
    }
  }

  @Test
  void aStreamFromAnotherStoresRevisionIsLost() {
    assertThatThrownBy(() -> registry.events(revision() + 1))
        .isInstanceOf(EventsLostException.class);
  }

  @Test
  void eventsThatAFailingStoreKeptBackAreNotPassedOverInSilence() {
    Registry other = new Registry(memory, timeline, (unit, machine, range) -> JournalLines.NONE);
    other.put(unit(WEB, OLD));
    try (EventStream events = registry.events(revision())) {
      other.setDesiredState(WEB, DesiredState.LOADED);
      store.down(true);
      assertThatThrownBy(() -> next(events)).isInstanceOf(FleetUnreachableException.class);
      store.down(false);

      assertThatThrownBy(() -> next(events)).isInstanceOf(EventsLostException.class);
    }
  }

  @Test
  void aClosedStreamIsLost() {
    EventStream events = registry.events(revision());
    events.close();

    assertThatThrownBy(() -> next(events)).isInstanceOf(EventsLostException.class);
  }

  /** Whatever happens: following a view by its events gives the view that is read afterwards. */
  @Property(tries = 200)
  void aFollowedViewEqualsAFreshOne(
      @ForAll @Size(max = 30) List<@IntRange(max = 59) Integer> steps,
      @ForAll @IntRange(max = 30) int joinAt) {
    RegistryEventsTest fleet = new RegistryEventsTest();
    fleet.followAndCompare(steps, joinAt);
    fleet.closeStore();
  }

  private void followAndCompare(List<Integer> steps, int joinAt) {
    Term term = engine.campaign("m1", TTL.multipliedBy(1000)).orElseThrow();
    AgentRegistry agent = joined("m1");
    FleetView view = registry.view();
    steps.stream().limit(joinAt).forEach(step -> act(step, term, agent));
    try (EventStream events = registry.events(view.revision())) {
      steps.stream().skip(joinAt).forEach(step -> act(step, term, agent));
      for (List<FleetEvent> told = next(events); !told.isEmpty(); told = next(events)) {
        for (FleetEvent event : told) {
          view = view.after(event);
        }
      }
    }
    FleetView fresh = registry.view();
    assertThat(view.units()).isEqualTo(fresh.units());
    assertThat(view.machines()).isEqualTo(fresh.machines());
    assertThat(view.statuses()).isEqualTo(fresh.statuses());
  }

  private void act(int step, Term term, AgentRegistry agent) {
    UnitName name = step % 2 == 0 ? WEB : API;
    String machine = "m" + step % 3;
    UnitContent content = step % 4 < 2 ? OLD : NEW;
    boolean exists = registry.view().unit(name).isPresent();
    switch (step / 6) {
      case 0 -> registry.put(unit(name, content));
      case 1 -> registry.put(held(name, content));
      case 2 -> {
        if (exists) {
          registry.destroy(name);
        }
      }
      case 3 -> {
        if (exists) {
          registry.release(List.of(release(name, machine, content, step)));
        }
      }
      case 4 ->
          engine.write(
              term,
              revision(),
              List.of(new EngineWrite.Assign(name, assignment(machine, content))));
      case 5 ->
          engine.write(
              term,
              revision(),
              List.of(
                  new EngineWrite.Unassign(name, machine), new EngineWrite.Pend(name, "" + step)));
      case 6 -> engine.write(term, revision(), List.of(new EngineWrite.DropRelease(name, machine)));
      case 7 -> agent.publish(List.of(status(name, "m1", "active")), Set.of());
      case 8 -> {
        timeline.advance(TTL);
        agent.join(machine("m1", "10.0.0.1"), TTL);
      }
      default ->
          registry.editMetadata(List.of(new MetadataEdit("m1", machine, Optional.of("" + step))));
    }
  }
}
