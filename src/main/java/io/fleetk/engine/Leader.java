package io.fleetk.engine;

import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.registry.EngineWrite;
import io.fleetk.registry.Term;
import io.fleetk.registry.TermLostException;
import io.fleetk.store.StoreException;
import io.fleetk.time.Timeline;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine in the lead: follows the fleet, decides, writes. Everything here happens on the
 * engine's one thread, which is also where its timers and its events are handed to.
 */
final class Leader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Leader.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration ECHO_PATIENCE = Duration.ofSeconds(5);
  private static final Duration COLLECT_AFTER = Duration.ofMinutes(1);

  private enum Wait {
    /** A machine may be lost by then. */
    LOSS,
    /** The fleet is to be read again. */
    READ,
    /** What was written should have been seen by then. */
    ECHO,
    /** Contents may have become nobody's. */
    COLLECT
  }

  private final Helm helm;
  private final Term term;
  private final Timeline timeline;
  private final Executor engineThread;
  private final Scheduler scheduler = new Scheduler();
  private final Absence absence;
  private final Echo echo = new Echo();
  private final Strays strays = new Strays();
  private final EngineObserver observer;
  private final Arrivals arrivals = new Arrivals();
  private final Alarms<Wait> alarms;
  private Optional<LiveCluster> cluster = Optional.empty();
  private Optional<Following> following = Optional.empty();
  private Set<String> lost = Set.of();
  private Set<String> spared = Set.of();
  private boolean undecided;
  private boolean over;
  private int readings;

  Leader(
      Helm helm,
      Term term,
      Timeline timeline,
      EngineSettings settings,
      Executor engineThread,
      EngineObserver observer) {
    this.helm = helm;
    this.observer = observer;
    this.term = term;
    this.timeline = timeline;
    this.engineThread = engineThread;
    this.alarms = new Alarms<>(timeline, engineThread);
    this.absence = new Absence(settings.agentTtl(), settings.agentGrace());
  }

  Term term() {
    return term;
  }

  /** Takes the fleet in, having gained the lead or lost sight of the fleet. */
  void begin() {
    if (read()) {
      absence.begin(cluster.orElseThrow().machines(), timeline.now());
      log.info("Leading: {}", describe());
      // Nobody may have led, or seen it, when they became nobody's.
      collectLater();
    }
  }

  /**
   * Decides about what happened since the last time, and writes it.
   *
   * @throws TermLostException when somebody else leads
   */
  void decide() {
    if (cluster.isEmpty() || !undecided || !echo.isHeardIn(cluster.get())) {
      return;
    }
    alarms.cancel(Wait.ECHO);
    undecided = false;
    LiveCluster view = cluster.get();
    Instant began = timeline.now();
    judge(view);
    List<Decision> decisions = new ArrayList<>(strays.takeDecisions(view));
    decisions.addAll(scheduler.decide(view));
    observer.decided(Duration.between(began, timeline.now()), decisions);
    if (!decisions.isEmpty()) {
      carryOut(decisions, view);
    }
  }

  /** The fleet in numbers, when it is in sight. */
  Optional<Census> census() {
    return cluster.map(view -> Census.of(view, lost));
  }

  /** The fleet in a line. */
  String describe() {
    if (cluster.isEmpty()) {
      return "cannot see the fleet";
    }
    LiveCluster view = cluster.get();
    long away = view.machines().stream().filter(machine -> !machine.present()).count();
    long waiting = view.units().stream().filter(unit -> unit.unit().pending().isPresent()).count();
    return "%d machines (%d away, %d of them lost), %d units (%d wait)"
        .formatted(view.machines().size(), away, lost.size(), view.units().size(), waiting);
  }

  @Override
  public void close() {
    over = true;
    unfollow();
    alarms.close();
  }

  private boolean read() {
    unfollow();
    try {
      FleetView view = helm.view();
      cluster = Optional.of(new LiveCluster(view));
      absence.observe(view.machines().values(), timeline.now());
      echo.forget();
      strays.read(helm.strays());
      follow(view.revision());
      undecided = true;
      return true;
    } catch (FleetException | StoreException e) {
      lookAgain(e);
      return false;
    }
  }

  private void follow(long revision) {
    int reading = ++readings;
    following =
        Optional.of(
            new Following(
                helm.events(revision),
                events -> onEngineThread(reading, () -> happened(events)),
                broke -> onEngineThread(reading, () -> lookAgain(broke))));
  }

  /** Runs something that is about one reading of the fleet, unless there is a newer one. */
  private void onEngineThread(int reading, Runnable action) {
    engineThread.execute(
        () -> {
          if (!over && reading == readings) {
            action.run();
          }
        });
  }

  private void unfollow() {
    readings++;
    following.ifPresent(Following::close);
    following = Optional.empty();
    cluster = Optional.empty();
  }

  /** Sight of the fleet is lost: nobody knows what happens in the meantime. */
  private void lookAgain(RuntimeException why) {
    if (cluster.isPresent() || !alarms.isSet(Wait.READ)) {
      log.warn("Lost sight of the fleet, reading it again: {}", why.getMessage());
    }
    unfollow();
    alarms.set(Wait.READ, RETRY, this::begin);
  }

  private void happened(List<FleetEvent> events) {
    LiveCluster view = cluster.orElseThrow();
    for (FleetEvent event : events) {
      switch (event) {
        case FleetEvent.MachineChanged(long _, Machine machine) -> see(machine);
        case FleetEvent.MachineRemoved(long _, String machineId) -> absence.forget(machineId);
        case FleetEvent.UnitChanged(long _, FleetUnit unit) -> {
          if (view.unit(unit.name()).filter(before -> isOtherContent(before, unit)).isPresent()) {
            collectLater();
          }
        }
        case FleetEvent.UnitDestroyed(long _, UnitName name) -> {
          strays.leaves(name, view, echo.unseenOf(name));
          collectLater();
        }
        case FleetEvent.StatusChanged(long _, UnitStatus status) ->
            arrivals.see(status, timeline.now()).ifPresent(observer::arrived);
        case FleetEvent.StatusGone _ -> {}
      }
      undecided |= view.accept(event);
    }
  }

  private static boolean isOtherContent(KnownUnit before, FleetUnit now) {
    return !before.unit().content().equals(now.content());
  }

  private void see(Machine machine) {
    Instant now = timeline.now();
    if (absence.see(machine, now) && !machine.present()) {
      log.info("Machine {} is away", machine.shortId());
      noteAway(machine, now);
    }
  }

  private void noteAway(Machine machine, Instant now) {
    try {
      helm.noteAway(term, machine.id(), now);
    } catch (FleetException | StoreException e) {
      log.warn(
          "Could not note since when machine {} is away: {}", machine.shortId(), e.getMessage());
    }
  }

  /** Sees who is lost by now, and when to look next. */
  private void judge(LiveCluster view) {
    Instant now = timeline.now();
    Absence.Verdict verdict = absence.at(now);
    for (String machine : verdict.lost()) {
      if (!lost.contains(machine)) {
        log.warn("Machine {} is lost: its units go elsewhere", Machine.shortId(machine));
      }
    }
    if (spared.isEmpty() && !verdict.spared().isEmpty()) {
      log.warn(
          "{} of {} machines vanished together ({}): more likely the network or the store is at"
              + " fault than they are, so none of their units is moved; remove those that are gone"
              + " for good with fleetk machine rm",
          verdict.spared().size(),
          view.machines().size(),
          String.join(", ", verdict.spared().stream().map(Machine::shortId).toList()));
    }
    if (!spared.isEmpty() && verdict.spared().isEmpty() && verdict.next().isPresent()) {
      log.info(
          "Of the machines that vanished together some are back: no other of them is lost before"
              + " {}",
          verdict.next().get());
    }
    lost = verdict.lost();
    spared = verdict.spared();
    view.lost(lost);
    alarms.cancel(Wait.LOSS);
    verdict
        .next()
        .ifPresent(next -> alarms.set(Wait.LOSS, Duration.between(now, next), this::reconsider));
  }

  private void reconsider() {
    undecided = true;
  }

  private void carryOut(List<Decision> decisions, LiveCluster view) {
    decisions.forEach(decision -> log.info("Decided: {}", decision));
    List<EngineWrite> writes =
        decisions.stream().flatMap(decision -> decision.writes().stream()).toList();
    List<EngineWrite> written;
    try {
      written = helm.write(term, view.revision(), writes);
    } catch (FleetException | StoreException e) {
      // Some of it may have been written.
      lookAgain(e);
      return;
    }
    arrivals.expect(decisions, timeline.now());
    echo.expect(written, view);
    undecided = true;
    alarms.set(Wait.ECHO, ECHO_PATIENCE, this::readUnheard);
    if (decisions.stream().anyMatch(Leader::dropsContent)) {
      collectLater();
    }
  }

  private void readUnheard() {
    log.warn(
        "What was written {} ago is not in the events: reading the fleet again", ECHO_PATIENCE);
    read();
  }

  private static boolean dropsContent(Decision decision) {
    return switch (decision) {
      case Decision.Update update ->
          !update.before().contentId().equals(update.after().contentId());
      case Decision.Unplace _, Decision.Move _ -> true;
      case Decision.Place _, Decision.Pend _, Decision.Unpend _, Decision.DropRelease _ -> false;
    };
  }

  private void collectLater() {
    if (!alarms.isSet(Wait.COLLECT)) {
      alarms.set(Wait.COLLECT, COLLECT_AFTER, this::collect);
    }
  }

  private void collect() {
    try {
      int collected = helm.collectContents(term);
      if (collected > 0) {
        log.info("Collected {} contents that nothing names any more", collected);
      }
    } catch (FleetException | StoreException e) {
      log.warn("Could not collect contents, trying again later: {}", e.getMessage());
      collectLater();
    }
  }
}
