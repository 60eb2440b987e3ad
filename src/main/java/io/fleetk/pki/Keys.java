package io.fleetk.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;

/** Pairs of keys: making them, and finding out what belongs together. */
final class Keys {
  private static final String CURVE = "secp256r1";
  private static final int RSA_BITS = 3072;
  private static final int BITS_OF_SHA256 = 256;

  private Keys() {}

  /** A new pair. */
  static KeyPair generate(KeyType type, SecureRandom random) {
    try {
      KeyPairGenerator generator =
          switch (type) {
            case ECDSA -> {
              KeyPairGenerator curves = KeyPairGenerator.getInstance("EC");
              curves.initialize(new ECGenParameterSpec(CURVE), random);
              yield curves;
            }
            case RSA -> {
              KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
              rsa.initialize(RSA_BITS, random);
              yield rsa;
            }
          };
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java makes no keys of " + type, e);
    }
  }

  /**
   * The pair that a private key is half of.
   *
   * @param where which file the key is from, for the message
   * @throws PkiException when the other half cannot be concluded from it
   */
  static KeyPair pairOf(PrivateKey key, String where) {
    try {
      return new KeyPair(publicKeyOf(key, where), key);
    } catch (GeneralSecurityException e) {
      throw new PkiException("%s: its key cannot be used: %s".formatted(where, e.getMessage()), e);
    }
  }

  private static PublicKey publicKeyOf(PrivateKey key, String where)
      throws GeneralSecurityException {
    return switch (key) {
      case RSAPrivateCrtKey rsa ->
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
      case ECPrivateKey curve -> {
        var point =
            EC5Util.convertSpec(curve.getParams()).getG().multiply(curve.getS()).normalize();
        yield KeyFactory.getInstance("EC")
            .generatePublic(new ECPublicKeySpec(EC5Util.convertPoint(point), curve.getParams()));
      }
      default ->
          throw new PkiException(
              "%s: a key of the kind %s is not enough by itself: restore the file that goes with it"
                  .formatted(where, key.getAlgorithm()));
    };
  }

  /** How a key signs, in the JDK's words. */
  static String signatureAlgorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> (bits(key) > BITS_OF_SHA256 ? "SHA384" : "SHA256") + "withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> key.getAlgorithm();
    };
  }

  private static int bits(PrivateKey key) {
    return key instanceof ECKey curve
        ? curve.getParams().getCurve().getField().getFieldSize()
        : BITS_OF_SHA256;
  }

  /** Whether two keys are halves of one pair. */
  static boolean belongTogether(PrivateKey mine, PublicKey theirs) {
    try {
      byte[] text = "fleetk".getBytes(US_ASCII);
      Signature sign = Signature.getInstance(signatureAlgorithm(mine));
      sign.initSign(mine);
      sign.update(text);
      Signature verify = Signature.getInstance(signatureAlgorithm(mine));
      verify.initVerify(theirs);
      verify.update(text);
      return verify.verify(sign.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
