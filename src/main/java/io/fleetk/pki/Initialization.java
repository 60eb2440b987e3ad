package io.fleetk.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.fleetk.pki.InitializationRequest.Existing;
import io.fleetk.pki.InitializationRequest.Extra;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes what a folder of keys lacks. What is there is never overwritten. */
public final class Initialization {
  private static final String SERVICE_ACCOUNT = "sa";
  private static final String BOOTSTRAP_TOKEN = "bootstrap-token";
  private static final String ENCRYPTION_KEY = "encryption-key";
  private static final int ENCRYPTION_KEY_BYTES = 32;
  private static final String TOKEN_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int TOKEN_ID = 6;
  private static final int TOKEN_SECRET = 16;

  private final PkiFolder folder;
  private final InitializationRequest request;
  private final Issuance issuance;
  private final SecureRandom random;
  private final Map<AuthorityKind, Authority> authorities = new EnumMap<>(AuthorityKind.class);
  private final List<Made> made = new ArrayList<>();

  private Initialization(
      PkiFolder folder, InitializationRequest request, Instant now, SecureRandom random) {
    this.folder = requireNonNull(folder);
    this.request = requireNonNull(request);
    this.random = requireNonNull(random);
    this.issuance = new Issuance(now, request.lifetimes(), random);
  }

  /**
   * Makes what is missing.
   *
   * @param now the time that certificates are valid from
   * @param random where keys come from
   * @return what became of each file, in the order in which they were looked at
   * @throws PkiException when what is there does not fit together; what was made until then stays
   */
  public static List<Made> run(
      PkiFolder folder, InitializationRequest request, Instant now, SecureRandom random) {
    return new Initialization(folder, request, now, random).run();
  }

  private List<Made> run() {
    authority(AuthorityKind.CLUSTER);
    signingCertificate();
    authority(AuthorityKind.FRONT_PROXY);
    Leaves.ofKubernetes(request.names()).forEach(this::leaf);
    if (hasEtcd()) {
      authority(AuthorityKind.ETCD);
      Leaves.ofEtcdClients().forEach(this::leaf);
    }
    if (request.extras().contains(Extra.ETCD)) {
      Leaves.ofEtcd(request.names()).forEach(this::leaf);
    }
    if (request.extras().contains(Extra.FLEETK)) {
      authority(AuthorityKind.FLEETK);
      Leaves.ofFleetk(request.names()).forEach(this::leaf);
    }
    serviceAccount();
    secret(BOOTSTRAP_TOKEN, "the token by which kubelets join", this::token);
    secret(
        ENCRYPTION_KEY,
        "the key by which Kubernetes encrypts its secrets at rest",
        this::encryptionKey);
    secret(
        "encryption-config.yaml",
        "the API server's configuration with that key",
        () -> EncryptionConfiguration.text(folder.read(ENCRYPTION_KEY).strip()));
    kubeconfigs();
    return List.copyOf(made);
  }

  private boolean hasEtcd() {
    return request.extras().contains(Extra.ETCD)
        || request.existing().containsKey(AuthorityKind.ETCD)
        || folder.has(AuthorityKind.ETCD.file() + ".crt");
  }

  private void authority(AuthorityKind kind) {
    String name = kind.file();
    Optional<List<X509Certificate>> chain = folder.certificates(name);
    if (chain.isPresent()) {
      requireSame(kind, chain.get());
      kept(name + ".crt", expired(chain.get().getFirst(), name));
      folder
          .key(name)
          .ifPresentOrElse(
              key -> {
                authorities.put(
                    kind, Authority.of(chain.get(), key, folder.path(name + ".crt").toString()));
                kept(name + ".key", "");
              },
              () -> {
                // Kept elsewhere: fine as long as nothing has to be issued.
              });
      return;
    }
    if (folder.has(name + ".key")) {
      throw new PkiException(
          "%s: the key is there and its certificate is not: restore %s.crt, or move the key away to have a new authority"
              .formatted(folder.path(name + ".key"), name));
    }
    Authority authority =
        Optional.ofNullable(request.existing().get(kind))
            .map(this::taken)
            .orElseGet(
                () ->
                    issuance.authority(
                        kind.commonName(), Keys.generate(request.keyType(), random)));
    // The key first: a certificate without its key could issue nothing.
    folder.writeKey(name, authority.key());
    folder.writeCertificates(name, authority.chain());
    authorities.put(kind, authority);
    made(name + ".crt", "authority, until " + day(authority.certificate()));
    made(name + ".key", "its key");
  }

