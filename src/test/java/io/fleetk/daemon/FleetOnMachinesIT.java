package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.lab.FleetLab;
import io.fleetk.lab.LabMachine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three machines on one etcd. */
class FleetOnMachinesIT {
  private static FleetLab lab;
  private static List<LabMachine> machines;

  @BeforeAll
  static void boot() {
    lab = FleetLab.open(Map.of("agent_ttl", "6"));
    machines = lab.add("m1", "m2", "m3");
  }

  @AfterAll
  static void close() {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void machinesAreMembers() {
    assertThat(lab.fleetk(machines.getFirst(), "machines").output())
        .contains(machines.stream().map(LabMachine::address).toList());
  }
}
