package io.fleetk.systemd;

import java.time.Duration;

class SimulatedSystemdContractTest extends SystemdContract {
  private final SimulatedMachine machine = new SimulatedMachine();

  @Override
  Systemd open() {
    return machine.systemd;
  }

  @Override
  void pass(Duration time) {
    machine.pass(time);
  }

  @Override
  String folder() {
    return "/run/fleetk-contract";
  }

  @Override
  boolean fileExists(String path) {
    return machine.systemd.fileExists(path);
  }
}