  private void signingCertificate() {
    String authority = AuthorityKind.CLUSTER.file();
    List<X509Certificate> own = List.of(folder.certificates(authority).orElseThrow().getFirst());
    String file = PkiFolder.SIGNING + ".crt";
    Optional<List<X509Certificate>> there = folder.certificates(PkiFolder.SIGNING);
    if (there.isEmpty()) {
      folder.writeCertificates(PkiFolder.SIGNING, own);
      made(file, "the authority's own certificate alone, for who signs with it");
    } else if (there.get().equals(own)) {
      kept(file, "");
    } else {
      kept(
          file,
          "it is not the first certificate of %s.crt: move it away to have a new one"
              .formatted(authority));
    }
  }

  private Authority taken(Existing existing) {
    String where = existing.certificate().toString();
    Authority authority =
        Authority.of(
            Pem.certificates(PkiFolder.read(existing.certificate()), where),
            Pem.privateKey(PkiFolder.read(existing.key()), existing.key().toString()),
            where);
    authority.requireLasting(issuance.now(), where);
    return authority;
  }

  private void requireSame(AuthorityKind kind, List<X509Certificate> chain) {
    Existing asked = request.existing().get(kind);
    if (asked != null && !taken(asked).certificate().equals(chain.getFirst())) {
      throw new PkiException(
          "%s: another authority than %s is there already, and nothing is overwritten: use another folder"
              .formatted(folder.path(kind.file() + ".crt"), asked.certificate()));
    }
  }

  private void leaf(Leaf leaf) {
    String name = leaf.name();
    Optional<List<X509Certificate>> chain = folder.certificates(name);
    Optional<PrivateKey> key = folder.key(name);
    if (chain.isPresent()) {
      X509Certificate own = chain.get().getFirst();
      if (key.filter(mine -> Keys.belongTogether(mine, own.getPublicKey())).isEmpty()) {
        throw new PkiException(
            "%s: %s: restore it, or move the certificate away to have a new one"
                .formatted(
                    folder.path(name + ".crt"),
                    key.isEmpty() ? "its key is missing" : name + ".key is not its key"));
      }
      kept(name + ".crt", shortcomings(leaf, own));
      kept(name + ".key", "");
      return;
    }
    Authority authority = authorities.get(leaf.authority());
    if (authority == null) {
      throw new PkiException(
          "%s is missing, and so is the key %s to issue it with: put one of them there"
              .formatted(
                  folder.path(name + ".crt"), folder.path(leaf.authority().file() + ".key")));
    }
    KeyPair keys =
        key.map(mine -> Keys.pairOf(mine, folder.path(name + ".key").toString()))
            .orElseGet(() -> Keys.generate(request.keyType(), random));
    List<X509Certificate> issued = issuance.leaf(leaf, keys.getPublic(), authority);
    if (key.isEmpty()) {
      folder.writeKey(name, keys.getPrivate());
    }
    folder.writeCertificates(name, issued);
    made(name + ".crt", description(leaf, issued.getFirst(), authority));
    if (key.isEmpty()) {
      made(name + ".key", "its key");
    } else {
      kept(name + ".key", "");
    }
  }

  private static String description(Leaf leaf, X509Certificate issued, Authority authority) {
    String names =
        leaf.alternativeNames().isEmpty()
            ? ""
            : " for " + String.join(", ", leaf.alternativeNames());
    return "%s%s, until %s%s"
        .formatted(leaf.subject().getName(), names, day(issued), Issuance.cut(issued, authority));
  }

  /** What a certificate that is there lacks of what it should be now. */
  private String shortcomings(Leaf leaf, X509Certificate own) {
    String authority = leaf.authority().file();
    if (!Listing.signed(folder.certificates(authority).orElseThrow().getFirst(), own)) {
      return "%s.crt has not signed it: move it and its key away to have new ones"
          .formatted(authority);
    }
    try {
      List<String> has = Leaf.alternativeNames(own);
      String lacks =
          leaf.alternativeNames().stream()
              .filter(name -> !has.contains(name))
              .collect(joining(", "));
      return lacks.isEmpty()
          ? expired(own, leaf.name())
          : "it does not name %s: see 'fleetk pki renew %s --stack DIR'"
              .formatted(lacks, leaf.name());
    } catch (CertificateParsingException e) {
      throw new PkiException(
          "%s: it cannot be read: %s".formatted(folder.path(leaf.name() + ".crt"), e.getMessage()),
          e);
    }
  }

