package io.fleetk.systemd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.NotConnected;
import org.freedesktop.dbus.matchrules.DBusMatchRule;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;

/**
 * One connection to a bus, for as long as it lasts.
 *
 * <p>Calls are put together by hand rather than by dbus-java's proxies: these have no deadline for
 * each call and cannot have several under way at once. Safe for use by several threads.
 */
final class BusConnection implements AutoCloseable {
  /** How often a thread that waits for an answer looks whether the connection still is. */
  private static final long LOOK_MILLIS = 200;

  /** A system bus keeps room for 128 answers to one client (dbus-daemon(1)); others call too. */
  private static final int MOST_UNDER_WAY = 48;

  private final DBusConnection connection;

  private BusConnection(DBusConnection connection) {
    this.connection = connection;
  }

  /**
   * Connects.
   *
   * @param address a D-Bus address, such as {@code unix:path=/run/dbus/system_bus_socket}
   * @throws BusError when nobody listens there, or does not let us in
   */
  static BusConnection open(String address) throws BusError {
    try {
      return new BusConnection(DBusConnectionBuilder.forAddress(address).withShared(false).build());
    } catch (DBusException | RuntimeException e) {
      throw new BusError(BusError.DISCONNECTED, "%s: %s".formatted(address, e.getMessage()));
    }
  }

  boolean isOpen() {
    return connection.isConnected();
  }

  /** Has signals sent to a listener, which must not block; in the order in which they come. */
  void listen(DBusMatchRule rule, Consumer<DBusSignal> listener) throws BusError {
    try {
      connection.addGenericSigHandler(rule, listener::accept);
    } catch (DBusException | RuntimeException e) {
      throw new BusError(BusError.DISCONNECTED, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Calls, and waits for all the answers.
   *
   * @return the values that came back, call by call
   * @throws BusError the first error that came back; other calls may have succeeded
   */
  List<Object[]> call(List<BusCall> calls, Duration patience) throws BusError {
    List<Object[]> values = new ArrayList<>();
    for (BusAnswer answer : callAll(calls, patience)) {
      values.add(answer.values());
    }
    return values;
  }

  /** Calls, and waits for all the answers, some of which may be errors. */
  List<BusAnswer> callAll(List<BusCall> calls, Duration patience) throws BusError {
    long deadline = System.nanoTime() + patience.toNanos();
    List<BusAnswer> answers = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += MOST_UNDER_WAY) {
      List<BusCall> some = calls.subList(from, Math.min(calls.size(), from + MOST_UNDER_WAY));
      List<MethodCall> sent = new ArrayList<>();
      for (BusCall call : some) {
        sent.add(send(call));
      }
      for (int i = 0; i < sent.size(); i++) {
        answers.add(answer(some.get(i), await(some.get(i), sent.get(i), deadline)));
      }
    }
    return answers;
  }

  private BusAnswer answer(BusCall call, Message reply) {
    try {
      return BusAnswer.of(values(call, reply));
    } catch (BusError e) {
      return BusAnswer.of(e);
    }
  }

  private MethodCall send(BusCall call) throws BusError {
    try {
      MethodCall message =
          connection
              .getMessageFactory()
              .createMethodCall(
                  call.destination(),
                  call.path(),
                  call.type(),
                  call.member(),
                  (byte) 0,
                  call.signature().isEmpty() ? null : call.signature(),
                  call.arguments().toArray());
      connection.sendMessage(message);
      return message;
    } catch (NotConnected | RejectedExecutionException e) {
      throw new BusError(BusError.DISCONNECTED, "the connection to systemd is lost");
    } catch (DBusException e) {
      throw new IllegalStateException("cannot put together " + call, e);
    }
  }

  private Message await(BusCall call, MethodCall message, long deadline) throws BusError {
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      Message reply = message.getReply(Math.clamp(left, 1, LOOK_MILLIS));
      if (reply != null) {
        return reply;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new BusError(BusError.NO_REPLY, "interrupted while waiting for " + call.member());
      }
      if (!isOpen()) {
        throw new BusError(
            BusError.NO_REPLY, "the connection to systemd was lost during " + call.member());
      }
      if (left <= 0) {
        throw new BusError(BusError.NO_REPLY, "systemd did not answer " + call.member());
      }
    }
  }

  private Object[] values(BusCall call, Message reply) throws BusError {
    try {
      Object[] values = reply.getParameters();
      if (!(reply instanceof Error error)) {
        return values == null ? new Object[0] : values;
      }
      String said = values == null || values.length == 0 ? error.getName() : values[0].toString();
      // What dbus-java makes up itself when the connection ends bears the name of a Java class.
      throw isOpen()
          ? new BusError(error.getName(), said)
          : new BusError(BusError.NO_REPLY, "%s: %s".formatted(call.member(), said));
    } catch (DBusException e) {
      throw new BusError(
          "org.freedesktop.DBus.Error.InvalidArgs",
          "cannot read the answer to %s: %s".formatted(call.member(), e.getMessage()));
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (java.io.IOException e) {
      // It is gone, which is all that was wanted.
    }
  }
}
