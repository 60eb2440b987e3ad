package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.MemoryFleet;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with a balancer's command line, in a line. */
class BalanceCommandTest {
  private final StringWriter err = new StringWriter();

  private int balance(String... words) {
    List<String> all = new ArrayList<>(List.of("--endpoint", "http://localhost:1", "balance"));
    all.addAll(List.of(words));
    Map<String, String> environment = Map.of();
    var surroundings =
        new Surroundings(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            new BufferedReader(new StringReader("")),
            new Terminal(environment),
            environment,
            InstantSource.system(),
            _ -> new MemoryFleet());
    return Main.run(surroundings, all.toArray(String[]::new));
  }

  private int balanceApi(String listen, String port, String... more) {
    List<String> words =
        new ArrayList<>(List.of("--component", "api", "--listen", listen, "--port", port));
    words.addAll(List.of(more));
    return balance(words.toArray(String[]::new));
  }

  @Test
  void wantsToKnowWhatToBalance() {
    assertThat(balance()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--component").contains("--listen").contains("--port");
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThat(balance("--component", "a b", "--listen", "127.0.0.1:1", "--port", "1"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(balanceApi(":6444", "6443")).isEqualTo(ExitCode.USAGE);
    assertThat(balanceApi("127.0.0.1", "6443")).isEqualTo(ExitCode.USAGE);
    assertThat(balanceApi("127.0.0.1:6444", "65536")).isEqualTo(ExitCode.USAGE);
    assertThat(balanceApi("127.0.0.1:6444", "6443", "--seed", "10.0.0.1:6443"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(balanceApi("127.0.0.1:6444", "6443", "--check", "https://10.0.0.1:6443/readyz"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(balanceApi("127.0.0.1:6444", "6443", "--check-ca", "/etc/ca.crt"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(
            balanceApi(
                "127.0.0.1:6444", "6443", "--check", "https://:1/", "--check-ca", "/no/such/file"))
        .isEqualTo(ExitCode.USAGE);

    assertThat(err.toString().lines())
        .hasSize(8)
        .allSatisfy(line -> assertThat(line).startsWith("fleetk: balance: --"));
    assertThat(err.toString())
        .contains("use 127.0.0.1:6444")
        .contains("the port is that of --port")
        .contains("https://:6443/readyz")
        .contains("/no/such/file: no file that can be read");
  }

  @Test
  void saysThatItCannotListen() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(balanceApi("127.0.0.1:" + taken.getLocalPort(), "6443"))
          .isEqualTo(ExitCode.FAILED);
    }
    assertThat(err.toString()).contains("fleetk: balance: cannot listen on 127.0.0.1:");
  }
}