  private String expired(X509Certificate own, String name) {
    return own.getNotAfter().toInstant().isBefore(issuance.now())
        ? "it ended on %s: see 'fleetk pki renew %s'".formatted(day(own), name)
        : "";
  }

  private void serviceAccount() {
    String keyFile = SERVICE_ACCOUNT + ".key";
    String publicFile = SERVICE_ACCOUNT + ".pub";
    Optional<PrivateKey> key = folder.key(SERVICE_ACCOUNT);
    if (key.isEmpty() && folder.has(publicFile)) {
      throw new PkiException(
          "%s: its other half %s is missing: restore it, or move this away to have a new pair"
              .formatted(folder.path(publicFile), keyFile));
    }
    KeyPair keys =
        key.map(mine -> Keys.pairOf(mine, folder.path(keyFile).toString()))
            .orElseGet(() -> Keys.generate(request.keyType(), random));
    if (key.isEmpty()) {
      folder.writeKey(SERVICE_ACCOUNT, keys.getPrivate());
      made(keyFile, "the key that signs service accounts' tokens");
    } else {
      kept(keyFile, "");
    }
    if (folder.has(publicFile)) {
      kept(publicFile, "");
    } else {
      folder.writePublic(publicFile, Pem.of(keys.getPublic()));
      made(publicFile, "the key that verifies them");
    }
  }

  /** Makes the text of a file. */
  @FunctionalInterface
  private interface Text {
    String make();
  }

  private void secret(String file, String what, Text text) {
    if (folder.has(file)) {
      kept(file, "");
    } else {
      folder.writeSecret(file, text.make());
      made(file, what);
    }
  }

  private String token() {
    return letters(TOKEN_ID) + "." + letters(TOKEN_SECRET) + "\n";
  }

  private String letters(int count) {
    StringBuilder letters = new StringBuilder();
    for (int at = 0; at < count; at++) {
      letters.append(TOKEN_LETTERS.charAt(random.nextInt(TOKEN_LETTERS.length())));
    }
    return letters.toString();
  }

  private String encryptionKey() {
    byte[] key = new byte[ENCRYPTION_KEY_BYTES];
    random.nextBytes(key);
    return new String(Base64.getEncoder().encode(key), US_ASCII) + "\n";
  }

  private void kubeconfigs() {
    ClusterNames names = request.names();
    for (String user : Leaves.WITH_KUBECONFIG) {
      kubeconfig(user, user.equals(Leaves.ADMIN) ? names.server() : names.componentServer());
    }
    kubeconfig(
        "kubelet-bootstrap",
        "bootstrap-kubelet.conf",
        "kubelets that join",
        names.componentServer(),
        new Kubeconfig.Credential.Token(folder.read(BOOTSTRAP_TOKEN).strip()));
  }

  private void kubeconfig(String user, String server) {
    kubeconfig(user, user + ".conf", user, server, folder.credential(user));
  }

  private void kubeconfig(
      String user, String file, String whose, String server, Kubeconfig.Credential credential) {
    String authority = folder.read(AuthorityKind.CLUSTER.file() + ".crt");
    if (folder.has(file)) {
      boolean differs =
          Kubeconfig.read(folder.read(file))
              .filter(
                  old -> !old.authority().equals(authority) || !old.credential().equals(credential))
              .isPresent();
      kept(
          file,
          differs
              ? "it embeds what is no longer in the folder: move it away to have a new one"
              : "");
      return;
    }
    folder.writeSecret(
        file,
        new Kubeconfig(request.names().cluster(), server, authority, user, credential).text());
    made(file, "kubeconfig of %s, at %s".formatted(whose, server));
  }

  private void made(String file, String what) {
    made.add(new Made(file, true, what));
  }

  private void kept(String file, String what) {
    made.add(new Made(file, false, what));
  }

  private static String day(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().toString().substring(0, "2026-01-01".length());
  }
}
