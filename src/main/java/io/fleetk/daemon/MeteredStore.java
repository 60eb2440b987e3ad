package io.fleetk.daemon;

import io.fleetk.store.Commit;
import io.fleetk.store.Entry;
import io.fleetk.store.Lease;
import io.fleetk.store.LeaseLostException;
import io.fleetk.store.Range;
import io.fleetk.store.Store;
import io.fleetk.store.StoreException;
import io.fleetk.store.StoreUnavailableException;
import io.fleetk.store.Txn;
import io.fleetk.store.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store whose calls are counted and timed, and which knows when it was last heard of. */
final class MeteredStore implements Store {
  /** What a call came to. */
  enum Outcome {
    OK,
    /** The conditions of a transaction did not hold. */
    CONFLICT,
    /** A lease had run out. */
    LEASE_LOST,
    /** The store answered, and did not do it. */
    REFUSED,
    /** The store did not answer, or could not. */
    UNAVAILABLE
  }

  /** Is told of every call. */
  @FunctionalInterface
  interface Meter {
    void called(String kind, Outcome outcome, Duration took);
  }

  private final Store store;
  private final Meter meter;
  private volatile Optional<String> failure = Optional.of("nothing was asked of it yet");
  private volatile long answered = System.nanoTime();

  MeteredStore(Store store, Meter meter) {
    this.store = store;
    this.meter = meter;
  }

  /** Why the last call had no answer; empty when it had one. */
  Optional<String> failure() {
    return failure;
  }

  /** How long ago a call was answered last. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - answered);
  }

  private <T> T metered(String kind, Supplier<T> call) {
    return metered(kind, call, _ -> Outcome.OK);
  }

  private <T> T metered(String kind, Supplier<T> call, Function<T, Outcome> outcome) {
    long began = System.nanoTime();
    try {
      T result = call.get();
      hear(kind, outcome.apply(result), began);
      return result;
    } catch (StoreUnavailableException e) {
      failure = Optional.of(e.getMessage());
      tell(kind, Outcome.UNAVAILABLE, began);
      throw e;
    } catch (LeaseLostException e) {
      hear(kind, Outcome.LEASE_LOST, began);
      throw e;
    } catch (StoreException e) {
      hear(kind, Outcome.REFUSED, began);
      throw e;
    }
  }

  private void hear(String kind, Outcome outcome, long began) {
    answered = System.nanoTime();
    failure = Optional.empty();
    tell(kind, outcome, began);
  }

  private void tell(String kind, Outcome outcome, long began) {
    meter.called(kind, outcome, Duration.ofNanos(System.nanoTime() - began));
  }

  @Override
  public Range range(String prefix) {
    return metered("range", () -> store.range(prefix));
  }

  @Override
  public Range range(String from, String to) {
    return metered("range", () -> store.range(from, to));
  }

  @Override
  public Optional<Entry> get(String key) {
    return metered("get", () -> store.get(key));
  }

  @Override
  public Commit commit(Txn txn) {
    return metered(
        "commit",
        () -> store.commit(txn),
        commit -> commit.succeeded() ? Outcome.OK : Outcome.CONFLICT);
  }

  /** Opens a watch; that does not wait for an answer, so it says nothing of the store's health. */
  @Override
  public Watch watch(String prefix, long afterRevision) {
    long began = System.nanoTime();
    Watch watch = store.watch(prefix, afterRevision);
    tell("watch", Outcome.OK, began);
    return watch;
  }

  @Override
  public Lease grant(Duration ttl) {
    return metered("grant", () -> store.grant(ttl));
  }

  @Override
  public void keepAlive(Lease lease) {
    metered(
        "keep-alive",
        () -> {
          store.keepAlive(lease);
          return lease;
        });
  }

  @Override
  public void revoke(Lease lease) {
    metered(
        "revoke",
        () -> {
          store.revoke(lease);
          return lease;
        });
  }

  @Override
  public void close() {
    store.close();
  }
}
