package io.fleetk.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Systemd} does. The units are harmless, and named so that they can be put on a
 * machine that does other things.
 */
abstract class SystemdContract {
  private static final UnitName NAME = UnitName.of("fleetk-contract.service");
  private static final UnitName OTHER = UnitName.of("fleetk-contract-other.service");
  private static final String SLEEPS =
      """
      [Unit]
      Description=Sleeps

      [Service]
      ExecStart=/bin/sh -c 'sleep inf'
      """;

  private static final String STOPS = SLEEPS + "\n[X-Fleetk]\nOnPartition=stop\n";
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration MOMENT = Duration.ofMillis(300);

  private Systemd systemd;

  /** A systemd without any of the contract's units. */
  abstract Systemd open();

  /** Lets a little time pass: one that tests own, or the real one. */
  abstract void pass(Duration time);

  /** A folder on the machine that the contract may write below. */
  abstract String folder();

  /** Whether there is a file on the machine. */
  abstract boolean fileExists(String path);

  @BeforeEach
  void openSystemd() {
    systemd = open();
  }

  @AfterEach
  void removeUnits() {
    for (LoadedUnit unit : systemd.loaded()) {
      systemd.state(unit.name()).ifPresent(_ -> systemd.stop(unit.name()));
    }
    pass(Duration.ofSeconds(1));
    for (LoadedUnit unit : systemd.loaded()) {
      systemd.state(unit.name()).ifPresent(_ -> systemd.resetFailed(unit.name()));
      systemd.unload(unit.name());
    }
    systemd.noted().keySet().forEach(systemd::unload);
    systemd.reload();
    systemd.close();
  }

  private void load(UnitName name, String text) {
    systemd.load(new LoadedUnit(name, text, "tag of " + name));
    systemd.reload();
  }

  private UnitState state(UnitName name) {
    return systemd.state(name).orElseThrow();
  }

  private void await(BooleanSupplier condition) {
    for (int i = 0; i < 200 && !condition.getAsBoolean(); i++) {
      pass(Duration.ofMillis(50));
    }
    assertThat(condition.getAsBoolean()).as("came true in time").isTrue();
  }

  private void awaitActive(UnitName name, String active) {
    await(() -> systemd.state(name).filter(s -> s.activeState().equals(active)).isPresent());
  }

  @Test
  void knowsWhatWasLoadedWithItsTextAndTag() {
    load(NAME, SLEEPS);

    assertThat(systemd.loaded()).containsExactly(new LoadedUnit(NAME, SLEEPS, "tag of " + NAME));
    assertThat(state(NAME))
        .returns("loaded", UnitState::loadState)
        .returns("inactive", UnitState::activeState)
        .returns("dead", UnitState::subState)
        .returns(false, UnitState::jobPending);
    assertThat(state(NAME).activeSince()).isEmpty();
  }

  @Test
  void replacesTheTextOfAUnitThatIsLoadedAgain() {
    load(NAME, SLEEPS);
    String other = SLEEPS.replace("Sleeps", "Sleeps well");

    load(NAME, other);

    assertThat(systemd.loaded()).extracting(LoadedUnit::text).containsExactly(other);
  }

  @Test
  void knowsNothingOfAUnitThatNobodyLoaded() {
    assertThat(systemd.state(OTHER)).isEmpty();
    assertThatThrownBy(() -> systemd.start(OTHER)).isInstanceOf(SystemdException.class);
    assertThatThrownBy(() -> systemd.stop(OTHER)).isInstanceOf(SystemdException.class);
  }

  @Test
  void startsAndStops() {
    load(NAME, SLEEPS);

    systemd.start(NAME);
    awaitActive(NAME, "active");
    assertThat(state(NAME).subState()).isEqualTo("running");
    assertThat(state(NAME).activeSince()).contains(state(NAME).since());

    systemd.stop(NAME);
    awaitActive(NAME, "inactive");
    assertThat(state(NAME).result()).isEqualTo("success");
    assertThat(state(NAME).activeSince()).isEmpty();
  }

