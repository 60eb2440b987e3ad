package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetException;
import io.fleetk.lab.Activation;
import io.fleetk.lab.FleetLab;
import io.fleetk.lab.LabMachine;
import io.fleetk.store.EtcdProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Times without etcd, in each of the ways in which it can be away: no unit restarts, and none
 * moves, neither then nor when etcd is back.
 */
@Execution(ExecutionMode.CONCURRENT)
class EtcdOutageIT {
  private static final Duration OUTAGE = Duration.ofSeconds(60);
  private static final Duration AGENT_TTL = Duration.ofSeconds(6);

  /** By then an engine that took its machines for lost would have moved what they have. */
  private static final Duration AFTERMATH = AGENT_TTL.plusSeconds(6);

  @Test
  void stopped() {
    try (FleetLab lab = FleetLab.open(settings())) {
      EtcdProcess etcd = lab.etcd().getFirst();
      outlasts(lab, etcd::kill, etcd::start);
    }
  }

  @Test
  void paused() {
    try (FleetLab lab = FleetLab.open(settings())) {
      EtcdProcess etcd = lab.etcd().getFirst();
      outlasts(lab, etcd::freeze, etcd::thaw);
    }
  }

  @Test
  void withoutQuorum() {
    try (FleetLab lab = FleetLab.openOnThree(settings())) {
      List<EtcdProcess> two = lab.etcd().subList(1, 3);
      outlasts(lab, () -> two.forEach(EtcdProcess::kill), () -> two.forEach(EtcdProcess::start));
    }
  }

  @Test
  void aMachineThatBootsBeforeEtcdWaitsForIt() {
    try (FleetLab lab = FleetLab.open(settings())) {
      LabMachine early = lab.add("m1").getFirst();
      try (Fleet fleet = lab.fleetAt(early)) {
        fleet.put(Sleepers.unit("here.service", 1, ""));
      }
      lab.awaitOnce("here.service", 1);

      early.cutPower();
      lab.etcd().getFirst().kill();
      early.powerOn();

      assertThat(early.run("systemctl", "is-active", "fleetk").output()).isEqualTo("active\n");
      assertThat(early.run("systemctl", "is-active", "here.service").output())
          .isEqualTo("inactive\n");

      lab.etcd().getFirst().start();

      lab.awaitPresent(List.of(early));
      lab.awaitOnce("here.service", 1);
      assertThat(early.run("systemctl", "show", "-P", "NRestarts", "fleetk").output())
          .isEqualTo("0\n");
    }
  }

  @BeforeAll
  static void setPatience() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  private static Map<String, String> settings() {
    return Map.of("agent_ttl", Long.toString(AGENT_TTL.toSeconds()));
  }

  private static void outlasts(FleetLab lab, Runnable away, Runnable back) {
    List<LabMachine> machines = lab.add("m1", "m2");
    try (Fleet fleet = lab.fleetAt(machines.getFirst())) {
      Sleepers.instances("web", 4, "").forEach(fleet::put);
      fleet.put(Sleepers.unit("node.service", 1, "[X-Fleet]\nGlobal=true"));
      lab.awaitOnce("web@*.service", 4);
      await().until(() -> lab.activations("node.service").size() == 2);
      List<Activation> webs = lab.activations("web@*.service");
      List<Activation> nodes = lab.activations("node.service");

      away.run();
      staysSo(lab, webs, nodes, OUTAGE);
      back.run();
      lab.awaitPresent(machines);
      staysSo(lab, webs, nodes, AFTERMATH);

      await()
          .ignoreExceptionsInstanceOf(FleetException.class)
          .until(
              () -> {
                fleet.put(Sleepers.unit("new.service", 1, ""));
                return true;
              });
      lab.awaitOnce("new.service", 1);
    }
  }

  private static void staysSo(
      FleetLab lab, List<Activation> webs, List<Activation> nodes, Duration time) {
    await()
        .during(time)
        .atMost(time.plusSeconds(20))
        .pollInterval(Duration.ofSeconds(2))
        .failFast(
            () -> {
              assertThat(lab.activations("web@*.service")).isEqualTo(webs);
              assertThat(lab.activations("node.service")).isEqualTo(nodes);
            })
        .until(() -> true);
  }
}
