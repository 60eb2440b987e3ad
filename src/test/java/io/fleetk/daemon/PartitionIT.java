package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.lab.FleetLab;
import io.fleetk.lab.LabMachine;
import io.fleetk.store.EtcdProcess;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two machines, and a unit that must never run on both. The times of both systemds are those of one
 * clock, the host's.
 */
class PartitionIT {
  private static final UnitName STOPS = UnitName.of("partition-stops.service");
  private static final UnitName KEEPS = UnitName.of("partition-keeps.service");
  private static final String UNTIL = "/run/fleetk/dead-man/until";
  private static final String LAPSED = "/run/fleetk/dead-man/lapsed";
  private static final String SLEEPS = "[Service]\nExecStart=/bin/sleep inf\n";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static FleetLab lab;
  private static LabMachine one;
  private static LabMachine two;
  private static Fleet fleet;

  @BeforeAll
  static void boot() {
    lab = FleetLab.open(Map.of("agent_ttl", "10"));
    // An engine that takes over waits for a lease before it calls anybody lost: not in this test.
    one = lab.addUnawaited(Map.of("disable_engine", "true"), "one").getFirst();
    two = lab.add("two").getFirst();
    lab.awaitPresent(List.of(one, two));
    // A daemon that is frozen is to stay so until the test wakes it.
    one.run("systemctl", "service-watchdogs", "no");
    fleet = lab.fleetAt(two);
  }

  @AfterAll
  static void close() {
    if (fleet != null) {
      fleet.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  /** Both run on the first machine: it has the lower ID. */
  @BeforeEach
  void putUnits() throws UnitParseException {
    put(STOPS, SLEEPS + "[X-Fleetk]\nOnPartition=stop\n");
    put(KEEPS, SLEEPS + "[X-Fleet]\nMachineOf=" + STOPS + "\n");
    eventually("both run on one", () -> runs(one, STOPS) && runs(one, KEEPS));
  }

  private static void put(UnitName name, String text) throws UnitParseException {
    fleet.put(
        new UnitSubmission(
            name,
            new UnitContent(UnitFile.parse(text), List.of()),
            DesiredState.LAUNCHED,
            Optional.empty(),
            false));
  }

  @AfterEach
  void destroyUnits() {
    for (UnitName unit : List.of(KEEPS, STOPS)) {
      fleet.destroy(unit);
    }
    for (LabMachine machine : List.of(one, two)) {
      eventually(
          "nothing runs on " + machine.name(),
          () -> !runs(machine, STOPS) && !runs(machine, KEEPS));
      eventually(
          "no timer on " + machine.name(),
          () -> !show(machine, "fleetk-dead-man.timer", "ActiveState").equals("active"));
    }
  }

  private static void eventually(String what, Callable<Boolean> holds) {
    await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(holds);
  }

  private static String show(LabMachine machine, String unit, String property) {
    return machine
        .run("systemctl", "show", "--value", "--property=" + property, unit)
        .output()
        .strip();
  }

  private static boolean runs(LabMachine machine, UnitName unit) {
    return show(machine, unit.text(), "ActiveState").equals("active");
  }

  private static long startedAt(LabMachine machine, UnitName unit) {
    return Long.parseLong(show(machine, unit.text(), "ActiveEnterTimestampMonotonic"));
  }

  private static long endedAt(LabMachine machine, UnitName unit) {
    return Long.parseLong(show(machine, unit.text(), "InactiveEnterTimestampMonotonic"));
  }

  private static void assertItStopsBeforeItStartsElsewhere() {
    eventually("it is stopped on one", () -> !runs(one, STOPS));
    long ended = endedAt(one, STOPS);
    eventually("it runs on two", () -> runs(two, STOPS));
    assertThat(ended).isBetween(startedAt(one, STOPS), startedAt(two, STOPS));
  }

  private static void assertEndsRight() {
    eventually("one is present", () -> fleet.view().machines().get(one.id()).present());
    eventually(
        "one has given them up",
        () -> !runs(one, KEEPS) && show(one, STOPS.text(), "LoadState").equals("not-found"));
    assertThat(runs(one, STOPS)).isFalse();
    assertThat(runs(two, STOPS) && runs(two, KEEPS)).isTrue();
  }

  @Test
  void aMachineThatIsCutOffStopsItBeforeItStartsElsewhere() {
    one.cutNetwork();
    try {
      assertItStopsBeforeItStartsElsewhere();
      eventually("the other one runs on two", () -> runs(two, KEEPS));
      assertThat(runs(one, KEEPS)).isTrue();
      // Nobody can start it there meanwhile.
      one.run("systemctl", "start", STOPS.text());
      assertThat(runs(one, STOPS)).isFalse();
    } finally {
      one.joinNetwork();
    }
    assertEndsRight();
  }

  @Test
  void itIsStoppedThoughTheDaemonIsFrozen() {
    one.run("systemctl", "kill", "--signal=STOP", "fleetk.service");
    try {
      assertItStopsBeforeItStartsElsewhere();
    } finally {
      one.run("systemctl", "kill", "--signal=CONT", "fleetk.service");
    }
    assertEndsRight();
  }

  @Test
  void whatIsShorterThanALeaseStopsNothing() {
    long stops = startedAt(one, STOPS);
    long keeps = startedAt(one, KEEPS);

    lab.etcd().forEach(EtcdProcess::freeze);
    LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
    lab.etcd().forEach(EtcdProcess::thaw);
    one.run("systemctl", "daemon-reload");
    String before = one.read(UNTIL);
    eventually("a renewal", () -> !one.read(UNTIL).equals(before));

    assertThat(one.run("test", "-e", LAPSED).status()).isNotZero();
    assertThat(startedAt(one, STOPS)).isEqualTo(stops);
    assertThat(startedAt(one, KEEPS)).isEqualTo(keeps);
    assertThat(runs(one, STOPS) && runs(one, KEEPS)).isTrue();
  }
}