  @Test
  void restartsARunningUnitAndStartsAStoppedOne() {
    load(NAME, SLEEPS);
    systemd.restart(NAME);
    awaitActive(NAME, "active");
    var first = state(NAME).activeSince();
    pass(Duration.ofMillis(50));

    systemd.restart(NAME);

    await(() -> state(NAME).activeSince().isPresent() && !state(NAME).activeSince().equals(first));
    assertThat(state(NAME).restarts()).isZero();
  }

  @Test
  void tellsHowAProgramFailed() {
    load(NAME, "[Service]\nExecStart=/bin/sh -c 'exit 3'\n");

    systemd.start(NAME);

    awaitActive(NAME, "failed");
    assertThat(state(NAME))
        .returns("failed", UnitState::subState)
        .returns("exit-code", UnitState::result)
        .returns(3, UnitState::exitStatus);
    assertThat(systemd.journal(NAME, 50))
        .anySatisfy(line -> assertThat(line).contains("Main process exited, code=exited, status=3"))
        .anySatisfy(line -> assertThat(line).contains("Failed with result 'exit-code'."));
  }

  @Test
  void forgetsAFailureWhenAsked() {
    load(NAME, "[Service]\nExecStart=/bin/false\n");
    systemd.start(NAME);
    awaitActive(NAME, "failed");

    systemd.resetFailed(NAME);

    assertThat(state(NAME).activeState()).isEqualTo("inactive");
    assertThat(state(NAME).result()).isEqualTo("success");
  }

  @Test
  void countsTheRestartsThatAUnitMakesByItself() {
    load(
        NAME,
        """
        [Unit]
        StartLimitIntervalSec=0

        [Service]
        ExecStart=/bin/false
        Restart=on-failure
        RestartSec=20ms
        """);

    systemd.start(NAME);

    await(() -> state(NAME).restarts() >= 2);
  }

  @Test
  void givesUpAtTheStartLimit() {
    load(
        NAME,
        """
        [Unit]
        StartLimitIntervalSec=1min
        StartLimitBurst=2

        [Service]
        ExecStart=/bin/false
        Restart=always
        RestartSec=20ms
        """);

    systemd.start(NAME);

    await(() -> state(NAME).activeState().equals("failed") && !state(NAME).jobPending());
    assertThat(systemd.journal(NAME, 50))
        .anySatisfy(line -> assertThat(line).contains("Start request repeated too quickly."));
  }

  @Test
  void runsAOneshotToItsEnd() {
    load(
        NAME,
        "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\nExecStart=/bin/true\n");

    systemd.start(NAME);

    awaitActive(NAME, "active");
    assertThat(state(NAME).subState()).isEqualTo("exited");
  }

  @Test
  void startsWhatAUnitRequires() {
    load(OTHER, SLEEPS);
    load(NAME, SLEEPS.replace("[Unit]", "[Unit]\nRequires=" + OTHER + "\nAfter=" + OTHER));

    systemd.start(NAME);

    awaitActive(NAME, "active");
    assertThat(state(OTHER).activeState()).isEqualTo("active");
  }

  @Test
  void leavesARunningProcessAloneWhenItsUnitIsLoadedAnew() {
    load(NAME, SLEEPS);
    systemd.start(NAME);
    awaitActive(NAME, "active");
    UnitState before = state(NAME);

    load(NAME, SLEEPS.replace("inf", "1000"));

    assertThat(state(NAME).activeSince()).isEqualTo(before.activeSince());
    assertThat(state(NAME).activeState()).isEqualTo("active");
  }

  @Test
  void keepsAnUnloadedUnitRunningUntilItIsStopped() {
    load(NAME, SLEEPS);
    systemd.start(NAME);
    awaitActive(NAME, "active");

    systemd.unload(NAME);
    systemd.reload();
    assertThat(systemd.loaded()).isEmpty();
    assertThat(state(NAME))
        .returns("active", UnitState::activeState)
        .returns("not-found", UnitState::loadState);

    systemd.stop(NAME);
    await(() -> systemd.state(NAME).isEmpty());
  }

