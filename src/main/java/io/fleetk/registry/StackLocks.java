package io.fleetk.registry;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.LockAttempt;
import io.fleetk.store.Commit;
import io.fleetk.store.Entry;
import io.fleetk.store.Lease;
import io.fleetk.store.LeaseLostException;
import io.fleetk.store.Store;
import io.fleetk.store.Txn;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks on stacks. A lock is a leased key; its token is the revision that made the key, which no
 * other lock of that stack ever has.
 */
final class StackLocks {
  private static final Logger log = LoggerFactory.getLogger(StackLocks.class);

  private final Store store;
  private final Timeline timeline;
  private final Keyspace keys;

  StackLocks(Store store, Timeline timeline, Keyspace keys) {
    this.store = store;
    this.timeline = timeline;
    this.keys = keys;
  }

  private String key(String stack) {
    if (!Keyspace.isStack(stack)) {
      throw new FleetRefusedException(
          "\"%s\" is no name for a stack: it cannot be empty or have a slash in it"
              .formatted(stack));
    }
    return keys.of(new Key.Lock(stack));
  }

  LockAttempt tryLock(String stack, String holder, Duration ttl) {
    String key = key(stack);
    Duration whole = Duration.ofSeconds(Math.max(1, ttl.plusNanos(999_999_999).toSeconds()));
    return Calls.untilWon(
        "locking stack " + stack,
        () -> {
          Optional<LockAttempt> held =
              store
                  .get(key)
                  .map(entry -> Codec.read(entry, Stored.Lock.class))
                  .map(lock -> new LockAttempt.Held(lock.holder(), lock.since()));
          return held.isPresent() ? held : tryTake(stack, holder, whole);
        });
  }

  private Optional<LockAttempt> tryTake(String stack, String holder, Duration ttl) {
    String key = key(stack);
    Lease lease = store.grant(ttl);
    String value = Codec.write(new Stored.Lock(holder, timeline.now(), ttl.toSeconds()));
    Commit commit =
        store.commit(Txn.builder().ifModRevision(key, 0).put(key, value, lease.id()).build());
    if (!commit.succeeded()) {
      store.revoke(lease);
      return Optional.empty();
    }
    log.info("{} locked stack {}", holder, stack);
    return Optional.of(new LockAttempt.Taken(Long.toString(commit.revision())));
  }

  void renew(String stack, String token) {
    Calls.onStore(
        () -> {
          try {
            store.keepAlive(lease(stack, token).orElseThrow(() -> lost(stack)));
            return true;
          } catch (LeaseLostException e) {
            throw lost(stack);
          }
        });
  }

  private static FleetRefusedException lost(String stack) {
    return new FleetRefusedException(
        "the lock of stack %s was lost: run the command again, it continues where it stopped"
            .formatted(stack));
  }

  void unlock(String stack, String token) {
    Calls.onStore(
        () -> {
          lease(stack, token).ifPresent(store::revoke);
          return true;
        });
    log.info("Unlocked stack {}", stack);
  }

  /** The lease of a lock that is still this token's. */
  private Optional<Lease> lease(String stack, String token) {
    return store
        .get(key(stack))
        .filter(entry -> Long.toString(entry.createRevision()).equals(token))
        .map(StackLocks::lease);
  }

  private static Lease lease(Entry entry) {
    Stored.Lock lock = Codec.read(entry, Stored.Lock.class);
    return new Lease(entry.lease(), Duration.ofSeconds(lock.ttlSeconds()));
  }
}
