package io.fleetk.v1;

import java.util.Base64;

/**
 * A secret to keep (fleetk extension, {@code PUT /fleetk/v1/secrets/<name>}).
 *
 * @param data its text, as base64
 */
public record SecretSubmission(String data) {
  /** An absent field is an empty one. */
  public SecretSubmission {
    data = Json.orEmpty(data);
  }

  /** A secret for the wire. */
  public static SecretSubmission of(byte[] text) {
    return new SecretSubmission(Base64.getEncoder().encodeToString(text));
  }

  /**
   * The text.
   *
   * @throws IllegalArgumentException when it is no base64; does not say what it is instead
   */
  public byte[] text() {
    try {
      return Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      // Its message would show some of the text.
      throw new IllegalArgumentException("data is no base64");
    }
  }

  /** Shows nothing of the text. */
  @Override
  public String toString() {
    return "SecretSubmission[data=…]";
  }
}
