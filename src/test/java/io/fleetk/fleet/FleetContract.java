package io.fleetk.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Fleet} with extensions does, however it is reached. A subclass gives an empty
 * one; nobody else places or runs anything in it.
 */
public abstract class FleetContract {
  /** How long the contract waits for something that must come. */
  protected static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final UnitName WEB = UnitName.of("web.service");
  private static final UnitName TEMPLATE = UnitName.of("web@.service");
  private static final String MACHINE = "0123456789abcdef0123456789abcdef";

  private Fleet fleet;

  /** An empty fleet. */
  protected abstract Fleet open() throws Exception;

  /** What the journals of the fleet's machines hold. */
  protected abstract MemoryJournals journals();

  @BeforeEach
  final void openFleet() throws Exception {
    fleet = open();
  }

  @AfterEach
  final void closeFleet() {
    fleet.close();
  }

  private FleetExtensions extensions() {
    return fleet.extensions().orElseThrow();
  }

  private FleetUnit unit(UnitName name) {
    return fleet.view().unit(name).orElseThrow();
  }

  private static UnitContent content(String command) {
    return UnitContent.of(
        new UnitFile(
            List.of(
                new UnitOption("Unit", "Description", "käse ünd \"quotes\" \\\n  continued"),
                new UnitOption("Service", "ExecStart", command))));
  }

  private static UnitSubmission launched(UnitName name, UnitContent content) {
    return new UnitSubmission(name, content, DesiredState.LAUNCHED, Optional.empty(), false);
  }

  @Test
  void knowsNothingAtFirst() {
    FleetView view = fleet.view();

    assertThat(view.units()).isEmpty();
    assertThat(view.statuses()).isEmpty();
    assertThat(view.machines()).isEmpty();
  }

  @Test
  void keepsAUnitAsItWasPut() {
    UnitContent content =
        new UnitContent(
            content("/bin/web").file(),
            List.of(
                new CarriedFile("/etc/web/one.yaml", 0640, "a: 1\n\tü\n"),
                new CarriedFile("/etc/web/two", 0600, "")));

    fleet.put(new UnitSubmission(WEB, content, DesiredState.LOADED, Optional.of("shop"), true));

    FleetUnit unit = unit(WEB);
    assertThat(unit.content()).isEqualTo(content);
    assertThat(unit.content().id()).isEqualTo(content.id());
    assertThat(unit.desiredState()).isEqualTo(DesiredState.LOADED);
    assertThat(unit.stack()).contains("shop");
    assertThat(unit.generation()).isZero();
    assertThat(unit.assignments()).isEmpty();
    assertThat(unit.releases()).isEmpty();
  }

  @Test
  void replacesContentInPlace() {
    fleet.put(launched(WEB, content("/bin/web --old")));

    fleet.put(launched(WEB, content("/bin/web --new")));

    assertThat(fleet.view().units()).hasSize(1);
    assertThat(unit(WEB).content()).isEqualTo(content("/bin/web --new"));
    assertThat(unit(WEB).held()).isFalse();
  }

  @Test
  void holdsAChangeThatIsToBeReleased() {
    fleet.put(launched(WEB, content("/bin/web --old")));

    fleet.put(
        new UnitSubmission(
            WEB, content("/bin/web --new"), DesiredState.LAUNCHED, Optional.empty(), true));

    assertThat(unit(WEB).held()).isTrue();
  }

  @Test
  void setsTheDesiredStateAlone() {
    fleet.put(launched(WEB, content("/bin/web")));

    fleet.setDesiredState(WEB, DesiredState.INACTIVE);

    assertThat(unit(WEB).desiredState()).isEqualTo(DesiredState.INACTIVE);
    assertThat(unit(WEB).content()).isEqualTo(content("/bin/web"));
  }

  private static UnitName many(int number) {
    return UnitName.of("many@%d.service".formatted(number));
  }

