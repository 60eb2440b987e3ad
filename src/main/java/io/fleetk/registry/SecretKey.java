package io.fleetk.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that a fleet's secrets are encrypted with: 256 random bits. Prints as its ID only. */
public final class SecretKey {
  private static final int BYTES = 32;
  private static final int ID_BYTES = 8;

  private final byte[] bytes;
  private final String id;

  private SecretKey(byte[] bytes) {
    this.bytes = bytes;
    this.id = id(bytes);
  }

  /** A new key. */
  public static SecretKey generate(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new SecretKey(bytes);
  }

  /**
   * Reads a key as {@link #encode} writes it.
   *
   * @throws IllegalArgumentException when it is none; does not say what it is instead
   */
  public static SecretKey decode(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      // Its message would show some of the text.
      throw new IllegalArgumentException("no base64");
    }
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("%d bytes, not %d".formatted(bytes.length, BYTES));
    }
    return new SecretKey(bytes);
  }

  /** The key as base64, for a key file. */
  public String encode() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** What it is known by; tells nothing of the key. */
  public String id() {
    return id;
  }

  SecretKeySpec aes() {
    return new SecretKeySpec(bytes, "AES");
  }

  private static String id(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      byte[] digest = mac.doFinal("fleetk secret key id".getBytes(US_ASCII));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
