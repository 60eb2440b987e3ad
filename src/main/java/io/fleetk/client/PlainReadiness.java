package io.fleetk.client;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.probe.Probe;
import io.fleetk.probe.Probe.Outcome;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks the readiness checks of a plain fleet's units from here, since no agent there does, whenever
 * the fleet is looked at.
 *
 * <p>Asked is what systemd's word is good of and what has the text that the fleet has now. A check
 * that only the machine itself can ask, or whose address cannot be reached from here, decides
 * nothing: systemd's word counts then, and the reason says so. An address that has once been
 * reached is out of reach no more; when it falls silent, that is the program's fault.
 *
 * <p>What was up before the first look has been so for who knows how long, so one good round is
 * enough for it; of what comes up later as many are wanted as {@code ReadyThreshold=} says.
 */
final class PlainReadiness {
  /** A place whose checks are to be asked. */
  private record Question(Place place, Hash content, String address, Readiness readiness) {}

  /** What came of one round of checks: which of them failed, and which could not be asked. */
  private record Round(Optional<String> failed, Optional<String> unasked) {}

  /**
   * What is known of a place.
   *
   * @param goodRounds how many in a row up to now
   */
  private record Known(Hash content, Instant asked, int goodRounds, Round last) {}

  private final Probe probe;
  private final InstantSource clock;
  private final Map<Place, Known> known = new HashMap<>();
  private final Set<String> reached = ConcurrentHashMap.newKeySet();
  private boolean looked;

  PlainReadiness(Probe probe, InstantSource clock) {
    this.probe = requireNonNull(probe);
    this.clock = requireNonNull(clock);
  }

  /**
   * A view in which the checks have their say.
   *
   * @throws FleetUnreachableException when interrupted, as any question to a fleet
   */
  synchronized FleetView judged(FleetView view) {
    List<Question> questions = questions(view);
    Set<Place> asked = new HashSet<>();
    questions.forEach(question -> asked.add(question.place()));
    known.keySet().retainAll(asked);
    ask(questions.stream().filter(this::isDue).toList());
    looked = true;
    NavigableMap<Place, UnitStatus> statuses = new TreeMap<>(view.statuses());
    questions.forEach(
        question ->
            statuses.computeIfPresent(question.place(), (_, told) -> verdict(question, told)));
    return new FleetView(view.revision(), view.units(), statuses, view.machines());
  }

  private static List<Question> questions(FleetView view) {
    List<Question> questions = new ArrayList<>();
    for (FleetUnit unit : view.units().values()) {
      Readiness readiness = unit.policy().readiness();
      if (unit.desiredState() != DesiredState.LAUNCHED || readiness.checks().isEmpty()) {
        continue;
      }
      Hash content = unit.content().id();
      for (UnitStatus status : view.statuses(unit.name())) {
        if (status.ready() && status.contentId().filter(content::equals).isPresent()) {
          String address = view.machine(status.machineId()).map(Machine::address).orElse("");
          questions.add(new Question(status.place(), content, address, readiness));
        }
      }
    }
    return questions;
  }

  private boolean isDue(Question question) {
    Known before = known.get(question.place());
    if (before == null || !before.content().equals(question.content())) {
      return true;
    }
    Readiness readiness = question.readiness();
    boolean ready = before.goodRounds() >= readiness.threshold();
    return !clock.instant().isBefore(before.asked().plus(readiness.pause(ready)));
  }

  private void ask(List<Question> due) {
    Instant now = clock.instant();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Round>> rounds =
          due.stream().map(question -> threads.submit(() -> round(question))).toList();
      for (int index = 0; index < due.size(); index++) {
        note(due.get(index), rounds.get(index).get(), now);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetUnreachableException("interrupted while asking readiness checks", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void note(Question question, Round round, Instant now) {
    Known before = known.get(question.place());
    int good =
        before != null && before.content().equals(question.content())
            ? before.goodRounds()
            : looked ? 0 : question.readiness().threshold() - 1;
    known.put(
        question.place(),
        new Known(question.content(), now, round.failed().isPresent() ? 0 : good + 1, round));
  }

  private Round round(Question question) {
    Optional<String> unasked = Optional.empty();
    for (ReadyCheck check : question.readiness().checks()) {
      Outcome outcome = outcome(question, check);
      if (!outcome.reached()) {
        unasked = unasked.or(() -> Optional.of(outcome.reason()));
      } else if (!outcome.holds()) {
        return new Round(Optional.of(outcome.reason()), unasked);
      }
    }
    return new Round(Optional.empty(), unasked);
  }

  private Outcome outcome(Question question, ReadyCheck check) {
    if (check.isLocal()) {
      return new Outcome(
          false, false, "%s %s: only the machine itself can tell".formatted(check.option(), check));
    }
    UnitName unit = question.place().unit();
    Outcome outcome =
        probe.probe(unit, question.address(), check, unverified(question.readiness()));
    String address = question.address() + " " + check;
    if (outcome.reached()) {
      reached.add(address);
    }
    return reached.contains(address)
        ? new Outcome(outcome.holds(), true, outcome.reason())
        : outcome;
  }

  /** Asks nobody: beyond a tunnel an address may be another machine's than from here. */
  static Outcome behindTunnel(
      UnitName unit, String address, ReadyCheck check, Readiness readiness) {
    return new Outcome(
        false, false, "%s %s: %s is beyond the tunnel".formatted(check.option(), check, address));
  }

  /** {@code ReadyCA=} names a file of the machine, not of this one. */
  private static Readiness unverified(Readiness readiness) {
    return new Readiness(
        readiness.checks(),
        readiness.interval(),
        readiness.probeTimeout(),
        readiness.threshold(),
        Optional.empty());
  }

  private UnitStatus verdict(Question question, UnitStatus told) {
    Known now = known.get(question.place());
    if (now.last().failed().isPresent()) {
      return told.withReadiness(false, now.last().failed().get());
    }
    int threshold = question.readiness().threshold();
    if (now.goodRounds() < threshold) {
      return told.withReadiness(
          false, "%d of %d good rounds of its checks".formatted(now.goodRounds(), threshold));
    }
    return now.last()
        .unasked()
        .map(why -> told.withReadiness(true, told.reason() + ", which is all to go by: " + why))
        .orElse(told);
  }
}