  private static List<UnitSubmission> many(int count, UnitContent content) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> launched(many(i), content)).toList();
  }

  @Test
  void putsManyAtOnce() {
    fleet.put(launched(many(7), content("/bin/old")));
    List<UnitSubmission> all = new ArrayList<>(many(250, content("/bin/many %i")));
    all.add(launched(WEB, content("/bin/web")));

    fleet.putAll(all);

    FleetView view = fleet.view();
    assertThat(view.units()).hasSize(251);
    all.forEach(
        put -> assertThat(view.unit(put.name()).orElseThrow().content()).isEqualTo(put.content()));
    assertThat(view.units().values())
        .allMatch(unit -> unit.desiredState() == DesiredState.LAUNCHED && !unit.held());
  }

  @Test
  void refusesManyWhenOneIsRefused() {
    List<UnitSubmission> all = new ArrayList<>(many(3, content("/bin/many")));
    all.add(launched(TEMPLATE, content("/bin/web")));

    assertThatThrownBy(() -> fleet.putAll(all))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("web@.service");
  }

  @Test
  void destroysManyAndSaysWhichItDoesNotHave() {
    fleet.putAll(many(20, content("/bin/many")));
    List<UnitName> some = IntStream.rangeClosed(1, 21).mapToObj(FleetContract::many).toList();

    assertThatThrownBy(() -> fleet.destroyAll(some))
        .isInstanceOfSatisfying(
            UnitsRefusedException.class, e -> assertThat(e.reasons()).containsOnlyKeys(many(21)))
        .hasMessageContaining(many(21).text());
    assertThat(fleet.view().units()).isEmpty();
  }

  @Test
  void aReleaseOfAnEarlierUnitOfThatNameIsGoneWhenManyArePut() {
    UnitContent content = content("/bin/web");
    fleet.put(launched(WEB, content));
    extensions().release(List.of(new FleetExtensions.Release(WEB, MACHINE, content.id(), 3)));
    fleet.destroy(WEB);

    fleet.putAll(List.of(launched(WEB, content), launched(many(1), content)));

    assertThat(unit(WEB).releases()).isEmpty();
  }

  @Test
  void setsManyDesiredStatesAtOnce() {
    fleet.putAll(many(120, content("/bin/many")));
    List<UnitName> some = IntStream.rangeClosed(1, 110).mapToObj(FleetContract::many).toList();

    fleet.setDesiredStates(some, DesiredState.LOADED);

    assertThat(fleet.view().units().values())
        .filteredOn(unit -> unit.desiredState() == DesiredState.LOADED)
        .extracting(FleetUnit::name)
        .containsExactlyInAnyOrderElementsOf(some);
    assertThatThrownBy(() -> fleet.setDesiredStates(List.of(WEB), DesiredState.LOADED))
        .isInstanceOf(FleetRefusedException.class);
  }

  @Test
  void refusesToStartATemplate() {
    fleet.put(
        new UnitSubmission(
            TEMPLATE, content("/bin/web %i"), DesiredState.INACTIVE, Optional.empty(), false));

    assertThatThrownBy(() -> fleet.setDesiredState(TEMPLATE, DesiredState.LAUNCHED))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("web@.service");
  }

  @Test
  void destroysAUnit() {
    fleet.put(launched(WEB, content("/bin/web")));

    fleet.destroy(WEB);

    assertThat(fleet.view().units()).isEmpty();
  }

  @Test
  void refusesWhatIsAskedOfAUnitThatIsNotThere() {
    assertThatThrownBy(() -> fleet.setDesiredState(WEB, DesiredState.LAUNCHED))
        .isInstanceOf(FleetRefusedException.class);
    assertThatThrownBy(() -> fleet.destroy(WEB)).isInstanceOf(FleetRefusedException.class);
    assertThatThrownBy(() -> extensions().restart(WEB)).isInstanceOf(FleetRefusedException.class);
    assertThatThrownBy(
            () ->
                extensions()
                    .release(
                        List.of(new FleetExtensions.Release(WEB, MACHINE, Hash.of("text"), 0))))
        .isInstanceOf(FleetRefusedException.class);
  }

  @Test
  void raisesTheGenerationWithEveryRestart() {
    fleet.put(launched(WEB, content("/bin/web")));

    assertThat(extensions().restart(WEB)).isEqualTo(1);
    assertThat(extensions().restart(WEB)).isEqualTo(2);

    assertThat(unit(WEB).generation()).isEqualTo(2);
    assertThat(unit(WEB).held()).isTrue();
  }

  @Test
  void aRestartGoesAboveWhatAMachineWasReleasedToAlone() {
    fleet.put(launched(WEB, content("/bin/web")));
    extensions()
        .release(List.of(new FleetExtensions.Release(WEB, MACHINE, unit(WEB).content().id(), 7)));

    assertThat(extensions().restart(WEB)).isEqualTo(8);
  }

  @Test
  void tellsWhatHappenedAfterARevision() {
    long before = fleet.view().revision();
    fleet.put(launched(WEB, content("/bin/web")));
    try (EventStream events = extensions().events(before)) {
      fleet.setDesiredState(WEB, DesiredState.LOADED);
      fleet.destroy(WEB);

      List<FleetEvent> seen = until(events, FleetEvent.UnitDestroyed.class);

      assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(a.revision(), b.revision()));
      assertThat(seen).allMatch(event -> event.revision() > before);
      FleetView after = FleetView.of(before, List.of(), List.of(), List.of());
      for (FleetEvent event : seen) {
        after = after.after(event);
      }
      assertThat(after.units()).isEmpty();
      assertThat(seen.getFirst())
          .isInstanceOfSatisfying(
              FleetEvent.UnitChanged.class,
              changed -> assertThat(changed.unit().content()).isEqualTo(content("/bin/web")));
    }
  }

  @Test
  void tellsNothingOfWhatWasBefore() {
    fleet.put(launched(WEB, content("/bin/web")));
    try (EventStream events = extensions().events(fleet.view().revision())) {
      assertThat(events.next(Duration.ofMillis(50))).isEmpty();

      fleet.destroy(WEB);

      assertThat(until(events, FleetEvent.UnitDestroyed.class)).hasSize(1);
    }
  }

  private static List<FleetEvent> until(EventStream events, Class<? extends FleetEvent> last) {
    List<FleetEvent> seen = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (seen.stream().noneMatch(last::isInstance)) {
      assertThat(System.nanoTime()).as("events so far: %s", seen).isLessThan(deadline);
      seen.addAll(events.next(Duration.ofSeconds(1)));
    }
    return seen;
  }

  private JournalLines journal(JournalRange range) {
    return extensions().journal(WEB, MACHINE, range);
  }

  @Test
  void givesTheLastLinesOfAJournalAndThenThoseAfterThem() {
    fleet.put(launched(WEB, content("/bin/web")));
    journals().add(WEB, Instant.EPOCH, "one", "two", "three");

    JournalLines last = journal(JournalRange.last(2));
    assertThat(last.lines()).containsExactly("two", "three");
    assertThat(last.cut()).isFalse();
    assertThat(extensions().journal(WEB, MACHINE, 1)).containsExactly("three");

    String cursor = last.cursor().orElseThrow();
    assertThat(journal(JournalRange.after(cursor, 10)))
        .isEqualTo(new JournalLines(List.of(), Optional.of(cursor), false));
    journals().add(WEB, Instant.EPOCH, "four", "five", "six");
    JournalLines next = journal(JournalRange.after(cursor, 2));
    assertThat(next.lines()).containsExactly("four", "five");
    assertThat(journal(JournalRange.after(next.cursor().orElseThrow(), 2)).lines())
        .containsExactly("six");
  }

  @Test
  void givesTheLinesSinceAMoment() {
    fleet.put(launched(WEB, content("/bin/web")));
    Instant noon = Instant.parse("2026-11-24T12:00:00.000001Z");
    journals().add(WEB, noon.minusMillis(1), "before");
    journals().add(WEB, noon, "noon", "after");

    assertThat(journal(JournalRange.first(1).since(Optional.of(noon))).lines())
        .containsExactly("noon");
    assertThat(journal(JournalRange.last(9).since(Optional.of(noon))).lines())
        .containsExactly("noon", "after");
  }

  @Test
  void waitsForALineOfAJournal() {
    fleet.put(launched(WEB, content("/bin/web")));
    assertThat(journal(JournalRange.first(10).waiting(Duration.ofSeconds(1))).lines()).isEmpty();
    Thread.ofVirtual().start(() -> journals().add(WEB, Instant.EPOCH, "here"));

    assertThat(journal(JournalRange.first(10).waiting(PATIENCE)).lines()).containsExactly("here");
  }

  @Test
  void givesAStacksLockToOneAtATime() {
    LockAttempt first = extensions().tryLock("shop", "alice", Duration.ofSeconds(30));
    LockAttempt second = extensions().tryLock("shop", "bob", Duration.ofSeconds(30));

    assertThat(second)
        .isInstanceOfSatisfying(
            LockAttempt.Held.class, held -> assertThat(held.holder()).isEqualTo("alice"));
    String token = ((LockAttempt.Taken) first).token();
    extensions().renewLock("shop", token);
    extensions().unlock("shop", token);
    assertThat(extensions().tryLock("shop", "bob", Duration.ofSeconds(30)))
        .isInstanceOf(LockAttempt.Taken.class);
    assertThatThrownBy(() -> extensions().renewLock("shop", token))
        .isInstanceOf(FleetRefusedException.class);
    extensions().unlock("shop", token);
    assertThat(extensions().tryLock("shop", "carol", Duration.ofSeconds(30)))
        .isInstanceOf(LockAttempt.Held.class);
  }

  @Test
  void locksOneStackWithoutAnother() {
    assertThat(extensions().tryLock("shop", "alice", Duration.ofSeconds(30)))
        .isInstanceOf(LockAttempt.Taken.class);
    assertThat(extensions().tryLock("office", "bob", Duration.ofSeconds(30)))
        .isInstanceOf(LockAttempt.Taken.class);
  }

  @Test
  void refusesToCordonWhoIsNoMember() {
    assertThatThrownBy(() -> extensions().setCordon(MACHINE, true))
        .isInstanceOf(FleetRefusedException.class);
  }

  @Test
  void refusesToRemoveWhoIsNoMember() {
    assertThatThrownBy(() -> extensions().removeMember(MACHINE))
        .isInstanceOf(FleetRefusedException.class);
  }
}
