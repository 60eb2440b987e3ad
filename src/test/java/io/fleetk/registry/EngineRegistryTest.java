package io.fleetk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.store.LeaseLostException;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Leading, and writing as the leader. */
class EngineRegistryTest extends RegistryFixture {
  private static final Duration LEAD = Duration.ofSeconds(5);
  private static final UnitContent OLD = content("/bin/old");
  private static final UnitContent NEW = content("/bin/new");

  private final EngineRegistry engine = new EngineRegistry(store);
  private final EngineRegistry other = new EngineRegistry(memory);

  private Term lead() {
    return engine.campaign("m1", LEAD).orElseThrow();
  }

  private static List<EngineWrite> assign(UnitName name, String machine, UnitContent content) {
    return List.of(new EngineWrite.Assign(name, assignment(machine, content)));
  }

  @Test
  void oneLeadsAtATime() {
    Term term = lead();

    assertThat(other.campaign("m2", LEAD)).isEmpty();
    assertThat(other.leader()).contains("m1");
    engine.resign(term);
    assertThat(other.leader()).isEmpty();
    assertThat(other.campaign("m2", LEAD)).isPresent();
  }

  @Test
  void ofTwoThatRunAtOnceOneLeads() {
    List<Optional<Term>> others = new ArrayList<>();
    store.beforeNextCommit(() -> others.add(other.campaign("m2", LEAD)));

    assertThat(engine.campaign("m1", LEAD)).isEmpty();
    assertThat(others).singleElement().satisfies(term -> assertThat(term).isPresent());
    assertThat(engine.leader()).contains("m2");
  }

  @Test
  void theLeadLastsWhileItIsRenewed() {
    Term term = lead();
    timeline.advance(LEAD.minusSeconds(1));
    engine.renew(term);
    timeline.advance(LEAD.minusSeconds(1));
    assertThat(engine.leader()).contains("m1");

    timeline.advance(Duration.ofSeconds(1));
    assertThat(engine.leader()).isEmpty();
    assertThatThrownBy(() -> engine.renew(term)).isInstanceOf(LeaseLostException.class);
  }

