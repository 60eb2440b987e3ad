package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * A certificate that an authority is to issue.
 *
 * @param name its place in the folder, without a suffix
 * @param authority who issues it
 * @param subject whom it names: Kubernetes takes CN for a user and O for a group
 * @param uses what it is for
 * @param alternativeNames host names and addresses that it is valid for
 */
record Leaf(
    String name,
    AuthorityKind authority,
    X500Principal subject,
    Set<Use> uses,
    List<String> alternativeNames) {

  /** What a certificate is for. */
  enum Use {
    /** Showing to those who connect. */
    SERVER(KeyPurposeId.id_kp_serverAuth),
    /** Showing to those one connects to. */
    CLIENT(KeyPurposeId.id_kp_clientAuth);

    // Bouncy Castle's constants are immutable and do not say so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final KeyPurposeId purpose;

    Use(KeyPurposeId purpose) {
      this.purpose = purpose;
    }

    KeyPurposeId purpose() {
      return purpose;
    }
  }

  /** The kinds of alternative names that are used here (RFC 5280, 4.2.1.6). */
  private static final Set<Integer> NAMES_AND_ADDRESSES = Set.of(2, 7);

  Leaf {
    requireNonNull(name);
    requireNonNull(authority);
    requireNonNull(subject);
    uses = Set.copyOf(uses);
    alternativeNames = alternativeNames.stream().distinct().toList();
  }

  /** A certificate that a user in some group shows. */
  static Leaf client(String name, AuthorityKind authority, String user, Optional<String> group) {
    return new Leaf(name, authority, subject(user, group), Set.of(Use.CLIENT), List.of());
  }

  /** A certificate that a server shows to those who connect. */
  static Leaf server(String name, AuthorityKind authority, String user, List<String> names) {
    return new Leaf(name, authority, subject(user, Optional.empty()), Set.of(Use.SERVER), names);
  }

  /** A certificate that is shown both ways. */
  static Leaf peer(String name, AuthorityKind authority, String user, List<String> names) {
    return new Leaf(
        name, authority, subject(user, Optional.empty()), EnumSet.allOf(Use.class), names);
  }

  /** What a certificate was issued as. */
  static Leaf of(String name, AuthorityKind authority, X509Certificate issued) {
    try {
      Set<Use> uses = EnumSet.noneOf(Use.class);
      List<String> purposes = Optional.ofNullable(issued.getExtendedKeyUsage()).orElse(List.of());
      for (Use use : Use.values()) {
        if (purposes.contains(use.purpose().getId())) {
          uses.add(use);
        }
      }
      return new Leaf(
          name, authority, issued.getSubjectX500Principal(), uses, alternativeNames(issued));
    } catch (CertificateParsingException e) {
      throw new PkiException("%s.crt: it cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** The host names and addresses that a certificate is valid for. */
  static List<String> alternativeNames(X509Certificate certificate)
      throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    List<String> names = new ArrayList<>();
    if (all != null) {
      for (List<?> name : all) {
        if (NAMES_AND_ADDRESSES.contains(name.getFirst())) {
          names.add(Addresses.shown(name.getLast().toString()));
        }
      }
    }
    return names;
  }

  private static X500Principal subject(String user, Optional<String> group) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    group.ifPresent(text -> name.addRDN(BCStyle.O, text));
    name.addRDN(BCStyle.CN, user);
    try {
      return new X500Principal(name.build().getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a name in memory cannot be encoded", e);
    }
  }
}
