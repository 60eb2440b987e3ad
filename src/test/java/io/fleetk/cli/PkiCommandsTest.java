package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pki} and {@code kubeconfig} as people type them. */
class PkiCommandsTest {
  @TempDir Path home;
  private Path pki;

  @BeforeEach
  void makeFolder() throws IOException {
    Path units = Files.createDirectory(home.resolve("units"));
    Files.writeString(
        units.resolve("stack.yaml"),
        """
        name: prod
        values:
          masterMetadata: tier=control
          apiServer: https://api.example.com:6443
          network: {services: 10.7.0.0/16, domain: corp}
          etcd: {endpoints: ['https://10.9.9.9:2379']}
          pki: {names: [kube.example.org], componentServer: 'https://127.0.0.1:7443'}
        """);
    Files.writeString(units.resolve("a.service"), "[Service]\nExecStart=/bin/a\n");
    Files.writeString(
        home.resolve("machines.yaml"),
        """
        - {id: a1, ip: 10.0.0.1, metadata: {tier: control}}
        - {id: a2, ip: 10.0.0.2, metadata: {tier: work}}
        """);
    pki = home.resolve("pki");
  }

  private Seen types(String... words) {
    return Desk.alone(home).types(words);
  }

  private Seen init(String... more) {
    String[] words = {
      "pki",
      "init",
      home.resolve("units").toString(),
      "--machines",
      home.resolve("machines.yaml").toString(),
      "--out",
      pki.toString()
    };
    return types(with(words, more));
  }

