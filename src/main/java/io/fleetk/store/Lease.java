package io.fleetk.store;

import java.time.Duration;

/**
 * A lease that was granted.
 *
 * @param id never 0
 * @param ttl its full time
 */
public record Lease(long id, Duration ttl) {}
