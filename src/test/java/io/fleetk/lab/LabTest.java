package io.fleetk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LabTest {
  private static Lab lab;
  private static LabMachine one;
  private static LabMachine two;

  @BeforeAll
  static void boot() {
    lab = Lab.open();
    List<LabMachine> machines = lab.boot("one", "two");
    one = machines.getFirst();
    two = machines.getLast();
  }

  @AfterAll
  static void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private static boolean reachable(LabMachine machine) {
    try {
      return InetAddress.getByName(machine.address()).isReachable(1000);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void machinesAreMachinesOfTheirOwn() {
    assertThat(one.run("cat", "/proc/1/comm").output()).isEqualTo("systemd\n");
    assertThat(one.run("hostname").output()).isEqualTo("one\n");
    assertThat(two.run("hostname").output()).isEqualTo("two\n");
    assertThat(one.read("/etc/machine-id")).isNotEqualTo(two.read("/etc/machine-id"));
    assertThat(one.run("sh", "-c", "exit 3").status()).isEqualTo(3);
  }

  @Test
  void aCutCableCutsAndComesBack() {
    assertThat(reachable(two)).isTrue();

    two.cutNetwork();
    assertThat(reachable(two)).isFalse();
    assertThat(two.run("true").status()).isZero();

    two.joinNetwork();
    Host.await("an answer", () -> reachable(two));
  }

  @Test
  void aPowerCutLeavesOnlyTheDisk() {
    one.run("sh", "-c", "echo kept > /var/tmp/kept; echo lost > /run/lost");

    one.cutPower();
    one.powerOn();

    assertThat(one.read("/var/tmp/kept")).isEqualTo("kept\n");
    assertThat(one.root().resolve("run/lost")).doesNotExist();
    assertThat(Path.of("/var/tmp/kept")).doesNotExist();
    Host.await("an answer", () -> reachable(two));
  }

  @Test
  void theHostIsReachedAtOneHardwareAddressWhoeverIsThere() throws IOException {
    try (Lab other = Lab.open()) {
      LabMachine machine = other.boot("three").getFirst();
      Path address = Path.of("/sys/class/net", machine.site().bridge(), "address");
      String withIt = Files.readString(address);

      machine.cutPower();

      assertThat(Files.readString(address)).isEqualTo(withIt).startsWith("02:f1:ee:");
    }
  }

  @Test
  void aLabThatEndsLeavesNothing() {
    long pid;
    String bridge;
    try (Lab other = Lab.open()) {
      LabMachine machine = other.boot("three").getFirst();
      pid = machine.pid();
      bridge = machine.site().bridge();
      assertThat(other.hostAddress()).isNotEqualTo(lab.hostAddress());
    }

    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(Host.succeeds("ip", "link", "show", bridge)).isFalse();
    assertThat(Files.exists(Path.of("/run/fleetk-lab", bridge.replaceAll("\\D", "")))).isFalse();
  }

  @Test
  void whatAKilledLabHasLeftIsClearedAway() throws Exception {
    LabMachine left = new LabMachine(Site.take(), "left", 11);
    left.begin();
    left.awaitBooted();
    left.site().abandon();

    try (Lab next = Lab.open()) {
      assertThat(ProcessHandle.of(left.pid())).isEmpty();
      assertThat(next.boot("left").getFirst().run("true").status()).isZero();
    }
  }
}
