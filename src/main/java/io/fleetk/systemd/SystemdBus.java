package io.fleetk.systemd;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line to systemd: a connection to its bus that is made anew whenever it is lost, with systemd
 * subscribed to each time.
 *
 * <p>A thread of its own keeps it. A call that finds no connection waits for one. Safe for use by
 * several threads.
 */
final class SystemdBus implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SystemdBus.class);

  /** How long a call may take, systemd being busy; D-Bus's own default. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  /** How much longer many calls may take, for each of them. */
  private static final Duration EACH = Duration.ofMillis(100);

  /** How long a call waits for a connection, or for systemd to be back on the bus. */
  private static final Duration OUTAGE = Duration.ofSeconds(5);

  private static final Duration FIRST_REST = Duration.ofMillis(50);
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);

  /** How often the thread looks whether the connection still is. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final String address;
  private final SystemdSignals signals;
  private final Runnable connected;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread keeper;
  private Optional<BusConnection> connection = Optional.empty();
  private String trouble = "not connected yet";
  private boolean systemdReturned;
  private boolean closed;

  /**
   * A line, to be opened by {@link #open}.
   *
   * @param address the D-Bus address of the system bus
   * @param listener told what systemd signals
   * @param connected run whenever the line is up, at first or again: what was signalled meanwhile
   *     is lost; may call
   */
  SystemdBus(String address, SystemdSignals.Listener listener, Runnable connected) {
    this.address = requireNonNull(address);
    this.connected = requireNonNull(connected);
    this.signals = new SystemdSignals(listener, this::systemdReturned);
    this.keeper = Thread.ofVirtual().name("systemd-bus").unstarted(this::keep);
  }

  /** Begins to connect, and to connect again; returns at once. */
  void open() {
    keeper.start();
  }

  private void systemdReturned() {
    lock.lock();
    try {
      systemdReturned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    Duration rest = FIRST_REST;
    while (!isClosed()) {
      try (BusConnection fresh = BusConnection.open(address)) {
        signals.followOn(fresh);
        subscribe(fresh);
        log.info("Connected to systemd at {}", address);
        rest = FIRST_REST;
        use(fresh);
      } catch (BusError e) {
        noteTrouble(e.getMessage());
        pause(rest);
        rest =
            rest.multipliedBy(2).compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest.multipliedBy(2);
      }
    }
  }

  private void use(BusConnection fresh) throws BusError {
    setConnection(Optional.of(fresh));
    try {
      connected.run();
      while (awaitReturnOfSystemd(fresh)) {
        log.info("systemd is back on the bus");
        subscribe(fresh);
        connected.run();
      }
    } finally {
      setConnection(Optional.empty());
    }
    if (!isClosed()) {
      throw new BusError(BusError.DISCONNECTED, "the connection to " + address + " was lost");
    }
  }

  /** Without a subscriber systemd signals nothing (org.freedesktop.systemd1(5), Subscribe). */
  private static void subscribe(BusConnection on) throws BusError {
    try {
      on.call(List.of(BusCall.manager("Subscribe", "")), PATIENCE);
    } catch (BusError e) {
      if (!e.name().equals("org.freedesktop.systemd1.AlreadySubscribed")) {
        throw e;
      }
    }
  }

  /** Whether systemd has returned to the bus; otherwise, the connection is lost or closed. */
  private boolean awaitReturnOfSystemd(BusConnection on) {
    lock.lock();
    try {
      while (!systemdReturned && !closed && on.isOpen()) {
        // Nobody tells when a connection ends: look now and then.
        var _ = changed.awaitNanos(LOOK.toNanos());
      }
      boolean returned = systemdReturned;
      systemdReturned = false;
      return returned && !closed;
    } catch (InterruptedException e) {
      return false; // Only close() does that.
    } finally {
      lock.unlock();
    }
  }

  private void setConnection(Optional<BusConnection> now) {
    lock.lock();
    try {
      connection = now;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void noteTrouble(String message) {
    lock.lock();
    try {
      if (!trouble.equals(message) && !closed) {
        log.warn("No connection to systemd: {}; trying again", message);
      }
      trouble = message;
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration rest) {
    long left = rest.toNanos();
    lock.lock();
    try {
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Calls once, with time enough for a systemd that is busy. */
  Object[] call(BusCall call) throws BusError {
    return call(call, PATIENCE);
  }

  /** Calls once. */
  Object[] call(BusCall call, Duration patience) throws BusError {
    return awaitConnection().call(List.of(call), patience).getFirst();
  }

  /**
   * Calls once, with time enough for a systemd that is busy.
   *
   * @throws SystemdException when systemd refuses, or nobody answers
   */
  void request(BusCall call) {
    try {
      call(call);
    } catch (BusError e) {
      throw e.failure();
    }
  }

  /** Calls, all under way at once, of which some may fail. */
  List<BusAnswer> callAll(List<BusCall> calls) throws BusError {
    return awaitConnection().callAll(calls, PATIENCE.plus(EACH.multipliedBy(calls.size())));
  }

  /** Calls that only ask, all under way at once; they are repeated when nobody has answered. */
  List<Object[]> ask(List<BusCall> calls) throws BusError {
    long deadline = System.nanoTime() + OUTAGE.toNanos();
    while (true) {
      try {
        return awaitConnection().call(calls, PATIENCE);
      } catch (BusError e) {
        if (!e.isOutage()
            || isClosed()
            || Thread.currentThread().isInterrupted()
            || System.nanoTime() - deadline > 0) {
          throw e;
        }
        pause(FIRST_REST);
      }
    }
  }

  private BusConnection awaitConnection() throws BusError {
    long left = OUTAGE.toNanos();
    lock.lock();
    try {
      while (connection.isEmpty() && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        throw new BusError(BusError.DISCONNECTED, "the connection to systemd is closed");
      }
      return connection.orElseThrow(() -> new BusError(BusError.DISCONNECTED, trouble));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusError(BusError.DISCONNECTED, "interrupted while waiting for systemd");
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the connection and the thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    keeper.interrupt();
    try {
      if (!keeper.join(OUTAGE)) {
        log.warn("The connection to systemd does not close");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
