package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.daemon.MeteredStore.Outcome;
import io.fleetk.engine.Decision;
import io.fleetk.unit.UnitName;
import io.fleetk.v1.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics(Optional::empty);

  private String text() {
    return metrics.page("text/plain").text();
  }

  @Test
  void countsAndTimesCallsOfTheStore() {
    metrics.called("keep-alive", Outcome.LEASE_LOST, Duration.ofMillis(20));

    assertThat(text())
        .contains(
            "fleetk_etcd_request_duration_seconds_count{kind=\"keep-alive\",outcome=\"lease-lost\"} 1",
            "fleetk_etcd_request_duration_seconds_sum{kind=\"keep-alive\",outcome=\"lease-lost\"} 0.02");
  }

  @Test
  void countsRequestsAndLumpsUnknownMethods() {
    metrics.answered("GET", 200, Duration.ofMillis(1));
    metrics.answered("BREW", 405, Duration.ofMillis(1));
    metrics.answered("STEEP", 405, Duration.ofMillis(1));

    assertThat(text())
        .contains(
            "fleetk_api_request_duration_seconds_count{code=\"200\",method=\"GET\"} 1",
            "fleetk_api_request_duration_seconds_count{code=\"405\",method=\"other\"} 2");
  }

  @Test
  void countsWhatTheEngineDecides() {
    metrics.decided(
        Duration.ofMillis(3), List.of(new Decision.Pend(UnitName.of("a.service"), "no machine")));
    metrics.arrived(Duration.ofSeconds(2));

    assertThat(text())
        .contains(
            "fleetk_engine_decisions_total{kind=\"pend\"} 1.0",
            "fleetk_engine_round_duration_seconds_count 1",
            "fleetk_engine_ready_duration_seconds_sum 2.0");
  }

  @Test
  void saysWhatRunsAndNothingOfAFleetThatItDoesNotKnow() {
    assertThat(text())
        .contains("fleetk_build_info{version=\"%s\"} 1".formatted(Version.text()))
        .contains("jvm_memory_used_bytes", "process_resident_memory_bytes")
        .doesNotContain("fleetk_fleet_machines{", "fleetk_agent_joined 0");
  }

  @Test
  void speaksOpenMetricsToo() {
    assertThat(metrics.page("application/openmetrics-text; version=1.0.0").text())
        .endsWith("# EOF\n");
  }
}
