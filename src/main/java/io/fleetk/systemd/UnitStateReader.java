package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.freedesktop.dbus.types.Variant;

/**
 * Reads the states of units: of all of them at once what systemd lists, and property by property
 * what it does not, since to ask for all that systemd knows of a unit takes many times as long. The
 * answers belong together: those of units whose line in the list is another one at the end than at
 * the beginning are asked for again.
 */
final class UnitStateReader {
  private static final Set<String> ACTIVE = Set.of("active", "reloading", "refreshing");

  /** The types of unit that have a {@code Result}, with the names of their interfaces. */
  private static final Set<String> WITH_RESULT =
      Set.of("automount", "mount", "path", "scope", "service", "socket", "swap", "timer");

  /** A unit that changes as often as it is asked is read as it is. */
  private static final int ATTEMPTS = 5;

  /** What systemd lists of a unit. */
  private record Line(String loadState, String activeState, String subState, boolean jobPending) {
    /** Whether systemd knows the unit; it makes one of any name that it is asked about. */
    boolean known() {
      return !(loadState.equals("not-found") && activeState.equals("inactive") && !jobPending);
    }
  }

  private final SystemdBus bus;

  UnitStateReader(SystemdBus bus) {
    this.bus = bus;
  }

  /**
   * The states of units. systemd knows nothing of the others, as of any template.
   *
   * @throws BusError when systemd does not say
   */
  Map<UnitName, UnitState> read(Collection<UnitName> names) throws BusError {
    Map<UnitName, UnitState> states = new HashMap<>();
    Map<UnitName, Line> lines =
        list(names.stream().filter(name -> !name.isTemplate()).distinct().toList());
    for (int i = 0; i < ATTEMPTS && !lines.isEmpty(); i++) {
      lines.values().removeIf(line -> !line.known());
      List<UnitName> known = List.copyOf(lines.keySet());
      List<Details> details = details(known);
      Map<UnitName, Line> after = list(known);
      for (int j = 0; j < known.size(); j++) {
        UnitName name = known.get(j);
        boolean same = after.get(name).equals(lines.get(name));
        if (same || i == ATTEMPTS - 1) {
          states.put(name, state(after.get(name), details.get(j)));
        }
        if (same) {
          after.remove(name);
        }
      }
      lines = after;
    }
    return states;
  }

  /** Which of these systemd has in its memory, or finds a file for. */
  Set<UnitName> known(Collection<UnitName> names) throws BusError {
    Map<UnitName, Line> lines = list(List.copyOf(names));
    lines.values().removeIf(line -> !line.known());
    return lines.keySet();
  }

  private Map<UnitName, Line> list(List<UnitName> names) throws BusError {
    Map<UnitName, Line> lines = new LinkedHashMap<>();
    if (!names.isEmpty()) {
      List<String> texts = names.stream().map(UnitName::text).toList();
      Object[] answer =
          bus.ask(List.of(BusCall.manager("ListUnitsByNames", "as", texts))).getFirst();
      Iterator<?> rows = ((Collection<?>) answer[0]).iterator();
      for (UnitName name : names) {
        Object[] row = (Object[]) rows.next();
        lines.put(
            name, new Line((String) row[2], (String) row[3], (String) row[4], number(row[7]) != 0));
      }
    }
    return lines;
  }

  /** What is not in the list; times in microseconds. */
  private record Details(
      long since, long activeSince, String result, int restarts, int exitStatus) {}

  private List<Details> details(List<UnitName> names) throws BusError {
    List<BusCall> calls = new ArrayList<>();
    names.forEach(name -> calls.addAll(calls(name)));
    Iterator<Object[]> answers = bus.ask(calls).iterator();
    List<Details> details = new ArrayList<>();
    for (UnitName name : names) {
      boolean isService = name.type().equals("service");
      details.add(
          new Details(
              number(value(answers.next())),
              number(value(answers.next())),
              WITH_RESULT.contains(name.type()) ? (String) value(answers.next()) : "success",
              isService ? (int) number(value(answers.next())) : 0,
              isService ? (int) number(value(answers.next())) : 0));
    }
    return details;
  }

  private static List<BusCall> calls(UnitName name) {
    List<BusCall> calls = new ArrayList<>();
    calls.add(BusCall.property(name, "Unit", "StateChangeTimestamp"));
    calls.add(BusCall.property(name, "Unit", "ActiveEnterTimestamp"));
    if (WITH_RESULT.contains(name.type())) {
      String type = name.type().substring(0, 1).toUpperCase(Locale.ROOT) + name.type().substring(1);
      calls.add(BusCall.property(name, type, "Result"));
    }
    if (name.type().equals("service")) {
      calls.add(BusCall.property(name, "Service", "NRestarts"));
      calls.add(BusCall.property(name, "Service", "ExecMainStatus"));
    }
    return calls;
  }

  private static UnitState state(Line line, Details details) {
    return new UnitState(
        line.loadState(),
        line.activeState(),
        line.subState(),
        instant(details.since()),
        ACTIVE.contains(line.activeState())
            ? Optional.of(instant(details.activeSince()))
            : Optional.empty(),
        details.restarts(),
        details.result(),
        details.exitStatus(),
        line.jobPending());
  }

  private static Object value(Object[] answer) {
    return ((Variant<?>) answer[0]).getValue();
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