  @Test
  void waitsForTheLeadToBeVacant() throws Exception {
    assertThat(other.awaitVacancy(Duration.ZERO)).isTrue();
    Term term = lead();
    assertThat(other.awaitVacancy(Duration.ofMillis(10))).isFalse();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var vacant = threads.submit(() -> other.awaitVacancy(Duration.ofSeconds(20)));
      engine.resign(term);
      assertThat(vacant.get()).isTrue();
    }
  }

  @Test
  void whatTheLeaderWritesIsInTheView() {
    Term term = lead();
    registry.put(unit(WEB, OLD));
    registry.release(List.of(release(WEB, "m1", OLD, 0)));
    engine.write(term, revision(), List.of(new EngineWrite.Pend(WEB, "no machine has role=node")));
    assertThat(seen(WEB).pending()).contains("no machine has role=node");

    engine.write(
        term,
        revision(),
        List.of(
            new EngineWrite.Unpend(WEB),
            new EngineWrite.Assign(WEB, assignment("m1", OLD)),
            new EngineWrite.DropRelease(WEB, "m1")));

    FleetUnit placed = seen(WEB);
    assertThat(placed.pending()).isEmpty();
    assertThat(placed.releases()).isEmpty();
    assertThat(placed.assignments()).containsOnlyKeys("m1");
    engine.write(term, revision(), List.of(new EngineWrite.Unassign(WEB, "m1")));
    assertThat(seen(WEB).assignments()).isEmpty();
  }

  private Registry somebodyElse() {
    return new Registry(memory, timeline, (unit, machine, range) -> JournalLines.NONE);
  }

  @Test
  void aReleaseThatWasPutSinceTheEngineLookedIsNotDropped() {
    Term term = lead();
    registry.put(unit(WEB, OLD));
    registry.release(List.of(release(WEB, "m1", OLD, 0), release(WEB, "m2", OLD, 0)));
    long judged = revision();
    registry.release(List.of(release(WEB, "m1", NEW, 0)));
    EngineWrite dropOne = new EngineWrite.DropRelease(WEB, "m1");
    EngineWrite dropOther = new EngineWrite.DropRelease(WEB, "m2");

    assertThat(engine.write(term, judged, List.of(dropOne, dropOther))).containsExactly(dropOther);

    assertThat(seen(WEB).releases())
        .containsExactly(entry("m1", new FleetUnit.Release(NEW.id(), 0)));
    assertThat(engine.write(term, revision(), List.of(dropOne))).containsExactly(dropOne);
    assertThat(seen(WEB).releases()).isEmpty();
  }

  @Test
  void aReleaseThatIsPutWhileAnOlderOneIsDroppedStays() {
    Term term = lead();
    registry.put(unit(WEB, OLD));
    List<EngineWrite> drops = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      registry.release(List.of(release(WEB, "m" + i, OLD, 0)));
      drops.add(new EngineWrite.DropRelease(WEB, "m" + i));
    }
    // The same content and generation again: it is the put that counts, not what it says.
    store.beforeNextCommit(
        () -> {
          somebodyElse().release(List.of(release(WEB, "m7", NEW, 0)));
          somebodyElse().release(List.of(release(WEB, "m7", OLD, 0)));
        });

    assertThat(engine.write(term, revision(), drops)).hasSize(149);

    assertThat(seen(WEB).releases()).containsOnlyKeys("m7");
  }

  @Test
  void writesMoreThanATransactionTakes() {
    Term term = lead();
    List<EngineWrite> writes = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      writes.addAll(assign(UnitName.of("u" + i + ".service"), "m1", OLD));
    }
    writes.add(new EngineWrite.Pend(WEB, "x".repeat(300_000)));
    writes.add(new EngineWrite.Pend(API, "y".repeat(300_000)));
    writes.add(new EngineWrite.Unpend(API));

    engine.write(term, revision(), writes);

    assertThat(store.range("/fleetk/schedule/m1/").entries()).hasSize(250);
    assertThat(store.range("/fleetk/pending/").entries()).hasSize(1);
  }

  @Test
  void aLeaderThatWasOvertakenCannotWrite() {
    Term old = lead();
    timeline.advance(LEAD);
    assertThatThrownBy(() -> engine.write(old, revision(), assign(WEB, "m1", OLD)))
        .isInstanceOf(TermLostException.class);
    Term newer = other.campaign("m2", LEAD).orElseThrow();

    assertThatThrownBy(() -> engine.write(old, revision(), assign(WEB, "m1", OLD)))
        .isInstanceOf(TermLostException.class)
        .hasMessageContaining("another engine leads");
    assertThatThrownBy(() -> engine.collectContents(withContent(old)))
        .isInstanceOf(TermLostException.class);
    assertThat(store.range("/fleetk/schedule/").entries()).isEmpty();
    other.write(newer, revision(), assign(WEB, "m1", OLD));
    assertThat(store.range("/fleetk/schedule/").entries()).hasSize(1);
  }

  @Test
  void findsWhatIsLeftOfUnitsThatWereDestroyed() {
    Term term = lead();
    registry.put(unit(WEB, OLD));
    List<EngineWrite> writes = new ArrayList<>(assign(WEB, "m1", OLD));
    writes.addAll(assign(API, "m1", OLD));
    writes.add(new EngineWrite.Pend(WEB, "no machine has role=node"));
    writes.add(new EngineWrite.Pend(API, "no machine has role=node"));

    engine.write(term, revision(), writes);

    assertThat(engine.strays())
        .containsExactly(new EngineWrite.Unassign(API, "m1"), new EngineWrite.Unpend(API));
    engine.write(term, revision(), List.copyOf(engine.strays()));
    assertThat(engine.strays()).isEmpty();
    assertThat(seen(WEB).pending()).isPresent();
  }

  private Term withContent(Term term) {
    registry.put(unit(WEB, OLD));
    registry.destroy(WEB);
    return term;
  }

  @Test
  void collectsContentsThatNothingNames() {
    Term term = lead();
    registry.put(unit(WEB, OLD));
    engine.write(term, revision(), assign(WEB, "m1", OLD));
    registry.put(unit(WEB, NEW));
    assertThat(engine.collectContents(term)).isZero();

    engine.write(term, revision(), assign(WEB, "m1", NEW));
    assertThat(engine.collectContents(term)).isEqualTo(1);

    assertThat(store.range("/fleetk/contents/").entries())
        .extracting(entry -> entry.key())
        .containsExactly("/fleetk/contents/" + NEW.id());
  }

  @Test
  void aContentThatIsPutAgainWhileItIsCollectedStays() {
    Term term = lead();
    registry.put(unit(WEB, OLD));
    registry.put(unit(WEB, NEW));
    Registry meanwhile = somebodyElse();
    store.beforeNextCommit(() -> meanwhile.put(unit(API, OLD)));

    assertThat(engine.collectContents(term)).isZero();

    assertThat(somebodyElse().view().units()).containsOnlyKeys(WEB, API);
  }

  @Test
  void notesWhenAMachineWasFoundToBeAway() {
    Term term = engine.campaign("m1", LEAD.multipliedBy(100)).orElseThrow();
    joined("m2");
    Instant noticed = START.plusSeconds(40);
    engine.noteAway(term, "m2", noticed);
    assertThat(registry.view().machine("m2").orElseThrow().lastSeen()).contains(START);

    timeline.advance(TTL);
    engine.noteAway(term, "m2", noticed);
    engine.noteAway(term, "m9", noticed);

    assertThat(registry.view().machine("m2").orElseThrow().lastSeen()).contains(noticed);
    assertThat(registry.view().machines()).containsOnlyKeys("m2");
  }
}