  @Test
  void refusesToStartAUnitItCannotUse() {
    load(NAME, "[Service]\nRestart=no\n");

    assertThat(state(NAME).loadState()).isEqualTo("bad-setting");
    assertThatThrownBy(() -> systemd.start(NAME))
        .isInstanceOf(SystemdException.class)
        .hasMessageContaining("bad unit file setting");
  }

  @Test
  void tellsOfChangesOnce() {
    load(NAME, SLEEPS);
    assertThat(systemd.changes(Duration.ofSeconds(5))).contains(NAME);
    systemd.start(NAME);
    awaitActive(NAME, "active");
    Set<UnitName> seen = new HashSet<>();
    await(
        () -> {
          Set<UnitName> changes = systemd.changes(Duration.ofMillis(10));
          seen.addAll(changes);
          return changes.isEmpty();
        });

    assertThat(seen).containsExactly(NAME);
    assertThat(systemd.changes(Duration.ofMillis(10))).isEmpty();
  }

  private void permitFor(Duration time, Duration grace) {
    systemd.permit(new Permit(systemd.uptime().plus(time), grace));
  }

  @Test
  void stopsUnitsOfAPermitThatLapsesAndNoOthers() {
    permitFor(LONG, GRACE);
    load(NAME, STOPS);
    load(OTHER, SLEEPS);
    systemd.start(NAME);
    systemd.start(OTHER);
    awaitActive(NAME, "active");
    awaitActive(OTHER, "active");
    assertThat(systemd.lapse()).isEmpty();

    permitFor(MOMENT, GRACE);

    awaitActive(NAME, "inactive");

    assertThat(systemd.lapse()).contains(Set.of(NAME));
    assertThat(state(OTHER).activeState()).isEqualTo("active");
  }

  @Test
  void keepsUnitsRunningAsLongAsTheirPermitIsRenewed() {
    permitFor(LONG, GRACE);
    load(NAME, STOPS);
    systemd.start(NAME);
    awaitActive(NAME, "active");
    var since = state(NAME).activeSince();

    for (int i = 0; i < 6; i++) {
      permitFor(Duration.ofSeconds(4), GRACE);
      pass(Duration.ofSeconds(1));
    }

    assertThat(systemd.lapse()).isEmpty();
    assertThat(state(NAME).activeSince()).isEqualTo(since);
  }

  @Test
  void startsNothingThatLapsedBeforeItMayResume() {
    permitFor(LONG, GRACE);
    load(NAME, STOPS);
    systemd.start(NAME);
    awaitActive(NAME, "active");
    permitFor(MOMENT, GRACE);
    await(() -> systemd.lapse().isPresent() && state(NAME).activeState().equals("inactive"));

    systemd.start(NAME);
    pass(Duration.ofMillis(300));
    assertThat(state(NAME).activeState()).isEqualTo("inactive");
    assertThat(systemd.resume(systemd.uptime())).isFalse();
    assertThat(systemd.lapse()).isPresent();

    permitFor(LONG, GRACE);
    assertThat(systemd.resume(systemd.uptime().plus(LONG))).isTrue();
    assertThat(systemd.lapse()).isEmpty();
    systemd.start(NAME);
    awaitActive(NAME, "active");
  }

  @Test
  void killsWhatDoesNotEndInTimeWhenItsPermitLapses() {
    permitFor(LONG, GRACE);
    load(NAME, STOPS.replace("'sleep inf'", "'trap \"\" TERM; while :; do sleep 0.1; done'"));
    systemd.start(NAME);
    awaitActive(NAME, "active");

    permitFor(MOMENT, Duration.ofMillis(500));

    await(() -> !Set.of("active", "deactivating").contains(state(NAME).activeState()));

    assertThat(systemd.lapse()).contains(Set.of(NAME));
  }

