package io.fleetk.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.probe.Probe;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainReadinessTest {
  private static final UnitName API = UnitName.of("api.service");
  private static final String HTTP = "ReadyHTTP=http://:8080/healthz";

  /** Answers as it is told, and remembers what it was asked. */
  private static final class Told implements Probe {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile Outcome answer = new Outcome(true, true, "HTTP 200");

    @Override
    public Outcome probe(UnitName unit, String address, ReadyCheck check, Readiness readiness) {
      asked.add("%s at %s, CA %s".formatted(check, address, readiness.caFile().orElse("none")));
      return answer;
    }
  }

  private final Told probe = new Told();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final PlainReadiness readiness = new PlainReadiness(probe, () -> now);

  private static UnitContent content(String... policy) {
    try {
      return UnitContent.of(
          UnitFile.parse(
              "[Service]\nExecStart=/bin/api\n[X-Fleetk]\n" + String.join("\n", policy) + "\n"));
    } catch (UnitParseException e) {
      throw new AssertionError(e);
    }
  }

  /** A fleet in which one machine says of the unit what systemd does. */
  private static FleetView fleet(UnitContent content, Hash has, String active, boolean ready) {
    FleetUnit unit =
        new FleetUnit(
            API,
            content,
            DesiredState.LAUNCHED,
            Optional.empty(),
            0,
            false,
            Map.of(
                "m1",
                new Assignment("m1", content.id(), content.runHash(), DesiredState.LAUNCHED, 0)),
            Map.of(),
            Optional.empty());
    UnitStatus status =
        new UnitStatus(
            API,
            "m1",
            Optional.of(has),
            Optional.of(has),
            0,
            "loaded",
            active,
            "running",
            Optional.empty(),
            0,
            "",
            0,
            ready,
            active + " (running)");
    Machine machine = new Machine("m1", "10.0.0.1", Map.of(), true, false, "", Optional.empty());
    return FleetView.of(0, List.of(unit), List.of(status), List.of(machine));
  }

  private static FleetView up(UnitContent content) {
    return fleet(content, content.id(), "active", true);
  }

  private UnitStatus judged(FleetView view) {
    return readiness.judged(view).status(API, "m1").orElseThrow();
  }

  @Test
  void asksFromHereAtTheMachinesAddressWithoutTheMachinesFiles() {
    UnitStatus status = judged(up(content("ReadyHTTP=https://:6443/readyz", "ReadyCA=/etc/ca")));

    assertThat(status.ready()).isTrue();
    assertThat(status.reason()).isEqualTo("active (running)");
    assertThat(probe.asked).containsExactly("https://:6443/readyz at 10.0.0.1, CA none");
  }

  @Test
  void isNotReadyWhileACheckFails() {
    probe.answer = new Probe.Outcome(false, true, "ReadyHTTP http://:8080/healthz: HTTP 500");

    UnitStatus status = judged(up(content(HTTP)));

    assertThat(status.ready()).isFalse();
    assertThat(status.reason()).isEqualTo("ReadyHTTP http://:8080/healthz: HTTP 500");
  }

  @Test
  void takesSystemdsWordWhereItCannotReachAndSaysSo() {
    probe.answer = new Probe.Outcome(false, false, "ReadyHTTP http://:8080/healthz: no answer");

    UnitStatus status = judged(up(content(HTTP)));

    assertThat(status.ready()).isTrue();
    assertThat(status.reason())
        .isEqualTo(
            "active (running), which is all to go by: ReadyHTTP http://:8080/healthz: no answer");
  }

  @Test
  void countsSilenceOfWhatItHasReachedBeforeAgainstTheProgram() {
    UnitContent content = content(HTTP);
    judged(up(content));
    now = now.plusSeconds(1);
    probe.answer = new Probe.Outcome(false, false, "ReadyHTTP http://:8080/healthz: no answer");

    assertThat(judged(up(content)).ready()).isFalse();
  }

  @Test
  void asksNobodyWhatOnlyTheMachineKnows() {
    UnitStatus status =
        judged(
            up(
                content(
                    "ReadyHTTP=http://127.0.0.1:10256/healthz",
                    "ReadyTCP=localhost:80",
                    "ReadyFile=/run/up",
                    "ReadyExec=/bin/true")));

    assertThat(probe.asked).isEmpty();
    assertThat(status.ready()).isTrue();
    assertThat(status.reason()).endsWith("/healthz: only the machine itself can tell");
  }

  @Test
  void asksAgainOnlyAfterTheInterval() {
    UnitContent content = content(HTTP, "ReadyIntervalSec=5");
    judged(up(content));
    now = now.plusSeconds(4);
    judged(up(content));
    assertThat(probe.asked).hasSize(1);

    now = now.plusSeconds(1);
    judged(up(content));
    assertThat(probe.asked).hasSize(2);
  }

  @Test
  void wantsGoodRoundsInARowOfWhatComesUpWhileItLooks() {
    UnitContent content = content(HTTP, "ReadyThreshold=2");
    judged(fleet(content, content.id(), "activating", false));

    assertThat(judged(up(content)).reason()).isEqualTo("1 of 2 good rounds of its checks");
    now = now.plus(Duration.ofSeconds(1));
    assertThat(judged(up(content)).ready()).isTrue();
  }

  @Test
  void isContentWithOneGoodRoundOfWhatWasUpBefore() {
    assertThat(judged(up(content(HTTP, "ReadyThreshold=3"))).ready()).isTrue();
  }

  @Test
  void beginsAnewWhenItWasDownInBetween() {
    UnitContent content = content(HTTP, "ReadyThreshold=2");
    judged(up(content));
    judged(fleet(content, content.id(), "failed", false));
    now = now.plusSeconds(1);

    assertThat(judged(up(content)).ready()).isFalse();
  }

  @Test
  void leavesAloneWhatIsDownOrHasAnOlderText() {
    UnitContent content = content(HTTP);

    judged(fleet(content, content.id(), "failed", false));
    judged(fleet(content, Hash.of("older"), "active", true));

    assertThat(probe.asked).isEmpty();
  }

  @Test
  void asksNobodyBeyondATunnelWhoseAddressesMayBeOthersHere() {
    PlainReadiness beyond = new PlainReadiness(PlainReadiness::behindTunnel, () -> now);

    UnitStatus status = beyond.judged(up(content(HTTP))).status(API, "m1").orElseThrow();

    assertThat(status.ready()).isTrue();
    assertThat(status.reason()).endsWith("/healthz: 10.0.0.1 is beyond the tunnel");
  }
}
