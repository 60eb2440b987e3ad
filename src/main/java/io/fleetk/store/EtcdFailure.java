package io.fleetk.store;

import io.grpc.Status;
import java.util.Optional;

/** What a failed call of etcd means to who made it. */
final class EtcdFailure {
  private EtcdFailure() {}

  /** Whether another member could do better. */
  static boolean isOfTheMember(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN -> true;
      case OK,
          CANCELLED,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          DATA_LOSS,
          UNAUTHENTICATED ->
          false;
    };
  }

  /**
   * A failure as a store's.
   *
   * @param where the addresses of etcd
   */
  static StoreException of(Status status, String where) {
    String reason = reason(status);
    if (reason.contains("lease not found")) {
      return new LeaseLostException("the lease has run out or was revoked", cause(status));
    }
    if (reason.contains("request is too large")
        || reason.contains("too many operations")
        || reason.contains("duplicate key")) {
      return new StoreLimitException(
          "etcd at %s refuses a transaction (%s): cut it into several".formatted(where, reason),
          cause(status));
    }
    if (reason.contains("database space exceeded")) {
      return new StoreNotSavedException(
          "etcd at %s is full: compact and defragment it, then disarm its alarm".formatted(where),
          cause(status));
    }
    return new StoreUnavailableException(message(status, reason, where), cause(status));
  }

  private static String message(Status status, String reason, String where) {
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return "etcd at %s does not answer in time: is it up, and has it a quorum?".formatted(where);
    }
    if (status.getCode() == Status.Code.CANCELLED) {
      return "a call of etcd at %s was cut short".formatted(where);
    }
    if (reason.contains("authentication failed")) {
      return "etcd at %s refuses the login: the user or the password is wrong".formatted(where);
    }
    if (reason.contains("user name is empty")) {
      return "etcd at %s wants a user and a password".formatted(where);
    }
    if (reason.contains("authentication is not enabled")) {
      return "etcd at %s has no users, yet a user was given: leave it out".formatted(where);
    }
    if (status.getCode() == Status.Code.PERMISSION_DENIED) {
      return "etcd at %s does not permit that to this user: grant it read and write under the key prefix"
          .formatted(where);
    }
    return "cannot reach etcd at %s: %s".formatted(where, reason);
  }

  /** The innermost word on what went wrong, in one line. */
  static String reason(Status status) {
    String reason = Optional.ofNullable(status.getDescription()).orElse("");
    if (!reason.startsWith("etcdserver: ")) {
      for (Throwable t = status.getCause(); t != null; t = t.getCause()) {
        if (t.getMessage() != null && !t.getMessage().isBlank()) {
          reason = t.getMessage();
        }
      }
    }
    return reason.isBlank()
        ? status.getCode().toString()
        : reason.lines().findFirst().orElse("").replaceFirst("^etcdserver: ", "");
  }

  private static Throwable cause(Status status) {
    return status.asRuntimeException();
  }
}
