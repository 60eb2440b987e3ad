package io.fleetk.pki;

import static io.fleetk.pki.Folders.NOW;
import static io.fleetk.pki.Folders.RANDOM;
import static io.fleetk.pki.InitializationTest.listed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.pki.InitializationRequest.Existing;
import io.fleetk.pki.InitializationRequest.Extra;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code pki renew} issues anew, and what it leaves alone. */
class RenewalTest {
  private static final Instant LATER = NOW.plus(Duration.ofDays(340));
  private static final Duration MONTH = Duration.ofDays(30);

  @TempDir Path directory;
  private PkiFolder folder;

  @BeforeEach
  void make() {
    folder = Folders.made(directory, Extra.ETCD);
  }

  private List<String> renew(Optional<KeyType> newKeys, Instant now, String... names) {
    Renewal.Outcome outcome = outcome(newKeys, now, names);
    assertThat(outcome.failures()).isEmpty();
    return outcome.written().stream().map(Made::file).toList();
  }

  private Renewal.Outcome outcome(Optional<KeyType> newKeys, Instant now, String... names) {
    return Renewal.run(
        folder,
        new Renewal.Request(
            List.of(names), MONTH, newKeys, Lifetimes.DEFAULT, Optional.empty(), false),
        now,
        RANDOM);
  }

  @Test
  void renewsNothingThatEndsLater() {
    assertThat(renew(Optional.empty(), NOW)).isEmpty();
  }

  @Test
  void renewsWhatEndsSoonWithItsKeyAndNamesButNoAuthority() {
    ListedCertificate before = listed(folder, "apiserver");
    String key = folder.read("apiserver.key");
    String authority = folder.read("ca.crt");

    renew(Optional.empty(), LATER);

    ListedCertificate after = listed(folder, "apiserver");
    assertThat(after.daysLeft(LATER)).isEqualTo(365);
    assertThat(after.alternativeNames()).isEqualTo(before.alternativeNames());
    assertThat(after.subject()).isEqualTo(before.subject());
    assertThat(folder.read("apiserver.key")).isEqualTo(key);
    assertThat(folder.read("ca.crt")).isEqualTo(authority);
    assertThat(listed(folder, "etcd/server").daysLeft(LATER)).isEqualTo(365);
    assertThat(
            Folders.openssl(
                "verify",
                "-attime",
                Long.toString(LATER.getEpochSecond()),
                "-purpose",
                "sslserver",
                "-CAfile",
                folder.path("ca.crt").toString(),
                folder.path("apiserver.crt").toString()))
        .endsWith("OK\n");
  }

  @Test
  void kubeconfigsGetTheNewCertificateAndKey() {
    String before = folder.read("scheduler.conf");

    List<String> made = renew(Optional.of(KeyType.RSA), NOW, "admin");

    assertThat(made).containsExactly("admin.key", "admin.crt", "admin.conf");
    assertThat(Kubeconfig.read(folder.read("admin.conf")).orElseThrow().credential())
        .isEqualTo(
            new Kubeconfig.Credential.Certificate(
                folder.read("admin.crt"), folder.read("admin.key")));
    assertThat(folder.read("scheduler.conf")).isEqualTo(before);
  }

  @Test
  void anAuthorityKeepsItsKeySoThatWhatItIssuedStaysValid() throws IOException {
    String leaf = folder.read("apiserver.crt");
    String key = folder.read("ca.key");
    String signing = folder.read("ca-signing.crt");

    List<String> made = renew(Optional.empty(), LATER, "ca");

    assertThat(listed(folder, "ca").daysLeft(LATER)).isEqualTo(3650);
    assertThat(folder.read("ca.key")).isEqualTo(key);
    assertThat(folder.read("apiserver.crt")).isEqualTo(leaf);
    assertThat(
            Folders.openssl(
                "verify",
                "-attime",
                Long.toString(LATER.getEpochSecond()),
                "-CAfile",
                folder.path("ca.crt").toString(),
                folder.path("apiserver.crt").toString()))
        .endsWith("OK\n");
    assertThat(made).contains("admin.conf", "bootstrap-kubelet.conf");
    assertThat(folder.read("ca-signing.crt")).isEqualTo(folder.read("ca.crt"));
    // As a run leaves it that was cut off, or somebody who put a renewed authority there.
    Files.writeString(folder.path("ca-signing.crt"), signing);
    assertThat(renew(Optional.empty(), LATER)).contains("ca-signing.crt");
    assertThat(folder.read("ca-signing.crt")).isEqualTo(folder.read("ca.crt"));
    assertThat(Kubeconfig.read(folder.read("admin.conf")).orElseThrow().authority())
        .isEqualTo(folder.read("ca.crt"));
  }

