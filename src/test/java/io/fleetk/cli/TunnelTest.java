package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.cli.Desk.Seen;
import io.fleetk.fleet.MemoryFleet;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fleets reached through ssh; a link to a socket stands for the tunnel to it. */
class TunnelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Links the near end, which stands before the first colon after -L, to a socket; then stays. */
  private static final String TUNNEL =
      """
      echo $$ > "$folder/pid"
      while [ "$1" != -L ]; do shift; done
      ln -s '%s' "${2%%%%:*}"
      exec sleep 1000
      """;

  @TempDir Path home;

  private Desk desk(FakeSsh ssh) {
    return Desk.outside(home).with("PATH", ssh.path() + ":/bin:/usr/bin");
  }

  private void assertThatSshEnded() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                ProcessHandle.of(Long.parseLong(Files.readString(home.resolve("bin/pid")).strip()))
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
  }

  @Test
  void reachesTheSocketOfAHostAndEndsWithTheCommand() throws IOException {
    Path socket = home.resolve("fleet.sock");
    FakeSsh ssh = new FakeSsh(home, TUNNEL.formatted(socket));
    MemoryFleet fleet = new MemoryFleet();
    fleet.machine("6f9c2d10".repeat(4), "10.0.0.7", Map.of());
    try (ApiServer server = new ApiServer(fleet, ListenOn.socket(socket))) {
      server.start();

      Seen seen = desk(ssh).types("--tunnel", "core@bastion:2222", "machines");

      assertThat(seen.err()).isEmpty();
      assertThat(seen.out()).contains("6f9c2d10   10.0.0.7   present");
    }
    assertThatSshEnded();
    List<String> arguments = ssh.arguments();
    assertThat(arguments).containsSequence("-l", "core", "-p", "2222", "--", "bastion");
    assertThat(arguments).contains("-N", "ExitOnForwardFailure=yes", "ControlPath=none");
    String forward = arguments.get(arguments.indexOf("-L") + 1);
    assertThat(forward).endsWith(":/run/fleet.sock");
    assertThat(Path.of(forward.substring(0, forward.indexOf(':'))).getParent()).doesNotExist();
  }

  @Test
  void goesThereByThePreferencesThatAreGivenAheadOfItsOwn() throws IOException {
    Path socket = home.resolve("fleet.sock");
    FakeSsh ssh = new FakeSsh(home, TUNNEL.formatted(socket));
    try (ApiServer server = new ApiServer(new MemoryFleet(), ListenOn.socket(socket))) {
      server.start();

      Seen seen =
          desk(ssh)
              .with("FLEETCTL_SSH_TIMEOUT", "2.5")
              .types("--tunnel", "bastion", "--strict-host-key-checking=false", "list-machines");

      assertThat(seen.out()).isEqualTo("MACHINE\tIP\tMETADATA\n");
    }
    List<String> arguments = ssh.arguments();
    assertThat(arguments).containsSequence("-o", "StrictHostKeyChecking=no");
    assertThat(arguments.indexOf("ConnectTimeout=3"))
        .as("ssh takes the first that it is told")
        .isPositive()
        .isLessThan(arguments.indexOf("ConnectTimeout=10"));
  }

  @Test
  void leadsToAnAddressThatTheHostReaches() throws IOException {
    Path socket = home.resolve("fleet.sock");
    FakeSsh ssh = new FakeSsh(home, TUNNEL.formatted(socket));
    try (ApiServer server = new ApiServer(new MemoryFleet(), ListenOn.socket(socket))) {
      server.start();

      Seen seen =
          desk(ssh)
              .with("FLEETK_TUNNEL", "bastion")
              .types("status", "--endpoint", "http://10.0.0.7:49153", "--ssh-username", "ops");

      assertThat(seen.err()).isEmpty();
      assertThat(seen.out()).startsWith("No units in this fleet");
    }
    assertThat(ssh.arguments())
        .anyMatch(argument -> argument.endsWith(":10.0.0.7:49153"))
        .containsSequence("-l", "ops", "--", "bastion");
  }

  @Test
  void tellsInOneLineWhatSshSays() {
    FakeSsh ssh =
        new FakeSsh(
            home,
            "echo Welcome >&2; echo 'core@bastion: Permission denied (publickey).' >&2; exit 255");

    Seen seen = desk(ssh).types("status", "--tunnel", "core@bastion");

    assertThat(seen.exitCode()).isEqualTo(5);
    assertThat(seen.err())
        .isEqualTo(
            "fleetk: status: no tunnel through core@bastion: ssh says: core@bastion: Permission"
                + " denied (publickey).; see whether 'ssh -l core -- bastion true' works\n");
  }

  @Test
  void tellsWhatIsWrongAtTheOtherEnd() throws IOException {
    Path socket = home.resolve("closed.sock");
    FakeSsh ssh =
        new FakeSsh(
            home,
            "echo 'channel 2: open failed: connect failed: No such file or directory' >&2\n"
                + TUNNEL.formatted(socket));
    try (ServerSocketChannel closing = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      closing.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(() -> closeAll(closing));

      Seen seen = desk(ssh).types("status", "--tunnel", "bastion");

      assertThat(seen.exitCode()).isEqualTo(5);
      assertThat(seen.err())
          .isEqualTo(
              "fleetk: status: no fleet at unix:///run/fleet.sock through bastion: ssh says: channel"
                  + " 2: open failed: connect failed: No such file or directory; see whether the"
                  + " fleet's API is there, or name another --endpoint\n");
    }
    assertThatSshEnded();
  }

  @Test
  void triesTheNextEndpointThatTheHostReaches() throws IOException {
    Path closed = home.resolve("closed.sock");
    Path open = home.resolve("fleet.sock");
    FakeSsh ssh =
        new FakeSsh(
            home,
            """
            echo $$ > "$folder/pid"
            while [ "$1" != -L ]; do shift; done
            case "$2" in
            *:10.0.0.1:*)
              echo 'channel 2: open failed: connect failed: Connection refused' >&2
              ln -s '%s' "${2%%%%:*}" ;;
            *) ln -s '%s' "${2%%%%:*}" ;;
            esac
            exec sleep 1000
            """
                .formatted(closed, open));
    try (ServerSocketChannel closing = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ApiServer server = new ApiServer(new MemoryFleet(), ListenOn.socket(open))) {
      closing.bind(UnixDomainSocketAddress.of(closed));
      Thread.ofVirtual().start(() -> closeAll(closing));
      server.start();

      Seen seen =
          desk(ssh)
              .types(
                  "status", "--tunnel", "bastion", "--endpoint", "http://10.0.0.1,http://10.0.0.2");

      assertThat(seen.err()).isEmpty();
      assertThat(seen.out()).startsWith("No units in this fleet");
    }
    assertThat(ssh.arguments())
        .anyMatch(argument -> argument.endsWith(":10.0.0.1:80"))
        .anyMatch(argument -> argument.endsWith(":10.0.0.2:80"));
    assertThatSshEnded();
  }

  private static void closeAll(ServerSocketChannel server) {
    try {
      while (server.isOpen()) {
        server.accept().close();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
