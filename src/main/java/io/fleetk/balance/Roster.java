package io.fleetk.balance;

import io.fleetk.balance.Backend.Rank;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool as it is now, and what follows from a change of it: a line of log, checks that begin,
 * hurry or end, connections that are closed.
 */
final class Roster implements FleetFollower.Hearer, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Roster.class);

  /** After so many bad checks in a row a backend is checked as rarely as a sound one. */
  private static final int HOPELESS = 20;

  private final Relays relays;
  private final Function<String, Finding> examination;
  private final Tempo tempo;
  private final Memory memory;
  private final Consumer<String> announcer;
  private final Map<String, Examiner> examiners = new HashMap<>();
  private Pool pool;
  private boolean closed;

  /**
   * A roster that begins with what is known.
   *
   * @param announcer told in one line how the backends are, whenever that changes
   */
  Roster(
      Pool pool,
      Relays relays,
      Function<String, Finding> examination,
      Tempo tempo,
      Memory memory,
      Consumer<String> announcer) {
    this.pool = pool;
    this.relays = relays;
    this.examination = examination;
    this.tempo = tempo;
    this.memory = memory;
    this.announcer = announcer;
  }

  /** Begins to check what is known. */
  synchronized void start() {
    pool.backends().keySet().forEach(this::beginChecks);
  }

  synchronized Pool pool() {
    return pool;
  }

  @Override
  public synchronized void told(Map<String, Word> words) {
    change(known -> known.told(words));
    if (!words.isEmpty()) {
      memory.keep(pool.hosts());
    }
  }

  @Override
  public void unheard() {
    change(Pool::unheard);
  }

  /** A client's connection could not be made. */
  synchronized void failed(String host, Finding finding) {
    change(known -> known.failed(host, finding));
    hurry(host);
  }

  /** A connection has ended, or was not made. */
  void ended(String host) {
    relays.unreserve(host);
    if (pool().backend(host).filter(backend -> backend.rank() == Rank.NONE).isPresent()) {
      change(known -> known);
    }
  }

  /** The hosts to try for a new connection, in order. */
  List<String> order() {
    return pool().order(relays::count, ThreadLocalRandom.current());
  }

  /** Waits for the pool to change, but no longer than this. */
  synchronized void awaitChange(Duration patience) throws InterruptedException {
    Pool before = pool;
    long deadline = System.nanoTime() + patience.toNanos();
    while (pool.equals(before) && !closed) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  private synchronized void change(UnaryOperator<Pool> step) {
    if (closed) {
      return;
    }
    Pool before = pool;
    Pool after = step.apply(before);
    for (Backend backend : after.backends().values()) {
      if (backend.rank() == Rank.NONE && relays.count(backend.host()) == 0) {
        after = after.without(backend.host());
      }
    }
    pool = after;
    tell(before, after);
    for (String host : after.lost()) {
      int cut = relays.close(host);
      if (cut > 0) {
        log.info(
            "Closed {} to {}, which is lost: {}",
            cut == 1 ? "1 connection" : cut + " connections",
            host,
            after.backend(host).orElseThrow().finding().reason());
      }
    }
    keepChecks(before, after);
    if (!after.equals(before)) {
      notifyAll();
    }
  }

  private void tell(Pool before, Pool after) {
    boolean changed = false;
    for (Backend backend : after.backends().values()) {
      Optional<Rank> old = before.backend(backend.host()).map(Backend::rank);
      if (old.isEmpty() || old.get() != backend.rank()) {
        changed = true;
        log.info("{} {}: {}", backend.host(), words(backend.rank()), backend.reason());
      }
    }
    for (Backend backend : before.backends().values()) {
      if (after.backend(backend.host()).isEmpty()) {
        changed = true;
        if (backend.rank() != Rank.NONE) {
          log.info("{} is no backend any more: {}", backend.host(), Word.GONE.reason());
        }
      }
    }
    if (changed) {
      announcer.accept(after.summary());
    }
  }

  private static String words(Rank rank) {
    return switch (rank) {
      case GOOD -> "takes connections";
      case DOUBTFUL, UNSOUND -> "takes no new connections while others do";
      case DEAD -> "is tried last";
      case NONE -> "is no backend any more and keeps the connections it has";
    };
  }

  private void keepChecks(Pool before, Pool after) {
    for (String host : after.backends().keySet()) {
      Optional<Word> old = before.backend(host).map(Backend::word);
      if (!examiners.containsKey(host)) {
        beginChecks(host);
      } else if (!old.equals(after.backend(host).map(Backend::word))) {
        hurry(host);
      }
    }
    examiners
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = after.backend(entry.getKey()).isEmpty();
              if (over) {
                entry.getValue().close();
              }
              return over;
            });
  }

  private void beginChecks(String host) {
    examiners.put(
        host,
        new Examiner(
            host,
            () -> examination.apply(host),
            finding -> change(known -> known.found(host, finding)),
            () -> pace(host)));
  }

  private void hurry(String host) {
    Examiner examiner = examiners.get(host);
    if (examiner != null) {
      examiner.hurry();
    }
  }

  /** How long until the next check: the calm ones of many machines do not fall together. */
  private Duration pace(String host) {
    Optional<Backend> backend = pool().backend(host);
    boolean calm = backend.isEmpty() || backend.get().isCertain();
    boolean hopeless = backend.map(Backend::strikes).orElse(0) > HOPELESS;
    return calm || hopeless
        ? tempo.calm().multipliedBy(ThreadLocalRandom.current().nextInt(75, 101)).dividedBy(100)
        : tempo.doubt();
  }

  @Override
  public synchronized void close() {
    closed = true;
    examiners.values().forEach(Examiner::close);
    examiners.clear();
    notifyAll();
  }
}
