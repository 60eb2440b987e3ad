package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Issues certificates of a folder anew. Each names what it named before, unless the request says
 * what it is to name now. Kubeconfigs that embed a certificate get the new one.
 */
public final class Renewal {
  private final PkiFolder folder;
  private final Request request;
  private final Issuance issuance;
  private final Map<AuthorityKind, Authority> authorities = new EnumMap<>(AuthorityKind.class);
  private final List<Made> made = new ArrayList<>();

  /**
   * What to renew.
   *
   * @param names these certificates, authorities among them if they are named; empty for every
   *     certificate but an authority's that ends within {@code within}
   * @param within how soon a certificate must end to be renewed without being named
   * @param newKeys the kind of new keys to make; empty to keep the keys
   * @param lifetimes how long certificates are valid
   * @param cluster what the cluster is called now; empty to name what was named before
   */
  public record Request(
      List<String> names,
      Duration within,
      Optional<KeyType> newKeys,
      Lifetimes lifetimes,
      Optional<ClusterNames> cluster) {
    /** Copies the list. */
    public Request {
      names = List.copyOf(names);
      requireNonNull(within);
      requireNonNull(newKeys);
      requireNonNull(lifetimes);
      requireNonNull(cluster);
    }
  }

  private Renewal(PkiFolder folder, Request request, Instant now, SecureRandom random) {
    this.folder = requireNonNull(folder);
    this.request = requireNonNull(request);
    this.issuance = new Issuance(now, request.lifetimes(), random);
  }

  /**
   * Renews.
   *
   * @return the files that were written
   * @throws PkiException when something named is not there, or its authority's key is not; what was
   *     written until then stays
   */
  public static List<Made> run(
      PkiFolder folder, Request request, Instant now, SecureRandom random) {
    return new Renewal(folder, request, now, random).run();
  }

  private List<Made> run() {
    List<ListedCertificate> all = Listing.of(folder);
    request.names().forEach(name -> requireThere(name, all));
    List<ListedCertificate> due = all.stream().filter(this::isDue).toList();
    // Authorities first: what they issue then ends no sooner than it must.
    due.stream().filter(ListedCertificate::authority).forEach(this::renewAuthority);
    Map<String, String> namesByOldKey = new TreeMap<>();
    due.stream()
        .filter(certificate -> !certificate.authority())
        .forEach(certificate -> renewLeaf(certificate, namesByOldKey));
    if (!due.isEmpty()) {
      folder.kubeconfigs().forEach(file -> rewrite(file, namesByOldKey));
    }
    return List.copyOf(made);
  }

  private void requireThere(String name, List<ListedCertificate> all) {
    if (all.stream().noneMatch(certificate -> certificate.name().equals(name))) {
      throw new PkiException(
          "%s: there is no such certificate; 'fleetk pki show' lists what there is"
              .formatted(folder.path(name + ".crt")));
    }
  }

  private boolean isDue(ListedCertificate certificate) {
    return request.names().isEmpty()
        ? !certificate.authority()
            && !certificate.notAfter().isAfter(issuance.now().plus(request.within()))
        : request.names().contains(certificate.name());
  }

  private void renewAuthority(ListedCertificate listed) {
    String name = listed.name();
    Authority old = authority(name);
    if (!old.isRoot()) {
      throw new PkiException(
          "%s: it was issued by %s, who alone can renew it"
              .formatted(folder.path(name + ".crt"), listed.issuer()));
    }
    Authority renewed = issuance.renewed(old);
    folder.writeCertificates(name, renewed.chain());
    written(name + ".crt", "authority, until " + renewed.certificate().getNotAfter().toInstant());
    if (name.equals(AuthorityKind.CLUSTER.file())) {
      folder.writePublic(PkiFolder.SIGNING, Pem.of(List.of(renewed.certificate())));
      written(PkiFolder.SIGNING, "its own certificate alone");
    }
    for (AuthorityKind kind : AuthorityKind.values()) {
      if (kind.file().equals(name)) {
        authorities.put(kind, renewed);
      }
    }
  }

