package io.fleetk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpServer;
import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.api.ListenOn.Place;
import io.fleetk.api.TlsFiles;
import io.fleetk.cli.Desk.Seen;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.store.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each class of error with its one line and its exit code. What is typed wrongly: CommandsTest. */
class ErrorClassesTest {
  @TempDir private Path home;

  private static void assertFails(Seen seen, int exitCode, String line) {
    assertThat(seen.err()).isEqualTo(line + "\n");
    assertThat(seen.exitCode()).isEqualTo(exitCode);
    assertThat(seen.out()).isEmpty();
  }

  private static HttpServer web(String type, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        call -> {
          try (call) {
            byte[] bytes = body.getBytes(UTF_8);
            call.getResponseHeaders().set("Content-Type", type);
            call.sendResponseHeaders(200, bytes.length);
            call.getResponseBody().write(bytes);
          }
        });
    server.start();
    return server;
  }

  // A fleet that cannot be reached

  @Test
  void nobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertFails(
        Desk.outside(home).types("machines", "--endpoint", "http://127.0.0.1:" + port),
        5,
        "fleetk: machines: no fleet at http://127.0.0.1:%d: failed to connect to /127.0.0.1:%d; start the fleet, or name another endpoint"
            .formatted(port, port));
  }

  @Test
  void nobodyKnowsTheHost() {
    assertFails(
        Desk.outside(home).types("machines", "--endpoint", "http://no-such-host.invalid:1"),
        5,
        "fleetk: machines: no fleet at http://no-such-host.invalid:1: the host no-such-host.invalid is not known; check its spelling, or the DNS");
  }

  @Test
  void thereIsNoSocket() {
    assertFails(
        Desk.outside(home).with("FLEETCTL_ENDPOINT", "unix:///no/fleet.sock").types("status"),
        5,
        "fleetk: status: no fleet at unix:///no/fleet.sock: there is no such socket; start the fleet, or name another endpoint");
  }

  @Test
  void nobodyAnswersInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String endpoint = "http://127.0.0.1:" + silent.getLocalPort();

      assertFails(
          Desk.outside(home)
              .with("FLEETCTL_REQUEST_TIMEOUT", "0.4")
              .types("status", "--endpoint", endpoint),
          5,
          "fleetk: status: %s does not answer GET /fleetk/v1 (waited 400 ms): see whether the fleet there is overloaded or has lost its store, then try again"
              .formatted(endpoint));
    }
  }

  @Test
  void aWebServerAnswers() throws IOException {
    HttpServer server = web("text/html", "<html>It works!</html>");
    try {
      Seen seen =
          Desk.outside(home)
              .types("status", "--endpoint", "http://127.0.0.1:" + server.getAddress().getPort());

      assertThat(seen.exitCode()).isEqualTo(5);
      assertThat(seen.err())
          .contains("answered GET /fleetk/v1 with text/html that is no fleet's answer")
          .endsWith(": check that this endpoint is a fleet's API\n")
          .hasLineCount(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theServersCertificateIsNotTrusted() throws IOException {
    Files.createDirectories(home.resolve("ours"));
    Files.createDirectories(home.resolve("others"));
    var ours = new TestCertificates(home.resolve("ours")).with("fleetk");
    var others = new TestCertificates(home.resolve("others"));
    var files = new TlsFiles(ours.authority(), ours.certificate("fleetk"), ours.key("fleetk"));
    var place =
        new Place.Tcp(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(files));
    try (var server = new ApiServer(new MemoryFleet(), new ListenOn(List.of(place)))) {
      server.start();
      Desk desk = Desk.outside(home);
      String endpoint = "https://127.0.0.1:" + server.port().orElseThrow();
      desk.types(
          "context", "set", "prod", "--endpoint", endpoint, "--ca-file", "" + others.authority());

      Seen seen = desk.types("status", "--context", "prod");

      assertThat(seen.exitCode()).isEqualTo(5);
      assertThat(seen.err())
          .startsWith("fleetk: status: context prod: no TLS with " + endpoint)
          .endsWith("signed by nobody that is trusted; name its authority with --ca-file\n")
          .hasLineCount(1);
    }
  }

  // Files that cannot be read

  @Test
  void aTlsFileCannotBeRead() throws IOException {
    Path text = Files.writeString(home.resolve("notes.txt"), "no certificate");

    for (String[] one :
        new String[][] {
          {home.resolve("gone.pem").toString(), "there is no such file"},
          {home.toString(), "it is a directory, not a file"},
          {text.toString(), "it has no certificate in it that can be read"}
        }) {
      assertFails(
          Desk.outside(home).types("status", "--endpoint", "https://a", "--ca-file", one[0]),
          2,
          "fleetk: status: %s: %s".formatted(one[0], one[1]));
      assertFails(
          Desk.outside(home).types("status", "--etcd", "https://a", "--ca-file", one[0]),
          2,
          "fleetk: status: %s: %s".formatted(one[0], one[1]));
    }
  }

  @Test
  void aTlsFileIsNotForUs() throws IOException {
    Path file = Files.writeString(home.resolve("key.pem"), "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads everything");

    assertFails(
        Desk.outside(home).types("status", "--endpoint", "https://a", "--ca-file", "" + file),
        2,
        "fleetk: status: %s: permission denied".formatted(file));
  }

  // Words that mean nothing here, or too much

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          restart kubelte                  | fleetk: restart: no component or unit 'kubelte'; did you mean 'kubelet'?
          restart nothing                  | fleetk: restart: no component or unit 'nothing'; 'fleetk status' lists them
          journal kubelte                  | fleetk: journal: no component or unit 'kubelte'; did you mean 'kubelet'?
          journal kubelet --machine 192.0.2.33 | fleetk: journal: no machine 192.0.2.33 in this fleet; did you mean '192.0.2.3'?
          restart kubelet --machine 111111112 | fleetk: restart: no machine 111111112 in this fleet; did you mean '11111111'?
          machine rm m1                    | fleetk: machine rm: no machine m1 in this fleet; 'fleetk machines' lists them
          machine rm 1                     | fleetk: machine rm: '1' means 2 machines: 10101010/192.0.2.10, 11111111/192.0.2.1; name one of them by its address or ID
          journal kubelet --machine 1      | fleetk: journal: '1' means 2 machines: 10101010/192.0.2.10, 11111111/192.0.2.1; name one of them by its address or ID
          restart kubelet --machine 1      | fleetk: restart: '1' means 2 machines: 10101010/192.0.2.10, 11111111/192.0.2.1; name one of them by its address or ID
          ssh wbe                          | fleetk: ssh: no machine and no unit 'wbe' in this fleet; did you mean 'web'?
          destroy kubernets --yes          | fleetk: destroy: no stack and no unit 'kubernets' in this fleet; 'fleetk status' lists them
          """)
  void aWordMeansNothingOrTooMuch(String typed, String line) {
    EagerFleet fleet = new EagerFleet(10).running("kubelet.service", "web@1.service");

    assertFails(Desk.at(fleet, home).types(typed.split(" ")), 2, line);
    assertThat(fleet.writes()).isEqualTo(2);
  }

  @Test
  void aUnitIsOnSeveralMachines() {
    EagerFleet fleet = new EagerFleet(2).running("kubelet.service");

    assertFails(
        Desk.at(fleet, home).types("ssh", "kubelet"),
        2,
        "fleetk: ssh: 'kubelet' means 2 machines: 11111111/192.0.2.1, 22222222/192.0.2.2; name one of them by its address or ID");
  }

  // A fleet that lacks what is asked for

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          journal kubelet                  | 1 | fleetk: journal: this fleet offers only the fleet v1 API, which has no journals; add --ssh to read them over ssh
          secret list                      | 1 | fleetk: secret list: this fleet keeps no secrets, since it offers only the fleet v1 API; put the files on the machines yourself
          secret put a units/stack.yaml    | 1 | fleetk: secret put: this fleet keeps no secrets, since it offers only the fleet v1 API; put the files on the machines yourself
          secret rm a                      | 1 | fleetk: secret rm: this fleet keeps no secrets, since it offers only the fleet v1 API; put the files on the machines yourself
          machine rm 1                     | 1 | fleetk: machine rm: this fleet offers only the fleet v1 API, which forgets machines by itself
          restart kubelet --machine 1      | 2 | fleetk: restart: kubelet.service is global, and a plain fleet can not restart it on one machine alone
          restart kubelet.service --no-block | 1 | fleetk: restart: this fleet offers only the fleet v1 API, which restarts a unit by stopping it first, which must be waited for: leave out --no-block
          restart kubelet                  | 2 | fleetk: restart: kubelet.service is global, and a plain fleet can only restart it on all 2 machines at once: pass --all-at-once if it may
          """)
  void aPlainFleetLacksIt(String typed, int exitCode, String line) {
    EagerFleet fleet = new EagerFleet(2).running("kubelet.service").plainV1();

    assertFails(Desk.at(fleet, home).types(typed.split(" ")), exitCode, line);
    assertThat(fleet.writes()).isEqualTo(1);
  }

  // Nobody to ask

  @ParameterizedTest
  @ValueSource(strings = {"destroy", "apply"})
  void nobodyCanBeAskedWithoutATerminal(String command) throws IOException {
    EagerFleet fleet = new EagerFleet(1);
    Path stack = Files.createDirectory(home.resolve("web"));
    String text = "[Service]\nExecStart=/bin/sleep inf\n";
    Files.writeString(stack.resolve("a.service"), text);
    Files.writeString(stack.resolve("b@.service"), text + "[X-Fleetk]\nInstances=2\n");
    Desk desk = Desk.at(fleet, home);
    assertThat(desk.types("apply", stack.toString()).exitCode()).isZero();
    int writes = fleet.writes();
    Files.writeString(stack.resolve("b@.service"), text + "[X-Fleetk]\nInstances=1\n");

    Seen seen = desk.types(command, stack.toString());

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err())
        .isEqualTo(
            "fleetk: %s: this destroys or moves units and nobody can be asked without a terminal; pass --yes if that is meant\n"
                .formatted(command));
    assertThat(fleet.writes()).isEqualTo(writes);
  }
}
