package io.fleetk.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.cli.Desk.Seen;
import io.fleetk.daemon.DevConfiguration;
import io.fleetk.daemon.DevFleet;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.systemd.Behaviour;
import io.fleetk.time.SystemTimeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets on a whole fleet, from {@code secret put} to the units that get them. */
class SecretCommandsTest {
  private static final String TEXT = "hunter2 and more";

  @TempDir Path home;
  private DevFleet fleet;
  private Path units;

  @BeforeEach
  void comeUp() throws IOException {
    DevConfiguration three =
        new DevConfiguration(DevConfiguration.of(3).machines(), 0, Duration.ofSeconds(2));
    fleet =
        DevFleet.start(
            three,
            home.resolve("fleet"),
            new SystemTimeline(),
            Behaviour.steady(Duration.ofMillis(20), Duration.ofMillis(10)));
    await().until(() -> fleet.fleet().view().present().size() == 3);
    units = Files.createDirectory(home.resolve("units"));
    Files.writeString(units.resolve("stack.yaml"), "name: app\n");
    Files.writeString(
        units.resolve("app.service"),
        """
        [Service]
        ExecStart=/bin/app

        [X-Fleet]
        Global=true

        [X-Fleetk]
        Secret=/run/app/tls.key app/tls.key
        ReadyFile=/run/app/tls.key
        """);
  }

  @AfterEach
  void goDown() {
    fleet.close();
  }

  private Seen types(String... words) {
    return Desk.at(fleet.fleet(), home).types(words);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(home.resolve(name), text).toString();
  }

  private List<Optional<Instant>> since() {
    return fleet.fleet().view().statuses().values().stream().map(UnitStatus::since).toList();
  }

  @Test
  void reachUnitsRollAndAreNowhereElse() throws IOException {
    Seen refused = types("apply", units.toString());

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("app.service:8: 'Secret=/run/app/tls.key app/tls.key': the fleet has no secret")
        .contains("fleetk secret put app/tls.key FILE");
    assertThat(types("lint", units.toString()).exitCode()).isEqualTo(2);

    Seen put = types("secret", "put", "app/tls.key", file("key", TEXT));

    assertThat(put.out()).isEqualTo("secret app/tls.key: version 1, 16 bytes\n");
    assertThat(types("apply", units.toString()).exitCode()).isZero();
    assertThat(fleet.fleet().view().statuses().values()).hasSize(3).allMatch(UnitStatus::ready);
    List<Optional<Instant>> before = since();
    assertThat(types("secret", "put", "app/tls.key", file("key", TEXT)).out())
        .isEqualTo("1 secret unchanged\n");
    assertThat(types("diff", units.toString()).out()).contains("Nothing to do");

    types("secret", "put", "app/tls.key", file("key", TEXT + ", anew"));
    Seen diff = types("diff", units.toString());

    assertThat(diff.out())
        .contains("app.service  secret app/tls.key changed; restarts 3", "version 2")
        .doesNotContain(TEXT);
    assertThat(types("apply", units.toString()).exitCode()).isZero();
    assertThat(since()).doesNotContainAnyElementsOf(before);
    assertThat(types("secret", "list").out())
        .containsPattern("app/tls.key +2 +22 +\\S+ +app.service");
    assertNowhere(TEXT);
  }

