package io.fleetk.pki;

import static io.fleetk.pki.Folders.NOW;
import static io.fleetk.pki.Folders.RANDOM;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.pki.InitializationRequest.Existing;
import io.fleetk.pki.InitializationRequest.Extra;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a folder of keys holds after {@code pki init}. */
class InitializationTest {
  @TempDir Path directory;

  @Test
  void everyCertificateIsValidToItsOwnAuthorityAlone() throws Exception {
    PkiFolder folder = Folders.made(directory, Extra.ETCD, Extra.FLEETK);

    for (ListedCertificate listed : Listing.of(folder)) {
      if (!listed.authority()) {
        X509Certificate own = folder.certificates(listed.name()).orElseThrow().getFirst();
        List<String> trusting =
            Stream.of(AuthorityKind.values())
                .filter(kind -> validates(folder, kind, own))
                .map(AuthorityKind::file)
                .toList();
        String expected =
            listed.name().contains("etcd")
                ? "etcd/ca"
                : listed.name().startsWith("fleetk/")
                    ? "fleetk/ca"
                    : listed.name().startsWith("front-proxy") ? "front-proxy-ca" : "ca";
        assertThat(trusting).as(listed.name()).containsExactly(expected);
      }
    }
  }

  private static boolean validates(PkiFolder folder, AuthorityKind kind, X509Certificate own) {
    try {
      X509Certificate root = folder.certificates(kind.file()).orElseThrow().getFirst();
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(NOW));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(own)), parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void opensslAgrees(KeyType type) {
    PkiFolder folder = new PkiFolder(directory);
    Initialization.run(
        folder,
        new InitializationRequest(
            Folders.names(), type, Lifetimes.DEFAULT, Map.of(), Set.of(Extra.ETCD)),
        NOW,
        RANDOM);
    String ca = folder.path("ca.crt").toString();
    String time = Long.toString(NOW.getEpochSecond());

    assertThat(
            Folders.openssl(
                "verify",
                "-x509_strict",
                "-attime",
                time,
                "-purpose",
                "sslserver",
                "-verify_ip",
                "fd00::5",
                "-CAfile",
                ca,
                folder.path("apiserver.crt").toString()))
        .endsWith("apiserver.crt: OK\n");
    assertThat(
            Folders.openssl(
                "verify",
                "-x509_strict",
                "-attime",
                time,
                "-purpose",
                "sslclient",
                "-CAfile",
                ca,
                folder.path("admin.crt").toString()))
        .endsWith("admin.crt: OK\n");
    assertThat(Folders.openssl("pkey", "-pubout", "-in", folder.path("sa.key").toString()))
        .isEqualTo(folder.read("sa.pub"));
  }

