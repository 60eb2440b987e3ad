package io.fleetk.v1;

/**
 * Asks for a stack's lock (fleetk extension, {@code POST /fleetk/v1/stacks/<stack>/lock}).
 *
 * @param holder who asks, as others are to be told
 * @param ttlSec for how long, in seconds, unless it is renewed
 */
public record LockRequest(String holder, long ttlSec) {
  /** An absent field is an empty one. */
  public LockRequest {
    holder = Json.orEmpty(holder);
  }
}
