package io.fleetk.daemon;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.lab.FleetLab;
import io.fleetk.lab.LabMachine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Three machines that are a fleet for all tests of a class, each of which finds it empty. */
abstract class FleetOfThreeFixture {
  static final Duration AGENT_TTL = Duration.ofSeconds(6);

  static FleetLab lab;
  static List<LabMachine> machines;

  @BeforeAll
  static void boot() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    lab = FleetLab.open(Map.of("agent_ttl", Long.toString(AGENT_TTL.toSeconds())));
    machines = lab.add("m1", "m2", "m3");
  }

  @AfterAll
  static void close() {
    if (lab != null) {
      lab.close();
      lab = null;
    }
  }

  @AfterEach
  void clear() {
    lab.clear();
  }

  static void put(LabMachine by, List<UnitSubmission> units) {
    try (Fleet fleet = lab.fleetAt(by)) {
      units.forEach(fleet::put);
    }
  }
}
