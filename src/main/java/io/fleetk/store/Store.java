package io.fleetk.store;

import java.time.Duration;
import java.util.Optional;

/**
 * A keyspace in which every change has a revision, with etcd v3's guarantees: reads are
 * linearizable, a transaction happens whole or not at all, watches give every change once and in
 * order, and keys tied to a lease vanish when it runs out.
 *
 * <p>Keys and values are UTF-8 text. Calls block; every one of them throws {@link
 * StoreUnavailableException} when the store cannot be reached within its deadline, in which case a
 * write may or may not have happened.
 */
public interface Store extends AutoCloseable {

  /** Every entry whose key begins with a prefix, by key, all as of one revision. */
  Range range(String prefix);

  /**
   * Every entry with {@code from <= key < to}, by key, all as of one revision.
   *
   * @throws IllegalArgumentException when {@code to} is before {@code from}
   */
  Range range(String from, String to);

  /** The entry under a key; empty when there is none. */
  Optional<Entry> get(String key);

  /**
   * Carries out a transaction: all of its operations if all of its conditions hold, else none.
   *
   * @throws StoreLimitException when it has too many operations or bytes, or writes one key twice
   * @throws LeaseLostException when an operation names a lease that has run out
   */
  Commit commit(Txn txn);

  /**
   * Watches the keys with a prefix.
   *
   * @param afterRevision the first change given is the first one with a higher revision
   */
  Watch watch(String prefix, long afterRevision);

  /**
   * Takes out a lease. It runs out unless {@link #keepAlive} is called within every {@code ttl}.
   *
   * @param ttl at least one second; whole seconds
   */
  Lease grant(Duration ttl);

  /**
   * Renews a lease to its full time.
   *
   * @throws LeaseLostException when it has run out or was revoked
   */
  void keepAlive(Lease lease);

  /** Ends a lease and, with it, every key tied to it; does nothing when it is already over. */
  void revoke(Lease lease);

  /** Ends every watch and connection. */
  @Override
  void close();
}
