package io.fleetk.fleet;

import java.time.Instant;

/** What came of trying to take a stack's lock. */
public sealed interface LockAttempt {
  /** The lock is the caller's until its time runs out; the token renews and frees it. */
  record Taken(String token) implements LockAttempt {}

  /** Somebody else has it. */
  record Held(String holder, Instant since) implements LockAttempt {}
}
