package io.fleetk.cli;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.daemon.DevConfiguration;
import io.fleetk.daemon.DevFleet;
import io.fleetk.daemon.Fault;
import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.systemd.Behaviour;
import io.fleetk.time.SystemTimeline;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stack of this repository on an embedded fleet of five machines, through the commands that
 * people type: one story, told in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndTest {
  private static final String UNITS = "units";
  private static final String OTHER_VERSION = "kubernetes.version=v1.34.9";

  @TempDir private static Path directory;
  private static DevFleet fleet;
  private static String endpoint;

  /** What a command printed and exited with. */
  private record Seen(int exitCode, String out, String err) {}

  @BeforeAll
  static void comeUp() throws Exception {
    DevConfiguration five =
        new DevConfiguration(DevConfiguration.of(5).machines(), 0, Duration.ofSeconds(2));
    Behaviour brisk = Behaviour.steady(Duration.ofMillis(50), Duration.ofMillis(20));
    fleet = DevFleet.start(five, directory, new SystemTimeline(), brisk);
    endpoint = fleet.state().endpoint();
    await().until(() -> fleet.fleet().view().present().size() == 5);
  }

  @AfterAll
  static void goDown() {
    fleet.close();
  }

  private static Seen fleetk(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    Map<String, String> environment =
        Map.of("FLEETK_ENDPOINT", endpoint, "FLEETK_STATE_DIR", directory.toString());
    var surroundings =
        new Surroundings(
            new PrintWriter(out),
            new PrintWriter(err),
            new BufferedReader(new StringReader("")),
            new Terminal(environment) {
              @Override
              boolean isTerminal(Stream stream) {
                return false;
              }
            },
            environment,
            InstantSource.system(),
            new FrontDoor(environment));
    int exitCode = Main.run(surroundings, words);
    return new Seen(exitCode, out.toString(), err.toString());
  }

  private static Map<Place, Instant> startTimes() {
    return fleet.fleet().view().statuses().values().stream()
        .collect(toMap(UnitStatus::place, status -> status.since().orElseThrow()));
  }

  private static long ready(FleetView view, String component) {
    return view.statuses().values().stream()
        .filter(status -> status.unit().component().equals(component) && status.ready())
        .count();
  }

  /** The fewest instances of a component that were ready at once since a view was taken. */
  private static long fewestReadySince(FleetView before, String component) {
    long fewest = ready(before, component);
    FleetView view = before;
    try (EventStream events = fleet.fleet().extensions().orElseThrow().events(before.revision())) {
      for (var next = events.next(Duration.ofSeconds(1));
          !next.isEmpty();
          next = events.next(Duration.ofSeconds(1))) {
        for (FleetEvent event : next) {
          view = view.after(event);
          fewest = Math.min(fewest, ready(view, component));
        }
      }
    }
    return fewest;
  }

  @Test
  @Order(1)
  void bringsEveryComponentUp() {
    String keys = directory.resolve("pki").toString();
    assertThat(fleetk("apply", UNITS).err())
        .as("without keys")
        .contains("kubernetes/apiserver.key");
    assertThat(fleetk("pki", "init", UNITS, "--with-etcd", "--out", keys).exitCode()).isZero();
    Seen put = fleetk("secret", "put", "--dir", keys, "--prefix", "kubernetes/");
    assertThat(put.exitCode()).as(put.err()).isZero();

    Seen apply = fleetk("apply", UNITS);

    assertThat(apply.exitCode()).as(apply.err()).isZero();
    Seen status = fleetk("status", "-o", "json");
    assertThat(status.exitCode()).as(status.out()).isZero();
    assertThat(status.out())
        .contains(
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kubelet",
            "kube-proxy",
            "kube-balancer",
            "kubernetes-objects",
            "containerd",
            "flannel");
    assertThat(ready(fleet.fleet().view(), "kube-apiserver")).isEqualTo(3);
    assertThat(ready(fleet.fleet().view(), "kubelet")).isEqualTo(2);
  }

  @Test
  @Order(2)
  void changesNothingTheSecondTime() {
    Map<Place, Instant> before = startTimes();

    Seen apply = fleetk("apply", UNITS);

    assertThat(apply.exitCode()).isZero();
    assertThat(apply.out()).contains("nothing to change");
    assertThat(fleetk("diff", UNITS, "--exit-code").exitCode()).isZero();
    assertThat(startTimes()).isEqualTo(before);
  }

  @Test
  @Order(3)
  void replacesOneInstanceAtATime() {
    assertThat(fleetk("diff", UNITS, "--set", OTHER_VERSION, "--exit-code").exitCode())
        .isEqualTo(3);
    FleetView before = fleet.fleet().view();

    Seen apply = fleetk("apply", UNITS, "--set", OTHER_VERSION);

    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(fewestReadySince(before, "kube-apiserver")).isEqualTo(2);
    assertThat(fewestReadySince(before, "kube-proxy")).isEqualTo(1);
    assertThat(fleetk("status").exitCode()).isZero();
  }

  @Test
  @Order(4)
  void restartsOneInstanceAtATime() {
    FleetView before = fleet.fleet().view();
    Map<Place, Instant> began = startTimes();

    Seen restart = fleetk("restart", "kube-proxy");

    assertThat(restart.exitCode()).as(restart.err()).isZero();
    assertThat(fewestReadySince(before, "kube-proxy")).isEqualTo(1);
    assertThat(startTimes())
        .allSatisfy(
            (place, since) -> {
              boolean restarted = place.unit().component().equals("kube-proxy");
              assertThat(since.isAfter(began.get(place))).as("%s", place).isEqualTo(restarted);
            });
  }

  @Test
  @Order(5)
  void stopsARolloutAtAFailureAndGoesOnWhenItIsMended() {
    fleet.inject(new Fault.FailProbe("kube-proxy.service", Optional.empty()));

    Seen apply = fleetk("apply", UNITS, "--only", "kube-proxy", "--wait-timeout", "3s");

    assertThat(apply.exitCode()).isEqualTo(4);
    assertThat(apply.err()).contains("kube-proxy.service").contains("ReadyHTTP");
    fleet.inject(new Fault.Mend("kube-proxy.service", Optional.empty()));
    Seen again = fleetk("apply", UNITS, "--only", "kube-proxy");
    assertThat(again.exitCode()).as(again.err()).isZero();
  }

  @Test
  @Order(6)
  void saysThatAFleetIsNotAsDesiredWhileAMachineIsAway() {
    fleet.inject(new Fault.PowerOff("m5"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(fleetk("status", "kubelet").exitCode()).isEqualTo(1));

    fleet.inject(new Fault.PowerOn("m5"));

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(fleetk("status", "kubelet").exitCode()).isZero());
  }

  @Test
  @Order(7)
  void takesEverythingDownWhenToldTo() {
    assertThat(fleetk("destroy", UNITS).exitCode()).as("without --yes").isEqualTo(2);

    Seen destroy = fleetk("destroy", UNITS, "--yes");

    assertThat(destroy.exitCode()).as(destroy.err()).isZero();
    assertThat(fleet.fleet().view().units()).isEmpty();
    await().untilAsserted(() -> assertThat(fleet.fleet().view().statuses()).isEmpty());
  }
}
