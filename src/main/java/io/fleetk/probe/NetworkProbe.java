package io.fleetk.probe;

import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import java.time.Duration;

/**
 * Probes over the network, with a kubelet's habits (Kubernetes, {@code pkg/probe/http}): a status
 * of 200 to 399 is success, HTTPS is not verified unless {@code ReadyCA=} names certificates, no
 * proxy, and a redirect is followed only on the same host, ten times at most.
 *
 * <p>What only the machine itself can tell, a command or a file, does not hold here, and the reason
 * says so.
 */
public final class NetworkProbe implements Probe {
  @Override
  public Outcome probe(UnitName unit, String address, ReadyCheck check, Readiness readiness) {
    Duration patience = readiness.probeTimeout();
    return switch (check) {
      case ReadyCheck.Http http when host(http.host(), address).isEmpty() -> nowhere(http);
      case ReadyCheck.Http http ->
          HttpAttempt.of(http, address, readiness.caFile()).within(patience);
      case ReadyCheck.Tcp tcp when host(tcp.host(), address).isEmpty() -> nowhere(tcp);
      case ReadyCheck.Tcp tcp -> TcpAttempt.within(patience, tcp, host(tcp.host(), address));
      case ReadyCheck.Exec _, ReadyCheck.FileExists _ ->
          Outcome.unreached(check, "only the machine itself can tell");
    };
  }

  private static String host(String own, String machine) {
    return own.isEmpty() ? machine : own;
  }

  /** An empty name would be taken for this very host, and lie. */
  private static Outcome nowhere(ReadyCheck check) {
    return Outcome.unreached(check, "the machine has no address");
  }
}
