package io.fleetk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.lab.Command;
import io.fleetk.lab.FleetLab;
import io.fleetk.lab.Lab;
import io.fleetk.lab.LabMachine;
import io.fleetk.store.EtcdProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** fleetk's own commands on a fleet of real fleetd daemons. */
final class FleetkOnFleetd implements AutoCloseable {
  /** fleetd takes its time, and so does a rollout on it. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Checks checks;
  private final Path stack;
  private final Lab lab;
  private final EtcdProcess etcd;
  private final LabMachine one;
  private final LabMachine two;

  /** Two machines that are a fleet of fleetd's. */
  FleetkOnFleetd(Checks checks, Path fleetd, Path folder) {
    this.checks = checks;
    this.stack = folder.resolve("shop");
    this.lab = Lab.open();
    this.etcd = EtcdProcess.startedOn(lab.hostAddress(), "--enable-v2");
    List<LabMachine> machines = lab.boot("one", "two");
    this.one = machines.getFirst();
    this.two = machines.getLast();
    start(one, fleetd, "role=master");
    start(two, fleetd, "role=node");
  }

  private void start(LabMachine machine, Path fleetd, String metadata) {
    Fleetctl.install(fleetd, machine, "fleetd");
    machine.write(
        "/etc/fleet/fleet.conf",
        "etcd_servers=[\"%s\"]\npublic_ip=%s\nmetadata=%s\nagent_ttl=120s\n"
            .formatted(etcd.url(), machine.address(), metadata));
    machine.write(
        "/etc/systemd/system/fleet.socket",
        "[Socket]\nListenStream=/run/fleet.sock\nListenStream=0.0.0.0:49153\n");
    machine.write(
        "/etc/systemd/system/fleet.service",
        "[Unit]\nRequires=fleet.socket\nAfter=fleet.socket\n[Service]\nExecStart=/usr/local/bin/fleetd\n");
    machine.run("systemctl", "daemon-reload");
    Command.Result started = machine.run("systemctl", "start", "fleet.socket", "fleet.service");
    assertThat(started.status()).as(started.errors()).isZero();
  }

  private Command.Result fleetk(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--chdir=" + stack.getParent(),
                "FLEETK_JAVA_HOME=" + System.getProperty("java.home"),
                FleetLab.DISTRIBUTION.resolve("bin/fleetk").toString(),
                "--endpoint",
                "http://%s:49153".formatted(one.address())));
    command.addAll(List.of(words));
    return Command.run(PATIENCE, command);
  }

  private String must(String... words) {
    Command.Result result = fleetk(words);
    assertThat(result.status())
        .as("%s: %s%s", String.join(" ", words), result.output(), result.errors())
        .isZero();
    return result.output() + result.errors();
  }

  private static String pid(LabMachine machine, String unit) {
    return machine.run("systemctl", "show", "--value", "--property=MainPID", unit).output().strip();
  }

  private LabMachine machineOf(String unit) {
    return pid(one, unit).equals("0") ? two : one;
  }

  private void writeStack() throws IOException {
    Map<String, String> files =
        Map.of(
            "stack.yaml",
            "name: shop\nvalues:\n  greeting: hello\n  port: 8081\n",
            "files/page.html.peb",
            "{{ greeting }} \"quoted\" $HOME %n\n",
            "db.service.peb",
            """
            [Service]
            ExecStart=/usr/bin/python3 -m http.server 8081 --directory /run/shop

            [X-Fleet]
            MachineMetadata=role=master

            [X-Fleetk]
            File=/run/shop/page.html files/page.html.peb 0644
            ReadyHTTP=http://:{{ port }}/page.html
            ReadyTimeoutSec=60
            """,
            "web@.service",
            """
            [Unit]
            After=db.service

            [Service]
            ExecStart=/bin/sleep 3600

            [X-Fleet]
            Conflicts=web@*.service

            [X-Fleetk]
            Instances=2
            """,
            "log.service",
            """
            [Service]
            ExecStart=/bin/sleep 3600

            [X-Fleet]
            Global=true

            [X-Fleetk]
            ReadyFile=/run/nobody-writes-this
            """);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = stack.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  void run() throws IOException {
    writeStack();
    checks.about("fleetk on fleetd");
    checks.check(
        "machines lists them",
        () ->
            Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                    () ->
                        assertThat(must("machines"))
                            .contains(one.address(), two.address(), "role=master", "role=node")));
    checks.check(
        "diff finds all of the stack missing",
        () -> assertThat(fleetk("diff", "shop", "--exit-code").status()).isEqualTo(3));
    checks.check(
        "apply brings it up, in order, with its files",
        () -> {
          assertThat(must("apply", "shop")).contains("db: ready (1/1)", "web: ready (2/2)");
          assertThat(one.read("/run/shop/page.html")).isEqualTo("hello \"quoted\" $HOME %n\n");
          assertThat(must("apply", "shop")).contains("nothing to change");
        });
    checks.check(
        "status is content, and says what it could not ask",
        () ->
            assertThat(must("status"))
                .contains("All as desired")
                .contains("ReadyFile /run/nobody-writes-this: only the machine itself can tell"));
    checks.check(
        "apply replaces a carried file where the unit is",
        () -> {
          String before = pid(one, "db.service");
          must("apply", "shop", "--set", "greeting=bye");
          assertThat(one.read("/run/shop/page.html")).startsWith("bye ");
          assertThat(pid(one, "db.service")).isNotIn(before, "0");
        });
    checks.check(
        "apply stops where a check that it asks itself fails",
        () -> {
          Command.Result result = fleetk("apply", "shop", "--set", "greeting=bye,port=8082");
          assertThat(result.status()).isEqualTo(1);
          assertThat(result.errors())
              .contains("ReadyHTTP http://:8082/page.html: connection refused");
          must("apply", "shop", "--set", "greeting=bye");
        });
    checks.check(
        "restart gives each instance another process",
        () -> {
          String first = pid(machineOf("web@1.service"), "web@1.service");
          String second = pid(machineOf("web@2.service"), "web@2.service");
          must("restart", "web");
          assertThat(pid(machineOf("web@1.service"), "web@1.service")).isNotIn(first, "0");
          assertThat(pid(machineOf("web@2.service"), "web@2.service")).isNotIn(second, "0");
        });
    checks.check(
        "a global unit restarts everywhere only when that may be",
        () -> {
          assertThat(fleetk("restart", "log").errors()).contains("--all-at-once");
          String before = pid(two, "log.service");
          must("restart", "log", "--all-at-once");
          assertThat(pid(two, "log.service")).isNotIn(before, "0");
        });
    checks.check(
        "destroy leaves nothing",
        () -> {
          must("destroy", "shop", "--yes");
          assertThat(must("status")).doesNotContain("shop");
          assertThat(one.run("systemctl", "cat", "db.service").status()).isNotZero();
        });
  }

  @Override
  public void close() {
    lab.close();
    etcd.close();
  }
}