  @Test
  void aUnitThatNeedsAPermitDoesNotRunWithoutOne() {
    load(NAME, STOPS);
    await(() -> systemd.lapse().isPresent());

    systemd.start(NAME);
    pass(Duration.ofMillis(300));

    assertThat(state(NAME).activeState()).isEqualTo("inactive");
  }

  @Test
  void watchesAUnitFromTheReloadOnThatSaysSo() {
    load(NAME, SLEEPS);
    systemd.start(NAME);
    awaitActive(NAME, "active");
    permitFor(MOMENT, GRACE);

    load(NAME, STOPS);

    awaitActive(NAME, "inactive");
  }

  @Test
  void leavesNothingOfPermitsWhenNoUnitNeedsOne() {
    permitFor(LONG, GRACE);
    load(NAME, STOPS);
    systemd.unload(NAME);
    systemd.reload();

    assertThat(systemd.lapse()).isEmpty();
    assertThat(fileExists("/run/fleetk/dead-man")).isFalse();
    await(() -> systemd.state(UnitName.of("fleetk-dead-man.timer")).isEmpty());
  }

  @Test
  void notesAUnitThatIsNotLoadedWithoutAWordToSystemd() {
    systemd.note(NAME, "noted");

    assertThat(systemd.noted()).isEqualTo(Map.of(NAME, "noted"));
    assertThat(systemd.loaded()).isEmpty();
    assertThat(systemd.state(NAME)).isEmpty();
    assertThatThrownBy(() -> systemd.start(NAME)).isInstanceOf(SystemdException.class);

    load(NAME, SLEEPS);
    assertThat(systemd.noted()).isEmpty();
    assertThat(systemd.loaded()).containsExactly(new LoadedUnit(NAME, SLEEPS, "tag of " + NAME));
  }

  @Test
  void notesALoadedUnitWithoutTouchingItsFile() {
    load(NAME, SLEEPS);

    systemd.note(NAME, "noted");

    assertThat(systemd.noted()).isEmpty();
    assertThat(systemd.loaded()).containsExactly(new LoadedUnit(NAME, SLEEPS, "noted"));
  }

  @Test
  void forgetsANoteWhenItsUnitIsUnloaded() {
    systemd.note(NAME, "noted");
    systemd.unload(NAME);
    systemd.unload(NAME);

    assertThat(systemd.noted()).isEmpty();
  }

  @Test
  void writesAndRemovesSecrets() {
    String path = folder() + "/below/key";

    systemd.writeSecret(path, 0600, "hunter2".getBytes(StandardCharsets.UTF_8));
    assertThat(fileExists(path)).isTrue();

    systemd.removeFile(path);
    assertThat(fileExists(path)).isFalse();
  }

  @Test
  void writesAndRemovesFiles() {
    String path = folder() + "/below/file";

    systemd.writeFile(new CarriedFile(path, 0640, "text"));
    assertThat(fileExists(path)).isTrue();

    systemd.removeFile(path);
    systemd.removeFile(path);
    assertThat(fileExists(path)).isFalse();
  }

  @Test
  void removesNothingWhereNoFileCanBe() {
    String path = folder() + "/below/file";
    systemd.writeFile(new CarriedFile(path, 0640, "text"));

    systemd.removeFile(path + "/below");
    systemd.removeFile(folder() + "/below");
    systemd.removeFile("/run/../..");

    assertThat(fileExists(path)).isTrue();
    systemd.removeFile(path);
  }

  @Test
  void refusesAPathThatNoFileCanHave() {
    for (String path : List.of("/", "/..", "/run/../..", "run/file", "/run/a\0b")) {
      assertThatThrownBy(() -> systemd.writeSecret(path, 0600, new byte[] {1}))
          .as(path)
          .isInstanceOf(SystemdException.class)
          .hasMessageContaining("is no absolute path of a file");
    }
  }

