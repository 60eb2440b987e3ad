package io.fleetk.registry;

import io.fleetk.store.Lease;

/**
 * A time in the lead. Every engine write compares the leader key's revision, so that a leader that
 * was paused and overtaken cannot write.
 *
 * @param leader who leads
 * @param lease what the leader key is tied to
 * @param revision the revision that made the leader key
 */
public record Term(String leader, Lease lease, long revision) {}
