package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Issues what is to take the place of a folder's certificates, and writes nothing: what cannot be
 * issued is known before any file has changed.
 */
final class Succession {
  private final PkiFolder folder;
  private final Renewal.Request request;
  private final Issuance issuance;
  private final Map<AuthorityKind, Authority> authorities = new EnumMap<>(AuthorityKind.class);

  Succession(PkiFolder folder, Renewal.Request request, Issuance issuance) {
    this.folder = requireNonNull(folder);
    this.request = requireNonNull(request);
    this.issuance = requireNonNull(issuance);
  }

  /**
   * The successor of a certificate. One of an authority issues whatever is asked for after it.
   *
   * @throws PkiException when there can be none
   */
  Successor of(ListedCertificate listed) {
    return listed.authority() ? authority(listed) : leaf(listed.name());
  }

  private Successor authority(ListedCertificate listed) {
    String name = listed.name();
    if (request.newKeys().isPresent()) {
      throw new PkiException(
          "%s: an authority keeps its key, or nothing that it issued would be valid: leave out --new-keys, or make another authority in a new folder"
              .formatted(folder.path(name + ".crt")));
    }
    Authority old = authority(name);
    if (!old.isRoot()) {
      throw new PkiException(
          "%s: it was issued by %s, who alone can renew it"
              .formatted(folder.path(name + ".crt"), listed.issuer()));
    }
    Authority renewed = issuance.renewed(old);
    for (AuthorityKind kind : AuthorityKind.values()) {
      if (kind.file().equals(name)) {
        authorities.put(kind, renewed);
      }
    }
    return new Successor(
        name,
        renewed.chain(),
        Optional.empty(),
        "authority, until " + renewed.certificate().getNotAfter().toInstant());
  }

  private Authority authority(String name) {
    List<X509Certificate> chain = folder.certificates(name).orElseThrow();
    PrivateKey key =
        key(
            name,
            ", and nothing can be issued without it: put it there for the time of this command");
    return Authority.of(chain, key, folder.path(name + ".crt").toString());
  }

  private PrivateKey key(String name, String whatNext) {
    return folder
        .key(name)
        .orElseThrow(
            () ->
                new PkiException(
                    "%s: there is no such file%s".formatted(folder.path(name + ".key"), whatNext)));
  }

  private Successor leaf(String name) {
    X509Certificate old = folder.certificates(name).orElseThrow().getFirst();
    AuthorityKind kind = issuerOf(name, old);
    Leaf before = Leaf.of(name, kind, old);
    Authority authority = authorities.computeIfAbsent(kind, missing -> authority(missing.file()));
    Optional<KeyPair> newKeys =
        request.newKeys().map(type -> Keys.generate(type, issuance.random()));
    KeyPair keys = newKeys.orElseGet(() -> keysOf(name, old));
    List<X509Certificate> issued = issuance.leaf(asNamedNow(before), keys.getPublic(), authority);
    requireAllNames(before, Leaf.of(name, kind, issued.getFirst()));
    return new Successor(
        name,
        issued,
        newKeys.map(KeyPair::getPrivate),
        "until "
            + issued.getFirst().getNotAfter().toInstant()
            + Issuance.cut(issued.getFirst(), authority));
  }

  /** The pair of the key that is there, whether or not the certificate is of that key. */
  private KeyPair keysOf(String name, X509Certificate old) {
    PrivateKey key = key(name, ": restore it, or make a new one with --new-keys");
    return Keys.belongTogether(key, old.getPublicKey())
        ? new KeyPair(old.getPublicKey(), key)
        : Keys.pairOf(key, folder.path(name + ".key").toString());
  }

  private Leaf asNamedNow(Leaf before) {
    return request
        .cluster()
        .flatMap(
            names ->
                Leaves.all(names).stream()
                    .filter(leaf -> leaf.name().equals(before.name()))
                    .findFirst())
        .map(
            now ->
                new Leaf(
                    before.name(),
                    before.authority(),
                    before.subject(),
                    before.uses(),
                    now.alternativeNames()))
        .orElse(before);
  }

  private void requireAllNames(Leaf before, Leaf after) {
    List<String> lost = new ArrayList<>(before.alternativeNames());
    lost.removeAll(after.alternativeNames());
    if (!lost.isEmpty() && !request.dropNames()) {
      throw new PkiException(
          "%s: it names %s, which by the stack and its machines it would no longer: --drop-names issues it without"
              .formatted(folder.path(before.name() + ".crt"), String.join(", ", lost)));
    }
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
}