  @Test
  void anAuthorityOfOthersStaysAsItWasMade() throws IOException {
    Path configuration =
        Files.writeString(
            directory.resolve("made.cnf"),
            """
            [req]
            distinguished_name = name
            x509_extensions = extensions
            [name]
            [extensions]
            basicConstraints = critical, CA:true, pathlen:0
            keyUsage = critical, keyCertSign
            subjectKeyIdentifier = 01020304
            authorityKeyIdentifier = keyid, issuer:always
            nameConstraints = critical, excluded;DNS:example.org
            """);
    Existing authority =
        Folders.authority(
            directory,
            "prime256v1",
            "/CN=Root",
            "-days",
            "3650",
            "-config",
            configuration.toString());
    folder = new PkiFolder(directory.resolve("theirs"));
    Initialization.run(folder, Folders.request(authority), NOW, RANDOM);
    assertThat(verifiedByTheAuthority("flannel")).endsWith("OK\n");

    renew(Optional.empty(), LATER, "ca");

    assertThat(listed(folder, "ca").daysLeft(LATER)).isEqualTo(3650);
    assertThat(verifiedByTheAuthority("flannel")).endsWith("OK\n");
    assertThat(
            Folders.openssl(
                "x509",
                "-noout",
                "-ext",
                "basicConstraints,subjectKeyIdentifier,nameConstraints,keyUsage",
                "-in",
                folder.path("ca.crt").toString()))
        .contains("CA:TRUE, pathlen:0", "01:02:03:04", "DNS:example.org")
        .doesNotContain("Digital Signature");
  }

  private String verifiedByTheAuthority(String name) {
    return Folders.openssl(
        "verify",
        "-x509_strict",
        "-no_check_time",
        "-CAfile",
        folder.path("ca.crt").toString(),
        folder.path(name + ".crt").toString());
  }

  private Renewal.Outcome renew(String name, ClusterNames now, boolean dropNames) {
    return Renewal.run(
        folder,
        new Renewal.Request(
            List.of(name), MONTH, Optional.empty(), Lifetimes.DEFAULT, Optional.of(now), dropNames),
        NOW,
        RANDOM);
  }

  @Test
  void namesWhatTheClusterIsCalledNow() {
    renew("apiserver", Folders.names("10.0.0.2"), false);

    assertThat(listed(folder, "apiserver").alternativeNames()).contains("10.0.0.2", "fd00::5");
  }

  @Test
  void losesNamesOnlyWhenTold() {
    renew("apiserver", Folders.names("kube.example.org", "10.0.0.2"), false);

    assertThatThrownBy(() -> renew("apiserver", Folders.names(), false))
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("apiserver.crt: it names kube.example.org, 10.0.0.2, which by")
        .hasMessageContaining("--drop-names");
    assertThat(listed(folder, "apiserver").alternativeNames()).contains("10.0.0.2");
    renew("apiserver", Folders.names(), true);
    assertThat(listed(folder, "apiserver").alternativeNames()).doesNotContain("10.0.0.2");
  }

  @Test
  void leavesAloneAKubeconfigThatWasEdited() {
    String edited = folder.read("admin.conf") + "preferences: {colors: true}\n";
    folder.writeSecret("admin.conf", edited);
    String foreign = "# of another cluster\n" + folder.read("bootstrap-kubelet.conf");
    folder.writeSecret("bootstrap-kubelet.conf", foreign);

    Renewal.Outcome outcome = outcome(Optional.empty(), NOW, "ca", "admin");

    assertThat(folder.read("admin.conf")).isEqualTo(edited);
    assertThat(folder.read("bootstrap-kubelet.conf")).isEqualTo(foreign);
    assertThat(outcome.notes())
        .singleElement()
        .asString()
        .contains("admin.conf: it embeds what is no longer in ", "is left alone");
    assertThat(outcome.written().stream().map(Made::file)).contains("scheduler.conf");
    assertThat(outcome(Optional.empty(), NOW, "scheduler").notes()).hasSize(1);
  }

  @Test
  void oneThatCannotBeRenewedKeepsNoOtherFromIt() throws IOException {
    Files.delete(folder.path("etcd/ca.key"));

    Renewal.Outcome outcome = outcome(Optional.empty(), LATER);

    assertThat(listed(folder, "scheduler").daysLeft(LATER)).isEqualTo(365);
    assertThat(listed(folder, "etcd/server").daysLeft(LATER)).isEqualTo(25);
    assertThat(outcome.failures())
        .hasSize(4)
        .anyMatch(
            failure ->
                failure.startsWith("etcd/server is not renewed: ")
                    && failure.contains("etcd/ca.key: there is no such file"));
  }

  @Test
  void writesNothingWhenOneThatIsNamedCannotBeRenewed() throws IOException {
    Files.delete(folder.path("etcd/ca.key"));
    String before = folder.read("admin.crt");

    assertThatThrownBy(() -> renew(Optional.of(KeyType.ECDSA), NOW, "ca"))
        .hasMessageContaining("an authority keeps its key");
    assertThatThrownBy(() -> renew(Optional.of(KeyType.ECDSA), NOW, "admin", "etcd/server"))
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("etcd/ca.key: there is no such file");
    assertThat(folder.read("admin.crt")).isEqualTo(before);
  }

