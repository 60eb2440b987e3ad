package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshCommandTest {
  @TempDir Path home;
  private final EagerFleet fleet = new EagerFleet(3).running("kubelet.service", "web@1.service");

  private Desk desk(FakeSsh ssh) {
    return Desk.at(fleet, home).with("PATH", ssh.path());
  }

  @Test
  void runsACommandOnAMachineAndExitsAsItDid() {
    FakeSsh ssh = new FakeSsh(home, "exit 7");

    Seen seen = desk(ssh).types("ssh", "2222", "journalctl", "-f", "--unit=a");

    assertThat(seen.exitCode()).isEqualTo(7);
    assertThat(seen.err()).isEmpty();
    assertThat(ssh.arguments()).containsExactly("--", "192.0.2.2", "journalctl", "-f", "--unit=a");
  }

  @Test
  void opensAShellWhereAUnitIs() {
    FakeSsh ssh = new FakeSsh(home, "exit 0");

    Seen seen = desk(ssh).types("ssh", "-A", "--ssh-username", "core", "web@1.service");

    assertThat(seen.exitCode()).isZero();
    assertThat(ssh.arguments()).containsExactly("-A", "-l", "core", "--", "192.0.2.1");
  }

  @Test
  void wantsATerminalThereForACommandTypedAtOne() {
    FakeSsh ssh = new FakeSsh(home, "exit 0");

    desk(ssh).onTerminal(80, "").types("ssh", "192.0.2.3", "top");

    assertThat(ssh.arguments()).containsExactly("-t", "--", "192.0.2.3", "top");
  }

  @Test
  void jumpsThroughTheTunnelsHost() {
    FakeSsh ssh = new FakeSsh(home, "exit 0");

    desk(ssh)
        .with("FLEETK_TUNNEL", "bastion:2222")
        .with("FLEETK_SSH_USERNAME", "core")
        .types("ssh", "192.0.2.3", "--", "uptime");

    assertThat(ssh.arguments())
        .containsExactly("-J", "core@bastion:2222", "-l", "core", "--", "192.0.2.3", "uptime");
  }

  @Test
  void takesFleetctlsWordsForHostKeysAndPatience() {
    FakeSsh ssh = new FakeSsh(home, "exit 0");

    desk(ssh)
        .types(
            "--strict-host-key-checking=false",
            "ssh",
            "--known-hosts-file",
            "/tmp/known hosts",
            "--ssh-timeout=2.5",
            "192.0.2.3",
            "uptime");

    assertThat(ssh.arguments())
        .containsExactly(
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=\"/tmp/known hosts\"",
            "-o",
            "ConnectTimeout=3",
            "--",
            "192.0.2.3",
            "uptime");
  }

  @Test
  void goesToTheHostBetweenByTheSameWords() {
    FakeSsh ssh = new FakeSsh(home, "exit 0");

    desk(ssh)
        .with("FLEETK_TUNNEL", "bastion:2222")
        .with("FLEETCTL_STRICT_HOST_KEY_CHECKING", "false")
        .with("FLEETCTL_KNOWN_HOSTS_FILE", "/tmp/theirs")
        .with("FLEETK_KNOWN_HOSTS_FILE", "/tmp/ours")
        .with("FLEETCTL_SSH_TIMEOUT", "10.0")
        .types("ssh", "--strict-host-key-checking", "192.0.2.3");

    assertThat(ssh.arguments())
        .containsExactly(
            "-o",
            "ProxyCommand=%s/ssh -W '[%%h]:%%p' -o StrictHostKeyChecking=ask -o UserKnownHostsFile=/tmp/ours -o ConnectTimeout=10 -p 2222 -- bastion"
                .formatted(ssh.path()),
            "-o",
            "StrictHostKeyChecking=ask",
            "-o",
            "UserKnownHostsFile=/tmp/ours",
            "-o",
            "ConnectTimeout=10",
            "--",
            "192.0.2.3");
  }

  @Test
  void saysWhichVariableItCannotRead() {
    Seen seen =
        desk(new FakeSsh(home, "exit 0"))
            .with("FLEETCTL_STRICT_HOST_KEY_CHECKING", "perhaps")
            .types("ssh", "192.0.2.3");

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err())
        .isEqualTo(
            "fleetk: ssh: FLEETCTL_STRICT_HOST_KEY_CHECKING: 'perhaps' is not true or false\n");
  }

  @Test
  void goesWhereFleetctlsOptionsSay() {
    FakeSsh ssh = new FakeSsh(home, "exit 0");

    desk(ssh).types("ssh", "--unit", "web@1", "--ssh-port=2222", "cat", "-l", "x");
    desk(ssh).types("ssh", "--machine=3333", "--", "uptime");

    assertThat(ssh.arguments())
        .containsExactly(
            "-p", "2222", "--", "192.0.2.1", "cat", "-l", "x", "--", "192.0.2.3", "uptime");
    assertThat(desk(ssh).types("ssh", "--unit", "a", "--machine", "b").err())
        .isEqualTo("fleetk: ssh: --machine and --unit both say where to go: give one of them\n");
    assertThat(desk(ssh).types("ssh").err()).startsWith("fleetk: ssh: nothing says where to go;");
    assertThat(desk(ssh).types("ssh", "--unit", "web@7").exitCode()).isEqualTo(2);
    assertThat(desk(ssh).types("ssh", "--ssh-port", "0", "3333").exitCode()).isEqualTo(2);
  }

  @Test
  void listsTheMachinesThatAWordMayMean() {
    Desk desk = desk(new FakeSsh(home, "exit 0"));

    Seen seen = desk.types("ssh", "kubelet.service");

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err())
        .isEqualTo(
            "fleetk: ssh: 'kubelet.service' means 3 machines: 11111111/192.0.2.1,"
                + " 22222222/192.0.2.2, 33333333/192.0.2.3; name one of them by its address or"
                + " ID\n");
    assertThat(desk.types("ssh", "db").err())
        .isEqualTo(
            "fleetk: ssh: no machine and no unit 'db' in this fleet; 'fleetk machines' and 'fleetk"
                + " status' list them\n");
  }

  @Test
  void saysThatThereIsNoSsh() {
    Seen seen = Desk.at(fleet, home).with("PATH", home.toString()).types("ssh", "192.0.2.3");

    assertThat(seen.exitCode()).isEqualTo(5);
    assertThat(seen.err())
        .isEqualTo("fleetk: ssh: there is no ssh on the PATH: install OpenSSH's client\n");
  }
}
