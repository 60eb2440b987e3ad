package io.fleetk.store;

import io.fleetk.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/**
 * The leases of a {@link MemoryStore}, and which keys are tied to each. The caller of every method
 * holds the store's lock; a lease that runs out takes it.
 */
final class Tenancies {
  private static final class Tenancy {
    final Lease lease;
    final Set<String> keys = new TreeSet<>();
    Instant deadline;
    Timeline.Timer timer = () -> {};

    Tenancy(Lease lease, Instant deadline) {
      this.lease = lease;
      this.deadline = deadline;
    }
  }

  private final Timeline timeline;
  private final Lock lock;
  private final Consumer<List<String>> ended;
  private final Map<Long, Tenancy> tenancies = new HashMap<>();
  private long lastLease;

  /**
   * No leases.
   *
   * @param lastLease no lease has this number or a lower one
   * @param ended is given the keys of a lease that is over, if it has any
   */
  Tenancies(Timeline timeline, Lock lock, long lastLease, Consumer<List<String>> ended) {
    this.timeline = timeline;
    this.lock = lock;
    this.lastLease = lastLease;
    this.ended = ended;
  }

  /** Takes out a lease. */
  Lease grant(Duration ttl) {
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0
        || !ttl.equals(ttl.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException("a lease lasts whole seconds, at least one, not " + ttl);
    }
    Lease lease = new Lease(++lastLease, ttl);
    Tenancy tenancy = new Tenancy(lease, timeline.now());
    tenancies.put(lease.id(), tenancy);
    extend(tenancy);
    return lease;
  }

  /**
   * Renews a lease to its full time.
   *
   * @throws LeaseLostException when it is over
   */
  void keepAlive(Lease lease) {
    extend(alive(lease.id()));
  }

  private void extend(Tenancy tenancy) {
    tenancy.timer.cancel();
    tenancy.deadline = timeline.now().plus(tenancy.lease.ttl());
    tenancy.timer = timeline.after(tenancy.lease.ttl(), () -> expire(tenancy));
  }

  private void expire(Tenancy tenancy) {
    lock.lock();
    try {
      if (!timeline.now().isBefore(tenancy.deadline)) {
        end(tenancy);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes sure that a lease is not over.
   *
   * @throws LeaseLostException when it is
   */
  void require(long lease) {
    alive(lease);
  }

  /** The tenancy of a lease that is not over. A timer may be late; the deadline counts. */
  private Tenancy alive(long lease) {
    Optional<Tenancy> tenancy = Optional.ofNullable(tenancies.get(lease));
    tenancy.filter(found -> !timeline.now().isBefore(found.deadline)).ifPresent(this::end);
    return tenancy
        .filter(found -> tenancies.containsKey(lease))
        .orElseThrow(
            () -> new LeaseLostException("lease %d has run out or was revoked".formatted(lease)));
  }

  /** Ends a lease; does nothing when it is over. */
  void revoke(Lease lease) {
    Optional.ofNullable(tenancies.get(lease.id())).ifPresent(this::end);
  }

  private void end(Tenancy tenancy) {
    tenancy.timer.cancel();
    if (tenancies.remove(tenancy.lease.id()) != null && !tenancy.keys.isEmpty()) {
      ended.accept(List.copyOf(tenancy.keys));
    }
  }

  /** Ties a key to a lease that is {@linkplain #require not over}; 0 is none. */
  void tie(String key, long lease) {
    if (lease != 0) {
      tenancies.get(lease).keys.add(key);
    }
  }

  /** Unties a key from a lease, which may be over; 0 is none. */
  void untie(String key, long lease) {
    Optional.ofNullable(tenancies.get(lease)).ifPresent(tenancy -> tenancy.keys.remove(key));
  }

  /** Leases run out no more: nobody is told of any. */
  void close() {
    tenancies.values().forEach(tenancy -> tenancy.timer.cancel());
    tenancies.clear();
  }
}
