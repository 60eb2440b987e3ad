package io.fleetk.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.lab.Lab;
import io.fleetk.lab.LabMachine;
import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.unit.UnitName;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real systemd, on a machine that is booted for it, keeps the contract. */
class DbusSystemdContractTest extends SystemdContract {
  private static Lab lab;
  private static LabMachine machine;

  @BeforeAll
  static void boot() {
    lab = Lab.open();
    machine = lab.boot("contract").getFirst();
  }

  @AfterAll
  static void close() {
    if (lab != null) {
      lab.close();
    }
  }

  @Override
  Systemd open() {
    return new DbusSystemd(machine.busAddress(), machine.root());
  }

  @Override
  void pass(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  @Override
  String folder() {
    return "/run/fleetk-contract";
  }

  @Override
  boolean fileExists(String path) {
    return Files.exists(machine.root().resolve(path.substring(1)));
  }

  @Test
  void beginsAnewWhereUnitsAreLoaded() {
    UnitName name = UnitName.of("begun-before.service");
    LoadedUnit unit = new LoadedUnit(name, "[Service]\nExecStart=/bin/sleep infinity\n", "tag");
    try (Systemd before = open()) {
      before.load(unit);
      before.reload();
    }

    try (Systemd now = open()) {
      assertThat(now.loaded()).containsExactly(unit);
      assertThat(now.changes(Duration.ofSeconds(10))).contains(name);
      now.unload(name);
      now.reload();
    }
  }
}
