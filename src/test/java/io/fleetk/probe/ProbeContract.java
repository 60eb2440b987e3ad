package io.fleetk.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.probe.Probe.Outcome;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link Probe} says of a program that serves, is ill, or is not there. */
abstract class ProbeContract {
  static final UnitName UNIT = UnitName.of("kube-apiserver.service");

  /** Has a program serve HTTP well on the port that the next checks ask. */
  abstract void serve();

  /** Has it answer with status 500. */
  abstract void fallIll();

  /** Takes it away. */
  abstract void vanish();

  abstract Probe probe();

  /** The port that the program serves on. */
  abstract int port();

  static Readiness within(Duration timeout) {
    return new Readiness(List.of(), Duration.ofSeconds(1), timeout, 1, Optional.empty());
  }

  private Outcome probe(ReadyCheck check) {
    return probe().probe(UNIT, "127.0.0.1", check, within(Duration.ofSeconds(5)));
  }

  private ReadyCheck.Http http() {
    return new ReadyCheck.Http("http", "", port(), "/readyz");
  }

  private ReadyCheck.Tcp tcp() {
    return new ReadyCheck.Tcp("", port());
  }

  @Test
  void aProgramThatServesIsReady() {
    serve();

    assertThat(probe(http()))
        .isEqualTo(new Outcome(true, true, "ReadyHTTP http://:" + port() + "/readyz: HTTP 200"));
    assertThat(probe(tcp()))
        .isEqualTo(new Outcome(true, true, "ReadyTCP :" + port() + ": connected"));
  }

  @Test
  void aProgramThatAnswersWithAnErrorIsNot() {
    serve();
    fallIll();

    assertThat(probe(http()))
        .isEqualTo(new Outcome(false, true, "ReadyHTTP http://:" + port() + "/readyz: HTTP 500"));
  }

  @Test
  void aProgramThatIsNotThereRefuses() {
    vanish();

    assertThat(probe(http()))
        .isEqualTo(
            new Outcome(
                false, true, "ReadyHTTP http://:" + port() + "/readyz: connection refused"));
    assertThat(probe(tcp()))
        .isEqualTo(new Outcome(false, true, "ReadyTCP :" + port() + ": connection refused"));
  }
}
