package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stops units on a machine that has lost its fleet, whether or not anything of fleetk's is
 * alive there: a timer of systemd's that runs a script every few seconds, which goes by the files
 * that this writes.
 *
 * <p>A permit is an absolute moment in a file, so that to renew it disturbs nobody, and however
 * late it is written it never lasts longer than it was meant to. While the permit has lapsed, each
 * unit has a condition that does not hold, so that nobody starts it again, a call included that
 * somebody made who was frozen meanwhile. Without any unit to watch there is nothing of this on the
 * machine.
 *
 * <p>Safe for use by several threads; nothing here waits for systemd.
 */
final class DeadMan {
  static final UnitName TIMER = UnitName.of("fleetk-dead-man.timer");
  static final UnitName SERVICE = UnitName.of("fleetk-dead-man.service");

  private static final String FOLDER = "/run/fleetk/dead-man";
  private static final String SCRIPT = FOLDER + "/dead-man.sh";
  private static final String UNTIL = FOLDER + "/until";
  private static final String LAPSED = FOLDER + "/lapsed";
  private static final String UNITS = "/run/systemd/system/";
  private static final String DROP_IN = "50-fleetk-dead-man.conf";
  private static final String UPTIME = "/proc/uptime";
  private static final int MODE = 0644;
  private static final long MILLIS_OF_A_HUNDREDTH = 10;

  private static final String TIMER_TEXT =
      """
      [Unit]
      Description=Looks whether this machine has lost its fleet

      [Timer]
      OnActiveSec=0
      OnUnitInactiveSec=5
      AccuracySec=100ms
      """;

  /** The journal is told only of what is out of the ordinary. */
  private static final String SERVICE_TEXT =
      """
      [Unit]
      Description=Stops units with OnPartition=stop once this machine has lost its fleet
      StartLimitIntervalSec=0

      [Service]
      ExecStart=/bin/sh %s %s %s
      LogLevelMax=notice
      OOMScoreAdjust=-1000
      Nice=-10
      """
          .formatted(SCRIPT, FOLDER, DROP_IN);

  private static final String DROP_IN_TEXT =
      """
      # OnPartition=stop: not to be started while this machine has lost its fleet.
      [Unit]
      ConditionPathExists=!%s
      """
          .formatted(LAPSED);

  private final MachineFiles files;
  private final Set<UnitName> watched = new TreeSet<>();
  private Optional<Permit> permit = Optional.empty();

  /**
   * The dead man of a machine, as an earlier life left it.
   *
   * @param loaded the units that are loaded there
   */
  DeadMan(MachineFiles files, Collection<UnitName> loaded) {
    this.files = files;
    loaded.stream().filter(unit -> Files.exists(files.at(dropIn(unit)))).forEach(watched::add);
  }

  private static String dropIn(UnitName unit) {
    return UNITS + unit + ".d/" + DROP_IN;
  }

  /** Whether there is any unit to watch. */
  synchronized boolean isNeeded() {
    return !watched.isEmpty();
  }

  synchronized boolean watches(UnitName unit) {
    return watched.contains(unit);
  }

  /** Watches a unit from systemd's next reload on. */
  synchronized void watch(UnitName unit) {
    watched.add(unit);
    permit.ifPresent(this::write);
    files.write(dropIn(unit), MODE, DROP_IN_TEXT);
  }

  /** Watches a unit no more; systemd forgets its condition at the next reload. */
  synchronized void unwatch(UnitName unit) {
    if (watched.remove(unit)) {
      files.remove(dropIn(unit));
      files.removeEmptyFolder(UNITS + unit + ".d");
    }
  }

  /**
   * Puts script, timer and service in place.
   *
   * @return whether systemd must reload for that
   */
  boolean install() {
    files.write(SCRIPT, MODE, script());
    boolean isThere =
        files.read(UNITS + TIMER).equals(Optional.of(TIMER_TEXT))
            && files.read(UNITS + SERVICE).equals(Optional.of(SERVICE_TEXT));
    files.write(UNITS + TIMER, MODE, TIMER_TEXT);
    files.write(UNITS + SERVICE, MODE, SERVICE_TEXT);
    return !isThere;
  }

  boolean isInstalled() {
    return Files.exists(files.at(UNITS + TIMER));
  }

  /** Takes everything away again. */
  synchronized void uninstall() {
    List.of(UNITS + TIMER, UNITS + SERVICE, SCRIPT, UNTIL, LAPSED).forEach(files::remove);
    files.removeEmptyFolder(FOLDER);
  }

  private static String script() {
    try (InputStream in = DeadMan.class.getResourceAsStream("dead-man.sh")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** See {@link Systemd#uptime}. */
  Duration uptime() {
    String seconds = files.read(UPTIME).orElse("").split(" ", 2)[0];
    if (!seconds.matches("\\d+\\.\\d\\d")) {
      throw new SystemdException("%s does not say how long the machine is up".formatted(UPTIME));
    }
    return hundredths(Long.parseLong(seconds.replace(".", "")));
  }

  /** See {@link Systemd#permit}. */
  synchronized void permit(Permit next) {
    permit = Optional.of(next);
    if (isNeeded()) {
      write(next);
    }
  }

  private void write(Permit next) {
    files.write(
        UNTIL, MODE, "%d %d\n".formatted(hundredths(next.until()), hundredths(next.grace())));
  }

  private static Duration hundredths(long count) {
    return Duration.ofMillis(count * MILLIS_OF_A_HUNDREDTH);
  }

  private static long hundredths(Duration time) {
    return Math.max(0, time.toMillis() / MILLIS_OF_A_HUNDREDTH);
  }

  /** See {@link Systemd#lapse}. */
  Optional<Set<UnitName>> lapse() {
    return isNeeded() ? files.read(LAPSED).map(DeadMan::names) : Optional.empty();
  }

  private static Set<UnitName> names(String lines) {
    Set<UnitName> names = new TreeSet<>();
    lines.lines().map(UnitPath::named).flatMap(Optional::stream).forEach(names::add);
    return names;
  }

  /** See {@link Systemd#resume}. */
  boolean resume(Duration until) {
    if (!isBefore(until)) {
      return false;
    }
    Optional<String> lapsed = files.read(LAPSED);
    files.remove(LAPSED);
    if (isBefore(until)) {
      return true;
    }
    // This was frozen between the two lines above: the permit has lapsed again.
    files.write(LAPSED, MODE, lapsed.orElse(""));
    return false;
  }

  private boolean isBefore(Duration until) {
    return uptime().compareTo(until) < 0;
  }
}
