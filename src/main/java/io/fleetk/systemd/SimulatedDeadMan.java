package io.fleetk.systemd;

import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What stops units on a simulated machine when their permit lapses. The caller of every method
 * holds the machine's lock.
 */
final class SimulatedDeadMan {
  private static final String LAPSED = "/run/fleetk/dead-man/lapsed";
  private static final int MODE = 0644;

  /** What keeps a unit that stops on a partition from being started meanwhile. */
  static final Condition CONDITION =
      Condition.of("ConditionPathExists", "!" + LAPSED).orElseThrow();

  private final Host host;
  private final KnownUnits units;
  private final Consumer<UnitName> stop;
  private Instant booted;
  private Optional<Permit> permit = Optional.empty();
  private Optional<Host.Alarm> alarm = Optional.empty();
  private final Set<UnitName> ran = new TreeSet<>();

  /**
   * The dead man of a machine that has just booted.
   *
   * @param stop asks systemd to stop a unit
   */
  SimulatedDeadMan(Host host, KnownUnits units, Consumer<UnitName> stop) {
    this.host = host;
    this.units = units;
    this.stop = stop;
    this.booted = host.now();
  }

  /** The machine boots: it is up since now, and nothing is permitted. */
  void boot() {
    booted = host.now();
    permit = Optional.empty();
    alarm = Optional.empty();
    ran.clear();
  }

  Duration uptime() {
    return Duration.between(booted, host.now());
  }

  void permit(Permit next) {
    permit = Optional.of(next);
    look();
  }

  /** Whether the permit has lapsed is found out now, and when it will have. */
  void look() {
    alarm.ifPresent(Host.Alarm::cancel);
    alarm = Optional.empty();
    if (watched().isEmpty()) {
      return;
    }
    Duration left = permit.map(Permit::until).orElse(Duration.ZERO).minus(uptime());
    if (left.isPositive()) {
      alarm = Optional.of(host.after(left, this::look));
    } else {
      fire();
    }
  }

  private List<SimulatedUnit> watched() {
    return units.loaded().stream()
        .filter(LoadedUnit::stopsOnPartition)
        .flatMap(unit -> units.known(unit.name()).stream())
        .toList();
  }

  private void fire() {
    host.files().write(new CarriedFile(LAPSED, MODE, ""));
    List<SimulatedUnit> running = watched().stream().filter(SimulatedDeadMan::runs).toList();
    running.forEach(
        unit -> {
          ran.add(unit.name());
          stop.accept(unit.name());
        });
    if (!running.isEmpty()) {
      host.after(
          permit.map(Permit::grace).orElse(Duration.ZERO),
          () -> running.stream().filter(_ -> lapsed()).forEach(SimulatedUnit::kill));
    }
  }

  private static boolean runs(SimulatedUnit unit) {
    return !unit.active().isDown() || unit.job().isPresent();
  }

  private boolean lapsed() {
    return host.files().exists(LAPSED);
  }

  Optional<Set<UnitName>> lapse() {
    return lapsed() && !watched().isEmpty() ? Optional.of(Set.copyOf(ran)) : Optional.empty();
  }

  boolean resume(Duration until) {
    if (uptime().compareTo(until) >= 0) {
      return false;
    }
    host.files().remove(LAPSED);
    ran.clear();
    return true;
  }
}
