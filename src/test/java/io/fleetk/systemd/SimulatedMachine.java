package io.fleetk.systemd;

import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A simulated machine on a timeline that the test moves, addressed by plain words. */
final class SimulatedMachine implements AutoCloseable {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration START_DELAY = Duration.ofMillis(200);
  static final Duration STOP_DELAY = Duration.ofMillis(100);

  final ManualTimeline time = new ManualTimeline(START);
  final SimulatedSystemd systemd =
      new SimulatedSystemd("node1", time, Behaviour.steady(START_DELAY, STOP_DELAY));

  /** Puts a unit on the machine for the next reload. */
  void write(String name, String text) {
    systemd.load(new LoadedUnit(UnitName.of(name), text, ""));
  }

  /** Puts a unit on the machine and has systemd read it. */
  void load(String name, String text) {
    write(name, text);
    systemd.reload();
  }

  void start(String name) {
    systemd.start(UnitName.of(name));
  }

  void stop(String name) {
    systemd.stop(UnitName.of(name));
  }

  void restart(String name) {
    systemd.restart(UnitName.of(name));
  }

  void pass(Duration time) {
    this.time.advance(time);
  }

  /** Lets every start and stop end that is not meant to last. */
  void settle() {
    pass(Duration.ofSeconds(1));
  }

  UnitState state(String name) {
    return systemd.state(UnitName.of(name)).orElseThrow();
  }

  /** Active state and sub state, as {@code systemctl} shows them: {@code active/running}. */
  String shown(String name) {
    UnitState state = state(name);
    return state.activeState() + "/" + state.subState();
  }

  boolean serving(String name) {
    return systemd.serving(UnitName.of(name));
  }

  /** What the journal says of a unit, without time and host. */
  List<String> journal(String name) {
    return systemd.journal(UnitName.of(name), 100).stream()
        .map(line -> line.split(" ", 3)[2].replaceFirst("\\[[0-9]+]", ""))
        .toList();
  }

  @Override
  public void close() {
    systemd.close();
    time.close();
  }
}
