package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.freedesktop.dbus.types.Variant;

/**
 * Reads the state of a unit, property by property: to ask for all that systemd knows of a unit
 * takes many times as long. The answers belong together: when the time of the last change is
 * another one at the end than at the beginning, they are asked for again.
 */
final class UnitStateReader {
  private static final Set<String> ACTIVE = Set.of("active", "reloading", "refreshing");

  /** The types of unit that have a {@code Result}, with the names of their interfaces. */
  private static final Set<String> WITH_RESULT =
      Set.of("automount", "mount", "path", "scope", "service", "socket", "swap", "timer");

  /** A unit that changes as often as it is asked is read as it is. */
  private static final int ATTEMPTS = 5;

  private final SystemdBus bus;

  UnitStateReader(SystemdBus bus) {
    this.bus = bus;
  }

  /**
   * The state of a unit; empty when systemd knows nothing of it, as of any template.
   *
   * @throws BusError when systemd does not say
   */
  Optional<UnitState> read(UnitName name) throws BusError {
    if (name.isTemplate()) {
      return Optional.empty();
    }
    List<BusCall> calls = calls(name);
    List<Object[]> answers = bus.ask(calls);
    for (int i = 1; i < ATTEMPTS && micros(answers.getFirst()) != micros(answers.getLast()); i++) {
      answers = bus.ask(calls);
    }
    return state(answers);
  }

  private static List<BusCall> calls(UnitName name) {
    List<BusCall> calls = new ArrayList<>();
    calls.add(BusCall.property(name, "Unit", "StateChangeTimestamp"));
    calls.add(BusCall.property(name, "Unit", "LoadState"));
    calls.add(BusCall.property(name, "Unit", "ActiveState"));
    calls.add(BusCall.property(name, "Unit", "SubState"));
    calls.add(BusCall.property(name, "Unit", "ActiveEnterTimestamp"));
    calls.add(BusCall.property(name, "Unit", "Job"));
    if (WITH_RESULT.contains(name.type())) {
      String type = name.type().substring(0, 1).toUpperCase(Locale.ROOT) + name.type().substring(1);
      calls.add(BusCall.property(name, type, "Result"));
    }
    if (name.type().equals("service")) {
      calls.add(BusCall.property(name, "Service", "NRestarts"));
      calls.add(BusCall.property(name, "Service", "ExecMainStatus"));
    }
    calls.add(BusCall.property(name, "Unit", "StateChangeTimestamp"));
    return calls;
  }

  private static Optional<UnitState> state(List<Object[]> answers) {
    String loadState = text(answers.get(1));
    String activeState = text(answers.get(2));
    boolean jobPending = number(((Object[]) value(answers.get(5)))[0]) != 0;
    if (loadState.equals("not-found") && activeState.equals("inactive") && !jobPending) {
      return Optional.empty(); // systemd makes such a unit of any name that it is asked about.
    }
    boolean hasResult = answers.size() > 7;
    boolean isService = answers.size() > 8;
    return Optional.of(
        new UnitState(
            loadState,
            activeState,
            text(answers.get(3)),
            instant(micros(answers.getFirst())),
            ACTIVE.contains(activeState)
                ? Optional.of(instant(micros(answers.get(4))))
                : Optional.empty(),
            isService ? (int) number(value(answers.get(7))) : 0,
            hasResult ? text(answers.get(6)) : "success",
            isService ? (int) number(value(answers.get(8))) : 0,
            jobPending));
  }

  private static Object value(Object[] answer) {
    return ((Variant<?>) answer[0]).getValue();
  }

  private static String text(Object[] answer) {
    return (String) value(answer);
  }

  private static long micros(Object[] answer) {
    return number(value(answer));
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
