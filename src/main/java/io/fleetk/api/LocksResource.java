package io.fleetk.api;

import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.LockAttempt;
import io.fleetk.v1.LockRequest;
import io.fleetk.v1.LockResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code /fleetk/v1/stacks/<stack>/lock}: one apply at a time. */
final class LocksResource implements Resource {
  private static final Duration LONGEST = Duration.ofHours(1);

  /** What may stand between slashes in a key: no dots alone, nothing that hides. */
  private static final Pattern STACK = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}");

  private final FleetExtensions extensions;

  LocksResource(FleetExtensions extensions) {
    this.extensions = extensions;
  }

  @Override
  public Answer answer(Call call) {
    if (call.path().size() < 2 || call.path().size() > 3 || !call.segment(1).equals("lock")) {
      throw new ApiException(404, "");
    }
    String stack = call.segment(0);
    if (!STACK.matcher(stack).matches()) {
      throw new ApiException(
          400,
          "no name for a stack: \"%s\" (letters, digits, _ . and -, at most 255)".formatted(stack));
    }
    return call.path().size() == 2 ? take(call, stack) : keepOrFree(call, stack, call.segment(2));
  }

  private Answer take(Call call, String stack) {
    ExtensionsResource.only(call, "POST");
    call.requireJson();
    LockRequest request = call.entity(LockRequest.class);
    if (request.holder().isBlank()) {
      throw new ApiException(400, "holder is missing: who takes the lock");
    }
    if (request.ttlSec() < 1 || request.ttlSec() > LONGEST.toSeconds()) {
      throw new ApiException(
          400, "ttlSec must be from 1 to %d seconds".formatted(LONGEST.toSeconds()));
    }
    LockAttempt attempt =
        extensions.tryLock(stack, request.holder(), Duration.ofSeconds(request.ttlSec()));
    int status =
        switch (attempt) {
          case LockAttempt.Taken taken -> 201;
          case LockAttempt.Held held -> 409;
        };
    return Answer.of(status, LockResponse.of(stack, attempt));
  }

  private Answer keepOrFree(Call call, String stack, String token) {
    switch (call.method()) {
      case "PUT" ->
          ExtensionsResource.refusedAs(
              409,
              () -> {
                extensions.renewLock(stack, token);
                return Optional.empty();
              });
      case "DELETE" -> extensions.unlock(stack, token);
      default -> throw new ApiException(405, "only PUT and DELETE supported against this resource");
    }
    return Answer.empty(204);
  }
}
