package io.fleetk.systemd;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.UnitName;
import java.util.List;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.matchrules.DBusMatchRule;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What systemd signals (org.freedesktop.systemd1(5)), in the words of a {@link Listener}. */
final class SystemdSignals {
  private static final Logger log = LoggerFactory.getLogger(SystemdSignals.class);

  /** Who wants to know. Told by one thread, in order; must not block. */
  interface Listener {
    /** A unit's state has changed, or systemd has read the unit into its memory. */
    void unitChanged(UnitName unit);

    /** systemd has forgotten a unit. */
    void unitGone(UnitName unit);

    /** A job has ended. */
    void jobEnded(UnitName unit, String result);

    /**
     * systemd begins to read all unit files afresh, or has done so. In between it tells of every
     * unit that it goes and comes, and of none that it has changed.
     */
    void reloading(boolean begins);
  }

  private final Listener listener;
  private final Runnable systemdReturned;

  /**
   * Signals for a listener.
   *
   * @param systemdReturned run when systemd has come back to the bus after it was away
   */
  SystemdSignals(Listener listener, Runnable systemdReturned) {
    this.listener = requireNonNull(listener);
    this.systemdReturned = requireNonNull(systemdReturned);
  }

  /** Has them sent on a connection. */
  void followOn(BusConnection connection) throws BusError {
    for (DBusMatchRule rule : rules()) {
      connection.listen(rule, this::take);
    }
  }

  private static List<DBusMatchRule> rules() {
    return List.of(
        // A change of what is special to a service always comes with one of what all units have.
        signal(BusCall.PROPERTIES, "PropertiesChanged")
            .withPathNamespace(UnitPath.FOLDER)
            .withArg0123(0, BusCall.SYSTEMD + ".Unit")
            .build(),
        signal(BusCall.MANAGER, "UnitNew").build(),
        signal(BusCall.MANAGER, "UnitRemoved").build(),
        signal(BusCall.MANAGER, "JobRemoved").build(),
        signal(BusCall.MANAGER, "Reloading").build(),
        signal(BusCall.BUS, "NameOwnerChanged").withArg0123(0, BusCall.SYSTEMD).build());
  }

  private static DBusMatchRuleBuilder signal(String type, String member) {
    return DBusMatchRuleBuilder.create().withType("signal").withInterface(type).withMember(member);
  }

  private void take(DBusSignal signal) {
    try {
      switch (signal.getName()) {
        // There are many of these, and they are long: whose they are is all that is read.
        case "PropertiesChanged" ->
            UnitPath.unit(signal.getPath()).ifPresent(listener::unitChanged);
        case "UnitNew" -> UnitPath.named(text(signal, 0)).ifPresent(listener::unitChanged);
        case "UnitRemoved" -> UnitPath.named(text(signal, 0)).ifPresent(listener::unitGone);
        case "JobRemoved" -> {
          String result = text(signal, 3);
          UnitPath.named(text(signal, 2)).ifPresent(unit -> listener.jobEnded(unit, result));
        }
        case "Reloading" -> listener.reloading((Boolean) signal.getParameters()[0]);
        case "NameOwnerChanged" -> {
          if (!text(signal, 2).isEmpty()) {
            systemdReturned.run();
          }
        }
        default -> log.debug("Nobody asked for the signal {}", signal.getName());
      }
    } catch (DBusException | ClassCastException | IndexOutOfBoundsException e) {
      log.warn("Cannot read systemd's signal {}: {}", signal.getName(), e.getMessage());
    }
  }

  private static String text(DBusSignal signal, int index) throws DBusException {
    return (String) signal.getParameters()[index];
  }
}
