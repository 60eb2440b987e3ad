package io.fleetk.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.probe.Probe.Outcome;
import io.fleetk.unit.ReadyCheck;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulatedProbeTest extends ProbeContract {
  private boolean serving;
  private boolean healthy = true;
  private final SimulatedProbe probe =
      new SimulatedProbe(
          unit -> unit.equals(UNIT) && serving, _ -> healthy, path -> path.equals("/run/there"));

  @Override
  void serve() {
    serving = true;
  }

  @Override
  void fallIll() {
    healthy = false;
  }

  @Override
  void vanish() {
    serving = false;
  }

  @Override
  Probe probe() {
    return probe;
  }

  @Override
  int port() {
    return 6443;
  }

  private Outcome probe(ReadyCheck check) {
    return probe.probe(UNIT, "10.0.0.1", check, within(Duration.ofSeconds(1)));
  }

  @Test
  void aCommandSucceedsOnceItsProgramServes() {
    var check = new ReadyCheck.Exec("/usr/bin/etcdctl endpoint health");
    assertThat(probe(check))
        .isEqualTo(
            new Outcome(false, true, "ReadyExec /usr/bin/etcdctl endpoint health: exit status 1"));

    serve();
    assertThat(probe(check).holds()).isTrue();
  }

  @Test
  void aFileIsLookedForOnTheMachine() {
    assertThat(probe(new ReadyCheck.FileExists("/run/there")).holds()).isTrue();
    assertThat(probe(new ReadyCheck.FileExists("/run/gone")))
        .isEqualTo(new Outcome(false, true, "ReadyFile /run/gone: no such file"));
  }

  @Test
  void aFaultFailsEveryKindOfCheck() {
    serve();
    fallIll();

    assertThat(probe(new ReadyCheck.FileExists("/run/there")).holds()).isFalse();
    assertThat(probe(new ReadyCheck.Exec("/bin/true")).holds()).isFalse();
    assertThat(probe(new ReadyCheck.Tcp("", 1)).holds()).isFalse();
  }
}