  @Test
  void takesNamesFromTheStackAndTheMachines() {
    Seen seen = init("--with-etcd");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out())
        .contains("kubernetes.default.svc.corp", "10.7.0.1, 10.0.0.1, api.example.com")
        .contains("kube.example.org")
        .contains("CN=etcd-server for localhost, 127.0.0.1, ::1, 10.0.0.1, 10.9.9.9")
        .contains("kubeconfig of admin, at https://api.example.com:6443")
        .contains("kubeconfig of kube-proxy, at https://127.0.0.1:7443")
        .doesNotContain("10.0.0.2");
  }

  @Test
  void makesNothingTwice() {
    init();

    assertThat(init().out())
        .isEqualTo("Nothing was missing in %s: 32 files kept.\n".formatted(pki));
    assertThat(init("--san", "10.0.0.5").err())
        .contains("apiserver.crt is kept, but it does not name 10.0.0.5");
  }

  @Test
  void optionsGoBeforeTheStack() {
    Seen seen =
        init(
            "--server", "https://[fd00::1]:6443", "--service-cidr", "10.8.0.0/16", "--domain", "d");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out()).contains("10.8.0.1", "fd00::1", "kubernetes.default.svc.d,");
  }

  @Test
  void doesWithoutAStackAndAFleetAndSaysWhatItDoesNotKnow() {
    Seen seen = types("pki", "init", "--out", pki.toString());

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.err()).contains("certificates name no master's address");
  }

  @Test
  void showsWhatThereIsAndFailsWhenSomethingEnds() {
    init("--lifetime", "20d");

    Seen seen = types("pki", "show", "--out", pki.toString());

    assertThat(seen.exitCode()).isZero();
    assertThat(
            seen.out().lines().filter(line -> line.startsWith("admin ")).findFirst().orElseThrow())
        .matches(
            "admin +CN=kubernetes-admin,O=system:masters +CN=kubernetes-ca +2026-01-21T00:02:05Z"
                + " +20");
    assertThat(types("pki", "show", "--out", pki.toString(), "-o", "name").out())
        .startsWith("admin\napiserver\n");
    assertThat(types("pki", "show", "--out", pki.toString(), "-o", "json").out())
        .contains("\"daysLeft\" : 20");

    Seen soon = types("pki", "show", "--out", pki.toString(), "--warn-before", "21d");

    assertThat(soon.exitCode()).isEqualTo(1);
    assertThat(soon.err()).contains("8 certificates end within 21d: admin, ");
  }

  @Test
  void renewsWhatEndsSoonOrIsNamed() {
    init("--lifetime", "90d");

    assertThat(types("pki", "renew", "--out", pki.toString()).out())
        .isEqualTo("Nothing in %s ends within 60d.\n".formatted(pki));
    assertThat(types("pki", "renew", "--out", pki.toString(), "admin").out())
        .contains("admin.crt", "admin.conf", "2 files written");
    assertThat(types("pki", "renew", "--out", pki.toString(), "--within", "91d").out())
        .contains("apiserver.crt", "scheduler.conf")
        .doesNotContain("/ca.crt", "/admin.crt");

    Seen unclear = types("pki", "renew", "--out", pki.toString(), "--san", "a");

    assertThat(unclear.exitCode()).isEqualTo(2);
    assertThat(unclear.err()).contains("--stack DIR only");
  }

  @Test
  void namesAnewOnlyWhatIsKnownOfTheCluster() throws IOException {
    init("--san", "10.0.0.8");
    String[] renew = {
      "pki",
      "renew",
      "apiserver",
      "--out",
      pki.toString(),
      "--stack",
      home.resolve("units").toString()
    };
    String before = Files.readString(pki.resolve("apiserver.crt"));

    Seen unknown = types(renew);

    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("no machine with the metadata tier=control is known");
    String[] known = with(renew, "--machines", home.resolve("machines.yaml").toString());
    Seen fewer = types(known);
    assertThat(fewer.exitCode()).isEqualTo(1);
    assertThat(fewer.err()).contains("apiserver.crt: it names 10.0.0.8, which");
    assertThat(pki.resolve("apiserver.crt")).content().isEqualTo(before);
    assertThat(types(with(known, "--drop-names")).exitCode()).isZero();
    assertThat(types("pki", "show", "--out", pki.toString()).out()).doesNotContain("10.0.0.8");
    assertThat(types("pki", "renew", "--drop-names", "--out", pki.toString()).exitCode())
        .isEqualTo(2);
  }

  private static String[] with(String[] words, String... more) {
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }

  @Test
  void failsWhenSomethingThatEndsCannotBeRenewed() throws IOException {
    init("--lifetime", "20d", "--ca-lifetime", "50d");
    Files.delete(pki.resolve("front-proxy-ca.key"));

    Seen seen = types("pki", "renew", "--out", pki.toString());

    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.out()).contains("apiserver.crt", "when its authority ends");
    assertThat(seen.err())
        .contains(
            "front-proxy-client is not renewed: ", "front-proxy-ca.key: there is no such file")
        .contains("ca.crt: the authority ends on 2026-02-20T00:02:05Z");
  }

  @Test
  void makesKubeconfigsForAdminsAndOthers() throws IOException {
    init();
    Path file = home.resolve("config");

    Seen admin = types("kubeconfig", "--from", pki.toString(), "--out", file.toString());

    assertThat(admin.exitCode()).as(admin.err()).isZero();
    assertThat(file).content().contains("server: https://api.example.com:6443", "admin@prod");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Seen jane = types("kubeconfig", "--from", pki.toString(), "--user", "jane", "--group", "dev");

    assertThat(jane.out()).contains("name: jane", "client-certificate-data: ");
    assertThat(types("pki", "show", "--out", pki.toString()).out())
        .contains("users/jane", "CN=jane,O=dev");
  }

  @Test
  void replacesNoOtherFileByAKubeconfig() throws IOException {
    init();
    Path file = Files.writeString(home.resolve("config"), "of another cluster");
    String[] words = {"kubeconfig", "--from", pki.toString(), "--out", file.toString()};

    Seen refused = types(words);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("config is there already, and is not the kubeconfig of admin at https://api.");
    assertThat(file).content().isEqualTo("of another cluster");
    assertThat(types(with(words, "--force")).exitCode()).isZero();
    types("pki", "renew", "--out", pki.toString(), "admin");
    assertThat(types(words).exitCode()).isZero();
    assertThat(file).content().isEqualTo(Files.readString(pki.resolve("admin.conf")));
    assertThat(types(with(words, "--user", "jane")).exitCode()).isEqualTo(2);
    assertThat(types(with(words, "--server", "https://b:6443")).exitCode()).isEqualTo(2);
    assertThat(types("kubeconfig", "--from", pki.toString(), "--force").exitCode()).isEqualTo(2);
    Seen folder = types("kubeconfig", "--from", pki.toString(), "--out", home.toString());
    assertThat(folder.exitCode()).isEqualTo(1);
    assertThat(folder.err()).hasLineCount(1).contains(home + ": it cannot be read: ");
  }

  @Test
  void ignoresNoOptionOfKeys() {
    init();
    String[] jane = {"kubeconfig", "--from", pki.toString(), "--user", "jane", "--lifetime", "9d"};

    assertThat(types(jane).exitCode()).isZero();
    assertThat(types(jane).err())
        .contains("users/jane.crt is there already", "see 'fleetk pki renew users/jane'");
    assertThat(types("kubeconfig", "--from", pki.toString(), "--key-type", "rsa").exitCode())
        .isEqualTo(2);
    assertThat(types("kubeconfig", "--from", pki.toString(), "--ca-lifetime", "9d").exitCode())
        .isEqualTo(2);
    assertThat(types("pki", "renew", "admin", "--out", pki.toString(), "--key-type", "rsa").err())
        .contains("--key-type goes with --new-keys");
  }

  @Test
  void tellsWhatIsMissing() {
    assertThat(types("pki", "show", "--out", pki.toString()).err())
        .isEqualTo(
            "fleetk: pki show: %1$s: there is no such folder; make it with: fleetk pki init --out %1$s\n"
                .formatted(pki));
    assertThat(types("kubeconfig", "--from", pki.toString()).exitCode()).isEqualTo(2);
    assertThat(init("--ca-cert", "c").err()).contains("--ca-key is missing");
    assertThat(init("--service-cidr", "10.1").err()).contains("'10.1' is no network such as");
    assertThat(init("--key-type", "dsa").exitCode()).isEqualTo(2);
  }
}
