package io.fleetk.balance;

import io.fleetk.fleet.Fleet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A balancer at work, from start to close. */
final class Balancer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Balancer.class);
  private static final Duration TICK = Duration.ofMillis(20);

  private final Relays relays = new Relays();
  private final Tempo tempo;
  private final Roster roster;
  private final Listener listener;
  private final FleetFollower follower;

  private Balancer(BalancerSettings settings, Fleet fleet, Tempo tempo, Consumer<String> announcer)
      throws IOException {
    this.tempo = tempo;
    Memory memory = new Memory(settings.memory());
    Collection<String> known = new TreeSet<>(memory.recall());
    known.addAll(settings.seeds());
    var examination =
        new Examination(
            settings, new Dialer(settings.port(), tempo.checkTimeout()), tempo.checkTimeout());
    this.roster = new Roster(Pool.of(known), relays, examination::of, tempo, memory, announcer);
    this.listener =
        new Listener(
            settings.listen(),
            new Dialer(settings.port(), tempo.connectTimeout()),
            roster,
            relays,
            tempo);
    roster.start();
    this.follower =
        new FleetFollower(fleet, new FleetWord(settings.component()), roster, tempo.retry());
    log.info(
        "Balancing {} on {}:{} to port {} of its machines; known before the fleet is heard: {}",
        settings.component(),
        settings.listen().getHostString(),
        listener.address().getPort(),
        settings.port(),
        known.isEmpty() ? "none" : String.join(", ", known));
  }

  /**
   * Starts one, which listens when this returns.
   *
   * @param fleet where to hear of backends; it is not closed with the balancer
   * @param announcer told in one line how the backends are, whenever that changes
   * @throws IOException when it cannot listen
   */
  static Balancer start(
      BalancerSettings settings, Fleet fleet, Tempo tempo, Consumer<String> announcer)
      throws IOException {
    return new Balancer(settings, fleet, tempo, announcer);
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return listener.address();
  }

  /** How the backends are. */
  Pool pool() {
    return roster.pool();
  }

  /** The connections that it leads on. */
  Relays relays() {
    return relays;
  }

  /**
   * Accepts no more, closes connections as they fall idle, and after a time of grace all of them.
   */
  @Override
  public void close() throws IOException {
    listener.close();
    try {
      long deadline = System.nanoTime() + tempo.grace().toNanos();
      while (relays.size() > 0 && System.nanoTime() < deadline) {
        relays.closeIdle(tempo.idle());
        Thread.sleep(TICK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // and all are closed at once
    }
    relays.closeAll();
    follower.close();
    roster.close();
  }
}
