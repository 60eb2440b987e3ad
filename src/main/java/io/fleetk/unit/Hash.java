package io.fleetk.unit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-1 in lower-case hexadecimal, the hash that fleet knows unit files by.
 *
 * @param hex 40 hexadecimal digits
 */
public record Hash(@JsonValue String hex) implements Comparable<Hash> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

  /**
   * A hash from its digits.
   *
   * @throws IllegalArgumentException unless there are 40 lower-case hexadecimal digits
   */
  @JsonCreator
  public Hash {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a SHA-1 in hexadecimal: " + hex);
    }
  }

  /** The SHA-1 of a text's UTF-8 bytes. */
  public static Hash of(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
      return new Hash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** The first seven digits, as fleetctl prints a hash. */
  public String abbreviated() {
    return hex.substring(0, 7);
  }

  @Override
  public int compareTo(Hash other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
