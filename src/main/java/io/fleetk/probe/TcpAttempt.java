package io.fleetk.probe;

import io.fleetk.probe.Probe.Outcome;
import io.fleetk.unit.ReadyCheck;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** One try to connect. */
final class TcpAttempt {
  private TcpAttempt() {}

  static Outcome within(Duration patience, ReadyCheck.Tcp check, String host) {
    try (Socket socket = new Socket(java.net.Proxy.NO_PROXY)) {
      var target = new InetSocketAddress(host, check.port());
      socket.connect(target, NetworkFailure.socketTimeout(patience));
      return Outcome.held(check, "connected");
    } catch (IOException | RuntimeException e) {
      String words = NetworkFailure.words(e, host, patience);
      return NetworkFailure.refused(e)
          ? Outcome.failed(check, words)
          : Outcome.unreached(check, words);
    }
  }
}