  private Authority authority(String name) {
    List<X509Certificate> chain = folder.certificates(name).orElseThrow();
    PrivateKey key =
        folder
            .key(name)
            .orElseThrow(
                () ->
                    new PkiException(
                        "%s: there is no such file, and nothing can be issued without it: put it there for the time of this command"
                            .formatted(folder.path(name + ".key"))));
    return Authority.of(chain, key, folder.path(name + ".crt").toString());
  }

  private void renewLeaf(ListedCertificate listed, Map<String, String> namesByOldKey) {
    String name = listed.name();
    X509Certificate old = folder.certificates(name).orElseThrow().getFirst();
    AuthorityKind kind = issuerOf(name, old);
    Authority authority = authorities.computeIfAbsent(kind, missing -> authority(missing.file()));
    PrivateKey oldKey =
        folder
            .key(name)
            .orElseThrow(
                () ->
                    new PkiException(
                        "%s: there is no such file: restore it"
                            .formatted(folder.path(name + ".key"))));
    String oldText = folder.read(name + ".key");
    KeyPair keys =
        request
            .newKeys()
            .map(type -> Keys.generate(type, issuance.random()))
            .orElseGet(() -> new KeyPair(old.getPublicKey(), oldKey));
    List<X509Certificate> issued =
        issuance.leaf(leaf(name, kind, old), keys.getPublic(), authority);
    if (request.newKeys().isPresent()) {
      folder.writeKey(name, keys.getPrivate());
      written(name + ".key", "a new key");
    }
    folder.writeCertificates(name, issued);
    written(name + ".crt", "until " + issued.getFirst().getNotAfter().toInstant());
    namesByOldKey.put(oldText, name);
  }

  private Leaf leaf(String name, AuthorityKind kind, X509Certificate old) {
    Leaf before = Leaf.of(name, kind, old);
    return request
        .cluster()
        .flatMap(
            names ->
                Leaves.all(names).stream().filter(leaf -> leaf.name().equals(name)).findFirst())
        .map(now -> new Leaf(name, kind, before.subject(), before.uses(), now.alternativeNames()))
        .orElse(before);
  }

  /** Whose key a certificate was signed by. */
  private AuthorityKind issuerOf(String name, X509Certificate certificate) {
    for (AuthorityKind kind : AuthorityKind.values()) {
      Optional<X509Certificate> authority = folder.certificates(kind.file()).map(List::getFirst);
      if (authority.filter(own -> Listing.signed(own, certificate)).isPresent()) {
        return kind;
      }
    }
    throw new PkiException(
        "%s: no authority in %s has issued it, so none can renew it"
            .formatted(folder.path(name + ".crt"), folder));
  }

  /** Gives a kubeconfig what was renewed of what it embeds; leaves alone what others wrote. */
  private void rewrite(String file, Map<String, String> namesByOldKey) {
    String text = folder.read(file);
    Kubeconfig.read(text)
        .flatMap(old -> renewed(old, namesByOldKey))
        .map(Kubeconfig::text)
        .filter(renewed -> !renewed.equals(text))
        .ifPresent(
            renewed -> {
              folder.writeSecret(file, renewed);
              written(file, "kubeconfig with what is new");
            });
  }

  private Optional<Kubeconfig> renewed(Kubeconfig old, Map<String, String> namesByOldKey) {
    return switch (old.credential()) {
      case Kubeconfig.Credential.Certificate own ->
          Optional.ofNullable(namesByOldKey.get(own.key()))
              .or(() -> holderOf(own.key()))
              .map(name -> folder.kubeconfig(old.cluster(), old.server(), name, old.user()));
      case Kubeconfig.Credential.Token token ->
          Optional.of(
              new Kubeconfig(
                  old.cluster(),
                  old.server(),
                  folder.read(AuthorityKind.CLUSTER.file() + ".crt"),
                  old.user(),
                  token));
    };
  }

  /** Which certificate of the folder has a key. */
  private Optional<String> holderOf(String key) {
    return folder.names().stream()
        .filter(name -> folder.has(name + ".key") && folder.read(name + ".key").equals(key))
        .findFirst();
  }

  private void written(String file, String what) {
    made.add(new Made(file, true, what));
  }
}
