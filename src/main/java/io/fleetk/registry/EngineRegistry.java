package io.fleetk.registry;

import io.fleetk.store.Store;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the engine does to a store: leads, and writes as the leader. It reads the fleet through a
 * {@link Registry}.
 *
 * <p>Every method throws {@link io.fleetk.store.StoreException} when the store fails.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class EngineRegistry {
  private final Store store;
  private final Timeline timeline;
  private final Keyspace keys;

  /** The engine's part of a fleet under {@link Keyspace#DEFAULT}. */
  public EngineRegistry(Store store, Timeline timeline) {
    this(store, timeline, Keyspace.DEFAULT);
  }

  /** The engine's part of a fleet under a keyspace of its own. */
  public EngineRegistry(Store store, Timeline timeline, Keyspace keys) {
    this.store = store;
    this.timeline = timeline;
    this.keys = keys;
  }

  /**
   * Tries to take the lead, without waiting.
   *
   * @param candidate the machine ID of who wants to lead
   * @param ttl how long the lead lasts without {@link #renew}; whole seconds
   * @return the term; empty when somebody leads
   */
  public Optional<Term> campaign(String candidate, Duration ttl) {
    throw new UnsupportedOperationException("" + store + timeline + keys + candidate + ttl);
  }

  /**
   * Keeps the lead for another full time.
   *
   * @throws io.fleetk.store.LeaseLostException when it has run out
   */
  public void renew(Term term) {
    throw new UnsupportedOperationException("" + term);
  }

  /** Gives the lead up; does nothing when it is already lost. */
  public void resign(Term term) {
    throw new UnsupportedOperationException("" + term);
  }

  /** Who leads; empty when nobody does. */
  public Optional<String> leader() {
    throw new UnsupportedOperationException();
  }

  /**
   * Waits until nobody leads.
   *
   * @param patience how long to wait
   * @return whether nobody led when last seen; false also when the lead passed to somebody else
   */
  public boolean awaitVacancy(Duration patience) {
    throw new UnsupportedOperationException("" + patience);
  }

  /**
   * Writes as the leader, in order, cut into as few transactions as the store's limits allow; each
   * of them happens whole or not at all.
   *
   * @throws TermLostException when another leads by now, or nobody: nothing more was written
   */
  public void write(Term term, List<EngineWrite> writes) {
    throw new UnsupportedOperationException("" + term + writes);
  }

  /**
   * Notes in a member's record when it was found to be away ({@link
   * io.fleetk.fleet.Machine#lastSeen}); does nothing when it is present again or no member.
   *
   * @throws TermLostException when another leads by now
   */
  public void noteAway(Term term, String machineId, Instant at) {
    throw new UnsupportedOperationException("" + term + machineId + at);
  }

  /**
   * Removes the contents that neither a unit nor a schedule names.
   *
   * @return how many were removed
   * @throws TermLostException when another leads by now
   */
  public int collectContents(Term term) {
    throw new UnsupportedOperationException("" + term);
  }
}