  @Test
  void givesOnlyTheLastLinesOfTheJournal() {
    load(NAME, "[Service]\nExecStart=/bin/sh -c 'echo one; echo two; echo three; exit 1'\n");
    systemd.start(NAME);
    awaitActive(NAME, "failed");

    assertThat(systemd.journal(NAME, 1)).singleElement().asString().contains("Failed with result");
    assertThat(systemd.journal(NAME, 50)).anySatisfy(line -> assertThat(line).endsWith(": two"));
  }

  private static final String SAYS_THREE = "/bin/sh -c 'echo one; echo two; echo three'";

  /** What programs printed, without what systemd says of them. */
  private static List<String> printed(JournalLines journal) {
    return journal.lines().stream()
        .filter(line -> !line.contains("systemd[1]: "))
        .map(line -> line.replaceFirst("^\\S+ \\S+ [^:]*: ", ""))
        .toList();
  }

  private JournalLines all() {
    return systemd.journal(NAME, JournalRange.first(100));
  }

  @Test
  void goesOnInTheJournalAfterACursor() {
    load(NAME, "[Service]\nExecStart=" + SAYS_THREE + "\n");
    systemd.start(NAME);
    await(() -> printed(all()).contains("three") && state(NAME).activeState().equals("inactive"));
    // Machines are used again, and their journals keep what earlier tests had them say.
    JournalLines last = systemd.journal(NAME, JournalRange.last(1));

    assertThat(systemd.journal(NAME, JournalRange.after(last.cursor().orElseThrow(), 9)))
        .isEqualTo(new JournalLines(List.of(), last.cursor(), false));

    systemd.start(NAME);
    List<String> seen = new ArrayList<>();
    var cursor = new AtomicReference<>(last.cursor().orElseThrow());
    await(
        () -> {
          JournalLines two = systemd.journal(NAME, JournalRange.after(cursor.get(), 2));
          assertThat(two.lines()).hasSizeLessThanOrEqualTo(2);
          cursor.set(two.cursor().orElseThrow());
          seen.addAll(printed(two));
          return seen.contains("three");
        });
    assertThat(seen).containsExactly("one", "two", "three");
  }

  @Test
  void waitsForALineOfTheJournal() throws Exception {
    load(NAME, "[Service]\nExecStart=" + SAYS_THREE + "\n");
    systemd.start(NAME);
    await(() -> printed(all()).contains("three") && state(NAME).activeState().equals("inactive"));
    String cursor = systemd.journal(NAME, JournalRange.last(1)).cursor().orElseThrow();
    JournalRange next = JournalRange.after(cursor, 100);
    assertThat(systemd.journal(NAME, next.waiting(Duration.ofMillis(20))).lines()).isEmpty();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting =
          threads.submit(() -> systemd.journal(NAME, next.waiting(Duration.ofSeconds(30))));
      systemd.start(NAME);
      pass(Duration.ofSeconds(1));
      assertThat(waiting.get(20, TimeUnit.SECONDS).lines()).isNotEmpty();
    }
  }

  @Test
  void givesTheJournalSinceAMoment() {
    load(NAME, "[Service]\nExecStart=" + SAYS_THREE + "\n");
    systemd.start(NAME);
    await(() -> printed(all()).contains("three"));

    JournalRange ever = JournalRange.first(100).since(Optional.of(Instant.EPOCH));
    assertThat(printed(systemd.journal(NAME, ever))).contains("one", "two", "three");
    JournalRange never =
        JournalRange.last(100).since(Optional.of(Instant.parse("2999-01-01T00:00:00.5Z")));
    assertThat(systemd.journal(NAME, never)).isEqualTo(JournalLines.NONE);
  }

  @Test
  void hasNoLinesOfAUnitThatNeverWas() {
    assertThat(systemd.journal(UnitName.of("fleetk-contract-never.service"), JournalRange.last(5)))
        .isEqualTo(JournalLines.NONE);
  }

  @Test
  void refusesACursorThatIsNone() {
    assertThatThrownBy(() -> systemd.journal(NAME, JournalRange.after("nonsense", 5)))
        .isInstanceOf(SystemdException.class)
        .hasMessageContaining("cursor");
  }
}