  @Test
  void namesEverythingThatTheApiIsReachedBy() {
    PkiFolder folder = new PkiFolder(directory);
    Initialization.run(folder, Folders.request(Folders.names("kube.example.org")), NOW, RANDOM);

    assertThat(listed(folder, "apiserver").alternativeNames())
        .containsExactlyInAnyOrder(
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            "localhost",
            "127.0.0.1",
            "::1",
            "10.96.0.1",
            "fd00:10::1",
            "10.0.0.1",
            "fd00::5",
            "api.example.com",
            "kube.example.org");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          admin                    | CN=kubernetes-admin,O=system:masters
          controller-manager       | CN=system:kube-controller-manager
          scheduler                | CN=system:kube-scheduler
          kube-proxy               | CN=system:kube-proxy
          flannel                  | CN=flannel
          apiserver-kubelet-client | CN=kube-apiserver-kubelet-client
          front-proxy-client       | CN=front-proxy-client
          """)
  void clientsAreWhoKubernetesTakesThemFor(String name, String subject) {
    assertThat(listed(Folders.made(directory), name).subject()).isEqualTo(subject);
  }

  @Test
  void datesBackAndEndsInTime() {
    PkiFolder folder = Folders.made(directory);

    assertThat(listed(folder, "apiserver").notBefore()).isEqualTo(NOW.minus(Duration.ofHours(1)));
    assertThat(listed(folder, "apiserver").notAfter()).isEqualTo(NOW.plus(Duration.ofDays(365)));
    assertThat(listed(folder, "ca").daysLeft(NOW)).isEqualTo(3650);
  }

  @Test
  void noCertificateOutlivesItsAuthority() {
    PkiFolder folder = new PkiFolder(directory);
    List<Made> made =
        Initialization.run(
            folder,
            new InitializationRequest(
                Folders.names(),
                KeyType.ECDSA,
                new Lifetimes(Duration.ofDays(10), Duration.ofDays(365)),
                Map.of(),
                Set.of()),
            NOW,
            RANDOM);

    assertThat(listed(folder, "apiserver").notAfter()).isEqualTo(listed(folder, "ca").notAfter());
    assertThat(made)
        .contains(
            new Made("flannel.crt", true, "CN=flannel, until 2026-03-11, when its authority ends"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          keyUsage=critical,digitalSignature | 3650 | its key may sign no certificates
          keyUsage=critical,keyCertSign      | 1    | this authority ended on
          """)
  void refusesAnAuthorityWhoseCertificatesNobodyWouldTrust(String usage, String days, String told) {
    Existing authority =
        Folders.authority(directory, "prime256v1", "/CN=Root", "-addext", usage, "-days", days);
    PkiFolder folder = new PkiFolder(directory.resolve("pki"));
    InitializationRequest request = Folders.request(authority);
    Instant nextMonth = Instant.now().plus(Duration.ofDays(30));

    assertThatThrownBy(() -> Initialization.run(folder, request, nextMonth, RANDOM))
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("c.pem: " + told);
    assertThat(folder.exists()).isFalse();
  }

