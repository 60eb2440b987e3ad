package io.fleetk.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.FleetRefusedException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A version of a secret as it stands in the store: AES-256-GCM with a random nonce of 96 bits, and
 * bound to its name and version, so that none can be put in another's place.
 *
 * @param keyId which key it takes to open it
 * @param nonce base64
 * @param text base64
 */
record SealedSecret(String keyId, String nonce, String text) {
  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  SealedSecret {
    requireNonNull(keyId);
    requireNonNull(nonce);
    requireNonNull(text);
  }

  static SealedSecret seal(
      String name, long version, byte[] text, SecretKey key, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = Cipher.getInstance(ALGORITHM);
      cipher.init(Cipher.ENCRYPT_MODE, key.aes(), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(bound(name, version));
      Base64.Encoder base64 = Base64.getEncoder();
      return new SealedSecret(
          key.id(), base64.encodeToString(nonce), base64.encodeToString(cipher.doFinal(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /**
   * The text.
   *
   * @param keys one of which must be the one it was sealed with
   * @throws FleetRefusedException when none is, or it is not what was sealed
   */
  byte[] open(String name, long version, List<SecretKey> keys) {
    SecretKey key =
        keys.stream()
            .filter(one -> one.id().equals(keyId))
            .findFirst()
            .orElseThrow(
                () ->
                    new FleetRefusedException(
                        "secret %s version %d was encrypted with key %s, which this machine does not have: it has %s"
                            .formatted(
                                name,
                                version,
                                keyId,
                                String.join(", ", keys.stream().map(SecretKey::id).toList()))));
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      Cipher cipher = Cipher.getInstance(ALGORITHM);
      cipher.init(
          Cipher.DECRYPT_MODE, key.aes(), new GCMParameterSpec(TAG_BITS, base64.decode(nonce)));
      cipher.updateAAD(bound(name, version));
      return cipher.doFinal(base64.decode(text));
    } catch (AEADBadTagException | IllegalArgumentException e) {
      throw new FleetRefusedException(
          "secret %s version %d in the store is not what was put there: put it again"
              .formatted(name, version),
          e);
    } catch (GeneralSecurityException e) {
      throw new FleetRefusedException(
          "secret %s version %d cannot be decrypted: %s".formatted(name, version, e.getMessage()),
          e);
    }
  }

  private static byte[] bound(String name, long version) {
    return "fleetk secret\0%s\0%d".formatted(name, version).getBytes(UTF_8);
  }
}