  @Test
  void aRunThatWasCutOffBetweenKeyAndCertificateIsMadeGood() {
    PrivateKey key = Keys.generate(KeyType.ECDSA, RANDOM).getPrivate();
    folder.writeKey("admin", key);

    assertThat(renew(Optional.empty(), NOW, "admin")).containsExactly("admin.crt", "admin.conf");
    assertThat(
            Keys.belongTogether(
                key, folder.certificates("admin").orElseThrow().getFirst().getPublicKey()))
        .isTrue();
    assertThat(Kubeconfig.read(folder.read("admin.conf")))
        .contains(folder.kubeconfig("prod", "https://api.example.com:6443", "admin", "admin"));
  }

  @Test
  void aRunThatWasCutOffBeforeTheKubeconfigsIsMadeGood() {
    String before = folder.read("admin.conf");
    renew(Optional.of(KeyType.ECDSA), NOW, "admin");
    folder.writeSecret("admin.conf", before);

    assertThat(renew(Optional.empty(), NOW)).containsExactly("admin.conf");
    assertThat(Kubeconfig.read(folder.read("admin.conf")))
        .contains(folder.kubeconfig("prod", "https://api.example.com:6443", "admin", "admin"));
  }

  @Test
  void saysThatAnAuthorityEnds() {
    Instant nearTheEnd = NOW.plus(Duration.ofDays(3640));

    Renewal.Outcome outcome = outcome(Optional.empty(), nearTheEnd, "scheduler");

    assertThat(outcome.written().getFirst().what()).endsWith(", when its authority ends");
    assertThat(outcome.notes())
        .anyMatch(
            note ->
                note.contains("/ca.crt: the authority ends on ")
                    && note.endsWith("; renew it with: fleetk pki renew ca"))
        .hasSize(3);
    assertThat(outcome(Optional.empty(), nearTheEnd, "ca", "scheduler").notes()).hasSize(2);
    assertThat(listed(folder, "scheduler").daysLeft(nearTheEnd)).isEqualTo(365);
  }

  @Test
  void anAuthorityThatHasEndedIssuesNothingUntilItIsRenewed() {
    Instant after = NOW.plus(Duration.ofDays(3651));

    assertThatThrownBy(() -> renew(Optional.empty(), after, "scheduler"))
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("ca.crt: this authority ended on ");
    assertThat(renew(Optional.empty(), after, "scheduler", "ca"))
        .contains("ca.crt", "scheduler.crt");
    assertThat(listed(folder, "scheduler").daysLeft(after)).isEqualTo(365);
  }

  @Test
  void saysThatThereIsNoSuchCertificate() {
    assertThatThrownBy(() -> renew(Optional.empty(), NOW, "apisrver"))
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("apisrver.crt: there is no such certificate");
  }

  @Test
  void aUserIsIssuedACertificateOnceAndRenewedLikeAllOthers() {
    String name = user("jane", Optional.of("developers"));

    assertThat(listed(folder, name).subject()).isEqualTo("CN=jane,O=developers");
    String certificate = folder.read(name + ".crt");
    assertThat(user("jane", Optional.empty())).isEqualTo(name);
    assertThat(folder.read(name + ".crt")).isEqualTo(certificate);
    assertThatThrownBy(() -> user("jane", Optional.of("masters")))
        .hasMessageContaining("in the group masters");

    renew(Optional.empty(), LATER, name);

    assertThat(listed(folder, name).daysLeft(LATER)).isEqualTo(365);
    assertThat(listed(folder, name).subject()).isEqualTo("CN=jane,O=developers");
  }

  private String user(String name, Optional<String> group) {
    return Users.certificateOf(folder, name, group, KeyType.ECDSA, Lifetimes.DEFAULT, NOW, RANDOM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca", "front-proxy-ca", "apiserver", "front-proxy-client", "jane"})
  void aUserIsNeverGivenWhatIsNoUsers(String name) {
    String certificate = user(name, Optional.empty());

    assertThat(certificate).isEqualTo("users/" + name);
    assertThat(listed(folder, certificate).subject()).isEqualTo("CN=" + name);
    assertThat(listed(folder, certificate).authority()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "controller-manager", "scheduler", "kube-proxy", "flannel"})
  void theClustersOwnUsersKeepTheirCertificates(String name) {
    assertThat(user(name, Optional.empty())).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "users/jane"})
  void aUsersCertificateThatHasEndedIsNotGivenOut(String name) {
    String user = name.substring(name.indexOf('/') + 1);
    user(user, Optional.empty());

    assertThatThrownBy(
            () ->
                Users.certificateOf(
                    folder,
                    user,
                    Optional.empty(),
                    KeyType.ECDSA,
                    Lifetimes.DEFAULT,
                    NOW.plus(Duration.ofDays(366)),
                    RANDOM))
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("%s.crt: it ended on ".formatted(name))
        .hasMessageEndingWith("fleetk pki renew " + name);
  }

  @Test
  void aUsersNameLeadsNowhereElse() {
    assertThatThrownBy(() -> user("../jane", Optional.empty()))
        .isInstanceOf(PkiException.class)
        .hasMessage("'../jane' is no user: use letters, digits, '@', '.', '_', ':' and '-'");
  }
}
