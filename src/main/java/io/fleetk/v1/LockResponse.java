package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.fleetk.fleet.LockAttempt;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of asking for a stack's lock (fleetk extension): 201 with a token, or 409 with an error
 * and who holds it.
 *
 * @param token renews and frees the lock; empty when it is held by somebody else
 * @param holder who holds it; empty when it was taken
 * @param since since when, as ISO 8601
 * @param error the error of a 409
 */
@JsonInclude(Include.NON_EMPTY)
public record LockResponse(
    String token, String holder, String since, Optional<ErrorEntity.Detail> error) {
  private static final int CONFLICT = 409;

  /** An absent field is an empty one. */
  public LockResponse {
    token = Json.orEmpty(token);
    holder = Json.orEmpty(holder);
    since = Json.orEmpty(since);
    error = error == null ? Optional.empty() : error;
  }

  /** An attempt for the wire. */
  public static LockResponse of(String stack, LockAttempt attempt) {
    return switch (attempt) {
      case LockAttempt.Taken taken -> new LockResponse(taken.token(), "", "", Optional.empty());
      case LockAttempt.Held held ->
          new LockResponse(
              "",
              held.holder(),
              held.since().toString(),
              Optional.of(
                  new ErrorEntity.Detail(
                      CONFLICT,
                      "stack %s is locked by %s since %s"
                          .formatted(stack, held.holder(), held.since()))));
    };
  }

  /**
   * The attempt in the domain.
   *
   * @throws java.time.format.DateTimeParseException when {@code since} is no moment
   */
  public LockAttempt attempt() {
    return token.isEmpty()
        ? new LockAttempt.Held(holder, Instant.parse(since))
        : new LockAttempt.Taken(token);
  }
}
