package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues certificates (RFC 5280) at one moment. They are dated back a little, so that a machine
 * whose clock is behind finds a new one valid; none outlives the authority that issued it.
 */
final class Issuance {
  private static final Duration DATED_BACK = Duration.ofHours(1);
  private static final int SERIAL_BITS = 127;

  private final Instant now;
  private final Lifetimes lifetimes;
  private final SecureRandom random;

  Issuance(Instant now, Lifetimes lifetimes, SecureRandom random) {
    this.now = requireNonNull(now);
    this.lifetimes = requireNonNull(lifetimes);
    this.random = requireNonNull(random);
  }

  Instant now() {
    return now;
  }

  SecureRandom random() {
    return random;
  }

  /** A new authority that nobody else vouches for. */
  Authority authority(String commonName, KeyPair keys) {
    try {
      return authority(
          new X500Principal(
              new X500NameBuilder(BCStyle.INSTANCE)
                  .addRDN(BCStyle.CN, commonName)
                  .build()
                  .getEncoded()),
          keys);
    } catch (IOException e) {
      throw new IllegalStateException("a name in memory cannot be encoded", e);
    }
  }

  private Authority authority(X500Principal name, KeyPair keys) {
    X509v3CertificateBuilder builder = authorityBuilder(name, keys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return new Authority(List.of(signed(builder, keys.getPrivate())), keys.getPrivate());
    } catch (IOException | GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private X509v3CertificateBuilder authorityBuilder(X500Principal name, PublicKey key) {
    return new JcaX509v3CertificateBuilder(
        name,
        serial(),
        Date.from(now.minus(DATED_BACK)),
        Date.from(now.plus(lifetimes.authorities())),
        name,
        key);
  }

  /**
   * The same authority with a certificate that ends later. It keeps its name, its key and its
   * extensions, so that what it has issued stays valid and what it may issue stays the same.
   */
  Authority renewed(Authority authority) {
    X509Certificate old = authority.certificate();
    X509v3CertificateBuilder builder =
        authorityBuilder(old.getSubjectX500Principal(), old.getPublicKey());
    try {
      Extensions extensions = new JcaX509CertificateHolder(old).getExtensions();
      for (ASN1ObjectIdentifier kind : extensions.getExtensionOIDs()) {
        // An issuer's identifier may give the old certificate's serial number.
        if (!kind.equals(Extension.authorityKeyIdentifier)) {
          builder.addExtension(extensions.getExtension(kind));
        }
      }
      List<X509Certificate> chain = new ArrayList<>(authority.chain());
      chain.set(0, signed(builder, authority.key()));
      return new Authority(chain, authority.key());
    } catch (IOException | GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  /** Words on a certificate that ends no later than its authority lets it; empty for others. */
  static String cut(X509Certificate issued, Authority authority) {
    return issued
            .getNotAfter()
            .toInstant()
            .equals(authority.certificate().getNotAfter().toInstant())
        ? ", when its authority ends"
        : "";
  }

  /**
   * A certificate for a leaf, and after it those that lead from it to the authority's root.
   *
   * @throws PkiException when the authority has ended
   */
  List<X509Certificate> leaf(Leaf leaf, PublicKey subject, Authority authority) {
    authority.requireLasting(now, leaf.authority().file() + ".crt");
    Instant last = authority.certificate().getNotAfter().toInstant();
    Instant wanted = now.plus(lifetimes.leaves());
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            authority.certificate(),
            serial(),
            Date.from(now.minus(DATED_BACK)),
            Date.from(wanted.isAfter(last) ? last : wanted),
            leaf.subject(),
            subject);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(
              subject.getAlgorithm().equals("RSA")
                  ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
                  : KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              leaf.uses().stream().sorted().map(Leaf.Use::purpose).toArray(KeyPurposeId[]::new)));
      builder.addExtension(
          Extension.authorityKeyIdentifier, false, identifierOf(authority.certificate()));
      if (!leaf.alternativeNames().isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName, false, names(leaf.alternativeNames()));
      }
      List<X509Certificate> issued = new ArrayList<>();
      issued.add(signed(builder, authority.key()));
      issued.addAll(authority.between());
      return issued;
    } catch (IOException | GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  /** What an authority's certificate calls its key (RFC 5280, 4.2.1.1), however it came to that. */
  private static AuthorityKeyIdentifier identifierOf(X509Certificate authority)
      throws GeneralSecurityException {
    SubjectKeyIdentifier own =
        SubjectKeyIdentifier.fromExtensions(
            new JcaX509CertificateHolder(authority).getExtensions());
    return own == null
        ? new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.getPublicKey())
        : new AuthorityKeyIdentifier(own.getKeyIdentifier());
  }

  private static GeneralNames names(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(
                name ->
                    new GeneralName(
                        Addresses.isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName,
                        name))
            .toArray(GeneralName[]::new));
  }

  private BigInteger serial() {
    return new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws IOException, GeneralSecurityException {
    try {
      byte[] der =
          builder
              .build(new JcaContentSignerBuilder(Keys.signatureAlgorithm(key)).build(key))
              .getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (OperatorCreationException e) {
      throw new PkiException("the authority's key signs nothing: " + e.getMessage(), e);
    }
  }

  private static IllegalStateException impossible(Exception e) {
    return new IllegalStateException("a certificate cannot be made", e);
  }
}
