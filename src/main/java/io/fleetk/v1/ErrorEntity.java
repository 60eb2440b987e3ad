package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Why a request was not answered (fleet v1 API, "Error Communication").
 *
 * @param error the error
 */
public record ErrorEntity(Detail error) {
  /**
   * What went wrong.
   *
   * @param code the HTTP status
   * @param message what a person should know; empty when the status says it all
   */
  @JsonPropertyOrder({"code", "message"})
  public record Detail(int code, String message) {
    /** An absent message is an empty one. */
    public Detail {
      message = Json.orEmpty(message);
    }
  }

  /** An error must say something. */
  public ErrorEntity {
    if (error == null) {
      throw new IllegalArgumentException("no error in an error");
    }
  }

  /** An error. */
  public static ErrorEntity of(int code, String message) {
    return new ErrorEntity(new Detail(code, message));
  }
}
