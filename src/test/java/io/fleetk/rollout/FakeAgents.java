package io.fleetk.rollout;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The agents of a fake fleet: each unit that is started becomes ready after a while, unless a test
 * says otherwise.
 */
final class FakeAgents {
  private static final Duration REACTION = Duration.ofMillis(100);

  private final ManualTimeline timeline;
  private final Function<Hash, UnitContent> contents;
  private final BiConsumer<Place, Optional<UnitStatus>> report;
  private final Map<Place, Assignment> assigned = new TreeMap<>();
  private final Map<Place, UnitStatus> statuses = new TreeMap<>();
  private final Map<Place, Integer> attempts = new HashMap<>();
  private final Set<String> failing = new HashSet<>();
  private final Set<String> neverReady = new HashSet<>();
  private final Map<UnitName, Integer> starts = new TreeMap<>();
  private Duration startTime = Duration.ofSeconds(1);

  FakeAgents(
      ManualTimeline timeline,
      Function<Hash, UnitContent> contents,
      BiConsumer<Place, Optional<UnitStatus>> report) {
    this.timeline = timeline;
    this.contents = contents;
    this.report = report;
  }

  /** Units whose text has these words fail when they are started. */
  void fail(String words) {
    failing.add(words);
  }

  void failNoMore() {
    failing.clear();
    neverReady.clear();
  }

  /** Units whose text has these words run, and never become ready. */
  void neverReady(String words) {
    neverReady.add(words);
  }

  void startIn(Duration time) {
    startTime = time;
  }

  /** How often a unit was started, on all machines together. */
  int starts(String unit) {
    return starts.getOrDefault(UnitName.of(unit), 0);
  }

  Map<Place, UnitStatus> statuses() {
    return statuses;
  }

  /** What runs ends with a failure. */
  void crash(Place place) {
    set(place, status(place, assigned.get(place), "failed", "failed", false, "exit-code 1"));
  }

  /** The machine is gone with all it said. */
  void lose(String machine) {
    assigned.keySet().removeIf(place -> place.machineId().equals(machine));
    for (Place place : Set.copyOf(statuses.keySet())) {
      if (place.machineId().equals(machine)) {
        statuses.remove(place);
        report.accept(place, Optional.empty());
      }
    }
  }

  /** Tells an agent what it should do; empty takes the unit away. */
  void assign(Place place, Optional<Assignment> wanted) {
    timeline.after(REACTION, () -> act(place, wanted));
  }

  private void act(Place place, Optional<Assignment> wanted) {
    Optional<Assignment> before = Optional.ofNullable(assigned.get(place));
    if (before.equals(wanted)) {
      return;
    }
    attempts.merge(place, 1, Integer::sum);
    if (wanted.isEmpty()) {
      assigned.remove(place);
      statuses.remove(place);
      report.accept(place, Optional.empty());
      return;
    }
    Assignment now = wanted.get();
    assigned.put(place, now);
    boolean isLaunched = now.desiredState() == DesiredState.LAUNCHED;
    boolean goesOn =
        before
            .filter(old -> old.desiredState() == now.desiredState())
            .filter(old -> old.runHash().equals(now.runHash()))
            .filter(old -> old.generation() == now.generation())
            .isPresent();
    if (goesOn && statuses.containsKey(place)) {
      UnitStatus old = statuses.get(place);
      set(place, status(place, now, old.activeState(), old.subState(), old.ready(), old.reason()));
    } else if (isLaunched) {
      start(place, now);
    } else {
      set(place, status(place, now, "inactive", "dead", true, "loaded"));
    }
  }

  private void start(Place place, Assignment wanted) {
    starts.merge(place.unit(), 1, Integer::sum);
    int attempt = attempts.get(place);
    set(place, status(place, wanted, "activating", "start", false, "starting"));
    timeline.after(
        startTime,
        () -> {
          if (attempts.get(place) == attempt && assigned.containsKey(place)) {
            String text = contents.apply(wanted.contentId()).file().text();
            if (failing.stream().anyMatch(text::contains)) {
              set(place, status(place, wanted, "failed", "failed", false, "exit-code 1"));
            } else if (neverReady.stream().anyMatch(text::contains)) {
              set(place, status(place, wanted, "active", "running", false, "ReadyTCP :1 refused"));
            } else {
              set(place, status(place, wanted, "active", "running", true, "running"));
            }
          }
        });
  }

  private void set(Place place, UnitStatus status) {
    statuses.put(place, status);
    report.accept(place, Optional.of(status));
  }

  private UnitStatus status(
      Place place, Assignment has, String active, String sub, boolean ready, String reason) {
    return new UnitStatus(
        place.unit(),
        place.machineId(),
        Optional.of(contents.apply(has.contentId()).unitHash()),
        Optional.of(has.contentId()),
        has.generation(),
        "loaded",
        active,
        sub,
        Optional.of(timeline.now()),
        0,
        active.equals("failed") ? "exit-code" : "success",
        active.equals("failed") ? 1 : 0,
        ready,
        reason);
  }
}