  private void assertNowhere(String text) throws IOException {
    try (Stream<Path> all = Files.walk(home.resolve("fleet"))) {
      for (Path kept : all.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(kept, ISO_8859_1)).as("%s", kept).doesNotContain(text);
      }
    }
    assertThat(fleet.fleet().view().toString()).doesNotContain(text);
    for (String words :
        List.of("status", "status -o json", "secret list -o json", "render " + units)) {
      assertThat(types(words.split(" ")).out()).as(words).doesNotContain(text);
    }
  }

  @Test
  void putsEveryFileOfAFolder() throws IOException {
    Path folder = Files.createDirectories(home.resolve("pki/etcd")).getParent();
    Files.writeString(folder.resolve("ca.crt"), "a");
    Files.writeString(folder.resolve("etcd/ca.crt"), "b");
    Files.writeString(folder.resolve(".hidden"), "c");
    String[] put = {"secret", "put", "--dir", folder.toString(), "--prefix", "kubernetes/"};

    assertThat(types(put).exitCode()).isZero();
    assertThat(types("secret", "list", "-o", "name").out())
        .isEqualTo("kubernetes/ca.crt\nkubernetes/etcd/ca.crt\n");

    Files.writeString(folder.resolve("ca.crt"), "changed");

    assertThat(types(put).out())
        .isEqualTo("secret kubernetes/ca.crt: version 2, 7 bytes\n1 secret unchanged\n");
  }

  @Test
  void putsOfAFolderOfKeysWhatMachinesNeed() {
    String pki = home.resolve("pki").toString();
    types("pki", "init", "--out", pki, "--with-etcd");
    types("kubeconfig", "--from", pki, "--user", "jane@example.com");

    Seen put = types("secret", "put", "--dir", pki, "--prefix", "k/");

    assertThat(put.exitCode()).as(put.err()).isZero();
    assertThat(put.err())
        .contains(
            "not put, as no machine needs it: admin.conf, bootstrap-kubelet.conf, ",
            ", etcd/ca.key, flannel.conf, front-proxy-ca.key, ",
            ", users/jane@example.com.crt, users/jane@example.com.key (--all puts these too)");
    assertThat(types("secret", "list", "-o", "name").out().lines())
        .contains("k/ca.key", "k/ca-signing.crt", "k/etcd/ca.crt", "k/admin.key", "k/sa.key")
        .noneMatch(name -> name.endsWith(".conf") || name.contains("jane"))
        .doesNotContain("k/etcd/ca.key", "k/front-proxy-ca.key");
    assertThat(types("secret", "put", "--dir", pki, "--all").err())
        .contains("'users/jane@example.com.crt' is no name of a secret");
    assertThat(types("secret", "put", "x", pki + "/ca.crt", "--all").exitCode()).isEqualTo(2);
  }

  @Test
  void putsEveryFileOfAFolderOfKeysWhenTold() {
    String pki = home.resolve("pki").toString();
    types("pki", "init", "--out", pki);

    assertThat(types("secret", "put", "--dir", pki, "--all").exitCode()).isZero();
    assertThat(types("secret", "list", "-o", "name").out().lines())
        .contains("admin.conf", "front-proxy-ca.key");
  }

  @Test
  void warnsOfCertificatesThatEndSoon() throws IOException {
    Path pki = home.resolve("pki");
    types("pki", "init", "--out", pki.toString(), "--lifetime", "12d");
    types("secret", "put", "app/tls.key", pki.resolve("admin.crt").toString());
    types("apply", units.toString());

    Seen seen = types("status");

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out())
        .contains(
            "● The certificate in secret app/tls.key ends in 12d; it is of app.service: renew");
    assertThat(types("status", "-o", "json").out())
        .contains("\"secret\" : \"app/tls.key\"", "\"ends\" : \"2026-01-13T00:02:05Z\"");

    // What was renewed and put counts when units have it.
    types("pki", "renew", "admin", "--out", pki.toString(), "--lifetime", "200d");
    types("secret", "put", "app/tls.key", pki.resolve("admin.crt").toString());
    assertThat(types("status").out()).contains("app/tls.key ends in 12d");

    types("apply", units.toString());
    assertThat(types("status").out()).doesNotContain("app/tls.key ends in");
  }

  @Test
  void areRemovedUnlessAUnitNamesThem() throws IOException {
    types("secret", "put", "app/tls.key", file("key", TEXT));
    types("secret", "put", "app/other", file("key", TEXT));
    types("apply", units.toString());

    assertThat(types("secret", "rm", "app/tls.kye").err()).contains("did you mean 'app/tls.key'?");
    Seen named = types("secret", "rm", "app/tls.key");
    assertThat(named.exitCode()).isEqualTo(1);
    assertThat(named.err()).contains("is named by app.service");
    assertThat(types("secret", "rm", "app/other").exitCode()).isZero();
    assertThat(types("secret", "rm", "app/tls.key", "--force").exitCode()).isZero();
    assertThat(types("apply", units.toString()).exitCode()).isEqualTo(2);
  }

  @Test
  void tellWhatIsTypedWrongly() throws IOException {
    assertThat(types("secret", "put").err()).contains("give either NAME and FILE, or --dir FOLDER");
    assertThat(types("secret", "put", "../x", file("key", TEXT)).exitCode()).isEqualTo(2);
    assertThat(types("secret", "put", "x", file("key", "")).err())
        .contains("0 bytes; a secret has");
    assertThat(types("secret", "put", "x", home.resolve("none").toString()).err())
        .contains("none: there is no such file");
    assertThat(types("secret", "put", "x", file("key", "x".repeat(262_145))).exitCode())
        .isEqualTo(2);
  }

  @Test
  void keysAreMadeOnceAndRotated() throws IOException {
    String file = home.resolve("secret.key").toString();

    assertThat(types("secret", "keygen", "--out", file).exitCode()).isZero();
    String first = Files.readString(Path.of(file));
    assertThat(first).matches("[A-Za-z0-9+/]{43}=\n");
    assertThat(types("secret", "keygen", "--out", file).err()).contains("is there already");
    assertThat(types("secret", "keygen", "--out", file, "--rotate").exitCode()).isZero();
    assertThat(Files.readString(Path.of(file))).hasLineCount(2).endsWith(first);
  }
}
