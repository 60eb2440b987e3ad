package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.lab.FleetLab;
import io.fleetk.lab.LabMachine;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The daemon as systemd runs it, by the units of the distribution. Its unit runs on throughout. */
class DaemonServiceIT {
  private static final UnitName UNIT = UnitName.of("web.service");
  private static FleetLab lab;
  private static LabMachine machine;
  private static String began;

  @BeforeAll
  static void boot() throws Exception {
    lab = FleetLab.open(Map.of("agent_ttl", "6", "metadata", "role=node"));
    machine = lab.add("m1").getFirst();
    takeOverSocket();
    try (Fleet fleet = lab.fleetAt(machine)) {
      fleet.put(
          new UnitSubmission(
              UNIT,
              UnitContent.of(UnitFile.parse("[Service]\nExecStart=/bin/sleep infinity\n")),
              DesiredState.LAUNCHED,
              Optional.empty(),
              false));
    }
    await().until(() -> property(UNIT.text(), "ActiveState").equals("active"));
    began = began();
  }

  /** Has systemd hold the socket from here on, and be quicker to find the daemon stuck. */
  private static void takeOverSocket() {
    assertThat(run("systemctl", "stop", "fleetk")).isZero();
    machine.write(
        "/etc/systemd/system/fleetk.socket", FleetLab.distributed("systemd/fleetk.socket"));
    machine.write("/etc/sysusers.d/fleetk.conf", FleetLab.distributed("sysusers.d/fleetk.conf"));
    machine.write("/etc/systemd/system/fleetk.service.d/quick.conf", "[Service]\nWatchdogSec=8\n");
    assertThat(run("systemd-sysusers", "fleetk.conf")).isZero();
    assertThat(run("systemctl", "daemon-reload")).isZero();
    assertThat(run("systemctl", "start", "fleetk.socket", "fleetk.service")).isZero();
    lab.awaitPresent(lab.machines());
  }

  @AfterAll
  static void close() {
    if (lab != null) {
      lab.close();
    }
  }

  @AfterEach
  void theUnitRanOn() {
    assertThat(began()).isEqualTo(began);
    assertThat(property(UNIT.text(), "ActiveState")).isEqualTo("active");
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(90));
  }

  private static int run(String... command) {
    return machine.run(command).status();
  }

  private static String property(String unit, String name) {
    return machine.run("systemctl", "show", "--value", "--property=" + name, unit).output().strip();
  }

  private static String began() {
    return property(UNIT.text(), "ActiveEnterTimestampMonotonic")
        + " "
        + property(UNIT.text(), "MainPID");
  }

  private static String daemon() {
    return property("fleetk", "MainPID");
  }

  private static String get(String path) throws IOException {
    var socket = UnixDomainSocketAddress.of(machine.root().resolve("run/fleet.sock"));
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(socket);
      channel.write(ByteBuffer.wrap("GET %s HTTP/1.0\r\n\r\n".formatted(path).getBytes(US_ASCII)));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      Channels.newInputStream(channel).transferTo(answer);
      return answer.toString(US_ASCII);
    }
  }

  private static void awaitReady() {
    await().ignoreException(IOException.class).until(() -> get("/readyz").contains(" 200 "));
  }

  @Test
  void callersWaitWhileItIsStartedAnew() throws Exception {
    String before = daemon();
    AtomicBoolean restarted = new AtomicBoolean();
    Thread restart =
        Thread.ofVirtual().start(() -> restarted.set(run("systemctl", "restart", "fleetk") == 0));
    await().until(() -> !daemon().equals(before));

    assertThat(get("/healthz")).contains(" 200 ");

    restart.join();
    assertThat(restarted).isTrue();
    awaitReady();
  }

  @Test
  void aReloadReadsTheConfigurationAndKeepsTheProcess() {
    awaitReady();
    String before = daemon();
    lab.configure(machine, Map.of("metadata", "role=edge"));
    assertThat(run("systemctl", "reload", "fleetk")).isZero();
    await().until(() -> lab.fleetk(machine, "machines").output().contains("role=edge"));

    lab.configure(machine, Map.of("agent_ttl", "soon"));
    assertThat(run("systemctl", "reload", "fleetk")).isZero();
    await()
        .until(
            () ->
                machine
                    .run("journalctl", "--unit=fleetk", "--priority=err")
                    .output()
                    .contains("goes on with the one it had"));

    assertThat(lab.fleetk(machine, "machines").output()).contains("role=edge");
    assertThat(daemon()).isEqualTo(before);
    lab.configure(machine, Map.of());
    assertThat(run("systemctl", "reload", "fleetk")).isZero();
    await().until(() -> lab.fleetk(machine, "machines").output().contains("role=node"));
  }

  @Test
  void systemdStartsAFrozenDaemonAnew() {
    awaitReady();
    String before = daemon();
    assertThat(run("kill", "-STOP", before)).isZero();

    await().until(() -> !daemon().equals(before) && !daemon().equals("0"));

    awaitReady();
  }

  @Test
  void systemdStartsAKilledDaemonAnew() {
    awaitReady();
    String before = daemon();
    assertThat(run("kill", "-KILL", before)).isZero();

    await().until(() -> !daemon().equals(before) && !daemon().equals("0"));

    awaitReady();
  }

  @Test
  void tellsItsNumbers() throws Exception {
    awaitReady();

    await()
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(get("/metrics"))
                    .contains(
                        "fleetk_engine_leading 1",
                        "fleetk_agent_joined 1",
                        "fleetk_agent_units{active_state=\"active\",ready=\"true\"} 1",
                        "fleetk_fleet_machines{state=\"present\"} 1",
                        "fleetk_fleet_units{desired_state=\"launched\"} 1"));
  }
}