  @Test
  void onlyTheOwnerMayReadWhatIsSecret() throws IOException {
    PkiFolder folder = Folders.made(directory.resolve("new"), Extra.ETCD);

    Set<String> readableByOthers;
    try (Stream<Path> all = Files.walk(directory.resolve("new"))) {
      readableByOthers =
          all.filter(file -> !permissions(file).endsWith("------"))
              .map(file -> file.getFileName().toString())
              .filter(file -> !file.endsWith(".crt"))
              .collect(toSet());
    }
    assertThat(readableByOthers).containsExactly("sa.pub");
    assertThat(permissions(folder.path("etcd"))).isEqualTo("rwx------");
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void makesOnlyWhatIsMissing() throws IOException {
    PkiFolder folder = Folders.made(directory);
    Map<Path, String> before = contents();
    Files.delete(folder.path("scheduler.crt"));
    Files.delete(folder.path("scheduler.conf"));
    Files.delete(folder.path("sa.pub"));

    List<Made> made =
        Initialization.run(folder, Folders.request(Folders.names()), NOW.plusSeconds(60), RANDOM);

    assertThat(made.stream().filter(Made::made).map(Made::file))
        .containsExactly("scheduler.crt", "sa.pub", "scheduler.conf");
    Map<Path, String> after = contents();
    before.keySet().removeIf(file -> file.toString().contains("scheduler.c"));
    assertThat(after).containsAllEntriesOf(before);
  }

  private Map<Path, String> contents() throws IOException {
    Map<Path, String> contents = new HashMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(file, Files.readString(file));
      }
    }
    return contents;
  }

  @Test
  void saysWhatACertificateThatIsKeptDoesNotName() {
    PkiFolder folder = Folders.made(directory);

    List<Made> made =
        Initialization.run(folder, Folders.request(Folders.names("10.0.0.2")), NOW, RANDOM);

    assertThat(made)
        .contains(
            new Made(
                "apiserver.crt",
                false,
                "it does not name 10.0.0.2: see 'fleetk pki renew apiserver --stack DIR'"));
  }

  @Test
  void saysWhatIsOfAnAuthorityThatWasReplaced() throws IOException {
    PkiFolder folder = Folders.made(directory, Extra.ETCD);
    for (String file : List.of("ca.crt", "ca.key", "ca-signing.crt")) {
      Files.delete(folder.path(file));
    }

    List<Made> made =
        Initialization.run(folder, Folders.request(Folders.names(), Extra.ETCD), NOW, RANDOM);

    assertThat(made)
        .contains(
            new Made(
                "apiserver.crt",
                false,
                "ca.crt has not signed it: move it and its key away to have new ones"),
            new Made(
                "scheduler.conf",
                false,
                "it embeds what is no longer in the folder: move it away to have a new one"));
    assertThat(made.stream().filter(file -> !file.made() && !file.what().isEmpty()))
        .extracting(Made::file)
        .contains("bootstrap-kubelet.conf", "admin.crt")
        .doesNotContain("front-proxy-client.crt", "etcd/server.crt", "apiserver-etcd-client.crt");
  }

  @Test
  void saysThatAKubeconfigIsOfAnotherCertificate() {
    PkiFolder folder = Folders.made(directory);
    String before = folder.read("admin.conf");
    Renewal.run(
        folder,
        new Renewal.Request(
            List.of("admin"),
            Duration.ZERO,
            Optional.empty(),
            Lifetimes.DEFAULT,
            Optional.empty(),
            false),
        NOW.plusSeconds(60),
        RANDOM);
    folder.writeSecret("admin.conf", before);

    assertThat(Initialization.run(folder, Folders.request(Folders.names()), NOW, RANDOM))
        .filteredOn(file -> !file.what().isEmpty())
        .extracting(Made::file)
        .containsExactly("admin.conf");
  }

  @Test
  void takesAnAuthorityThatExists() throws IOException {
    Path foreign = Files.createDirectories(directory.resolve("foreign"));
    Existing authority =
        Folders.authority(foreign, "secp384r1", "/O=Company/CN=Root", "-days", "3650");
    PkiFolder folder = new PkiFolder(directory.resolve("pki"));

    Initialization.run(folder, Folders.request(authority), NOW, RANDOM);

    assertThat(listed(folder, "ca").subject()).isEqualTo("CN=Root,O=Company");
    assertThat(
            Folders.openssl(
                "verify",
                "-no_check_time",
                "-CAfile",
                authority.certificate().toString(),
                folder.path("apiserver.crt").toString()))
        .endsWith("OK\n");
  }

  @Test
  void anIntermediateAuthoritysChainGoesWithWhatItIssues() throws IOException {
    Path root = directory.resolve("root");
    PkiFolder roots = Folders.made(root);
    Path between = Files.createDirectories(directory.resolve("between"));
    Path key = between.resolve("k.pem");
    Path request = between.resolve("r.pem");
    Path certificate = between.resolve("c.pem");
    Path extensions =
        Files.writeString(between.resolve("e"), "basicConstraints=critical,CA:true\n");
    Folders.openssl("genrsa", "-out", key.toString(), "2048");
    Folders.openssl(
        "req", "-new", "-key", key.toString(), "-subj", "/CN=Between", "-out", request.toString());
    Folders.openssl(
        "x509",
        "-req",
        "-in",
        request.toString(),
        "-CA",
        roots.path("ca.crt").toString(),
        "-CAkey",
        roots.path("ca.key").toString(),
        "-CAcreateserial",
        "-days",
        "3000",
        "-extfile",
        extensions.toString(),
        "-out",
        certificate.toString());
    Files.writeString(certificate, roots.read("ca.crt"), StandardOpenOption.APPEND);
    PkiFolder folder = new PkiFolder(directory.resolve("pki"));

    Initialization.run(folder, Folders.request(new Existing(certificate, key)), NOW, RANDOM);

    assertThat(
            Folders.openssl(
                "verify",
                "-no_check_time",
                "-CAfile",
                roots.path("ca.crt").toString(),
                "-untrusted",
                folder.path("admin.crt").toString(),
                folder.path("admin.crt").toString()))
        .endsWith("OK\n");
    assertThat(folder.certificates("ca").orElseThrow()).hasSize(2);
    assertThat(folder.certificates("ca-signing").orElseThrow())
        .containsExactly(folder.certificates("ca").orElseThrow().getFirst());
    assertThat(folder.names()).contains("ca").doesNotContain("ca-signing");
  }

  @Test
  void saysThatTheSigningCertificateIsOfAnotherAuthority() throws IOException {
    PkiFolder folder = Folders.made(directory);
    Files.copy(
        folder.path("front-proxy-ca.crt"),
        folder.path("ca-signing.crt"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(Initialization.run(folder, Folders.request(Folders.names()), NOW, RANDOM))
        .contains(
            new Made(
                "ca-signing.crt",
                false,
                "it is not the first certificate of ca.crt: move it away to have a new one"));
  }

  @Test
  void theTokenAndTheEncryptionKeyHaveTheirForm() {
    PkiFolder folder = Folders.made(directory);
    String key = folder.read("encryption-key").strip();

    assertThat(folder.read("bootstrap-token").strip()).matches("[a-z0-9]{6}\\.[a-z0-9]{16}");
    assertThat(Base64.getDecoder().decode(key)).hasSize(32);
    assertThat(folder.read("encryption-config.yaml")).contains("secret: " + key);
  }

  @Test
  void kubeconfigsNeedNoOtherFile() {
    PkiFolder folder = Folders.made(directory);

    assertThat(Kubeconfig.read(folder.read("admin.conf")))
        .contains(folder.kubeconfig("prod", "https://api.example.com:6443", "admin", "admin"));
    assertThat(Kubeconfig.read(folder.read("kube-proxy.conf")).orElseThrow().server())
        .isEqualTo("https://127.0.0.1:7443");
    assertThat(Kubeconfig.read(folder.read("bootstrap-kubelet.conf")).orElseThrow().credential())
        .isEqualTo(new Kubeconfig.Credential.Token(folder.read("bootstrap-token").strip()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ca.crt        | ca.key: the key is there and its certificate is not
          apiserver.key | apiserver.crt: its key is missing: restore it
          sa.key        | sa.pub: its other half sa.key is missing
          """)
  void refusesWhatDoesNotFitTogether(String lost, String told) throws IOException {
    PkiFolder folder = Folders.made(directory);
    Files.delete(folder.path(lost));

    assertThatThrownBy(
            () -> Initialization.run(folder, Folders.request(Folders.names()), NOW, RANDOM))
        .isInstanceOf(PkiException.class)
        .hasMessageContaining(told);
  }

  @Test
  void doesWithoutTheAuthoritysKeyAsLongAsNothingIsMissing() throws IOException {
    PkiFolder folder = Folders.made(directory);
    Files.delete(folder.path("ca.key"));

    assertThat(Initialization.run(folder, Folders.request(Folders.names()), NOW, RANDOM))
        .noneMatch(Made::made);

    Files.delete(folder.path("flannel.crt"));

    assertThatThrownBy(
            () -> Initialization.run(folder, Folders.request(Folders.names()), NOW, RANDOM))
        .hasMessageContaining("flannel.crt is missing, and so is the key")
        .hasMessageContaining("ca.key to issue it with");
  }

  @ParameterizedTest
  @CsvSource({"10.96.0.0/16,10.96.0.1", "10.96.7.9/16,10.96.0.1", "fd00:10::/108,fd00:10::1"})
  void theApiHasTheFirstAddressOfServices(String network, String first) {
    assertThat(Addresses.firstOf(network)).isEqualTo(first);
  }

  static ListedCertificate listed(PkiFolder folder, String name) {
    return Listing.of(folder).stream()
        .filter(certificate -> certificate.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
