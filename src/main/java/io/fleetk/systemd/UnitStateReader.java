package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
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

  /** To ask for more than these by name takes systemd longer than to list all that it has. */
  private static final int FEW = 24;

  /** A unit that changes as often as it is asked is read as it is. */
  private static final int ATTEMPTS = 5;

  /** What systemd lists of a unit. */
  private record Line(String loadState, String activeState, String subState, boolean jobPending) {
    static final Line UNKNOWN = new Line("not-found", "inactive", "dead", false);

    static Line of(Object[] row) {
      return new Line((String) row[2], (String) row[3], (String) row[4], number(row[7]) != 0);
    }

    /** Whether systemd knows the unit; it makes one of any name that it is asked about. */
    boolean known() {
      return !(loadState.equals("not-found") && activeState.equals("inactive") && !jobPending);
    }

    /** Whether a process of it runs, of which systemd therefore knows no end. */
    boolean running() {
      return activeState.equals("active") && subState.equals("running");
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
      Map<UnitName, Details> details = details(lines);
      Map<UnitName, Line> after = list(List.copyOf(lines.keySet()));
      for (Map.Entry<UnitName, Line> before : lines.entrySet()) {
        UnitName name = before.getKey();
        boolean same = after.get(name).equals(before.getValue());
        if (same || i == ATTEMPTS - 1) {
          states.put(name, state(before.getValue(), details.get(name)));
        }
        if (same) {
          after.remove(name);
        }
      }
      lines = after;
    }
    return states;
  }

  /** Which of these systemd has in its memory. */
  Set<UnitName> known(Collection<UnitName> names) throws BusError {
    Map<UnitName, Line> lines = list(List.copyOf(names));
    lines.values().removeIf(line -> !line.known());
    return lines.keySet();
  }

  private Map<UnitName, Line> list(List<UnitName> names) throws BusError {
    if (names.isEmpty()) {
      return new LinkedHashMap<>();
    }
    return names.size() > FEW ? pick(names) : listEach(names);
  }

  /** Has systemd look for each of the units that it does not have in its memory. */
  private Map<UnitName, Line> listEach(List<UnitName> names) throws BusError {
    List<String> texts = names.stream().map(UnitName::text).toList();
    Iterator<?> rows = rows(BusCall.manager("ListUnitsByNames", "as", texts));
    Map<UnitName, Line> lines = new LinkedHashMap<>();
    for (UnitName name : names) {
      lines.put(name, Line.of((Object[]) rows.next()));
    }
    return lines;
  }

  /** Has systemd list all that it has in its memory; of what it has not, nothing can run. */
  private Map<UnitName, Line> pick(List<UnitName> names) throws BusError {
    Map<String, Line> all = new HashMap<>();
    Iterator<?> rows = rows(BusCall.manager("ListUnits", ""));
    while (rows.hasNext()) {
      Object[] row = (Object[]) rows.next();
      all.put((String) row[0], Line.of(row));
    }
    Map<UnitName, Line> lines = new LinkedHashMap<>();
    for (UnitName name : names) {
      lines.put(name, all.getOrDefault(name.text(), Line.UNKNOWN));
    }
    return lines;
  }

  private Iterator<?> rows(BusCall call) throws BusError {
    return ((Collection<?>) bus.ask(List.of(call)).getFirst()[0]).iterator();
  }

  /** A property that is not in the list. */
  private enum Question {
    SINCE("Unit", "StateChangeTimestamp"),
    ACTIVE_SINCE("Unit", "ActiveEnterTimestamp"),
    RESTARTS("Service", "NRestarts"),
    RESULT("", "Result"),
    EXIT_STATUS("Service", "ExecMainStatus");

    private final String type;
    private final String property;

    /**
     * A question.
     *
     * @param type what has the property; empty for the unit's own type
     */
    Question(String type, String property) {
      this.type = type;
      this.property = property;
    }

    BusCall of(UnitName name) {
      return BusCall.property(name, type.isEmpty() ? capitalized(name.type()) : type, property);
    }

    private static String capitalized(String type) {
      return type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
    }
  }

  /** What is not in the list; times in microseconds. */
  private record Details(
      long since, long activeSince, String result, int restarts, int exitStatus) {
    static Details of(Map<Question, Object> known) {
      return new Details(
          number(known.get(Question.SINCE)),
          number(known.get(Question.ACTIVE_SINCE)),
          (String) known.getOrDefault(Question.RESULT, "success"),
          (int) number(known.getOrDefault(Question.RESTARTS, 0)),
          (int) number(known.getOrDefault(Question.EXIT_STATUS, 0)));
    }
  }

  private Map<UnitName, Details> details(Map<UnitName, Line> lines) throws BusError {
    List<BusCall> calls = new ArrayList<>();
    lines.forEach((name, line) -> questions(name, line).forEach(q -> calls.add(q.of(name))));
    Iterator<Object[]> answers = bus.ask(calls).iterator();
    Map<UnitName, Details> details = new HashMap<>();
    lines.forEach(
        (name, line) -> {
          Map<Question, Object> known = new EnumMap<>(Question.class);
          questions(name, line).forEach(q -> known.put(q, value(answers.next())));
          details.put(name, Details.of(known));
        });
    return details;
  }

  /** What else is to be asked about a unit: of one that runs, nothing of how it ended. */
  private static List<Question> questions(UnitName name, Line line) {
    boolean isService = name.type().equals("service");
    List<Question> questions = new ArrayList<>(List.of(Question.SINCE, Question.ACTIVE_SINCE));
    if (isService) {
      questions.add(Question.RESTARTS);
    }
    if (!(isService && line.running()) && WITH_RESULT.contains(name.type())) {
      questions.add(Question.RESULT);
      if (isService) {
        questions.add(Question.EXIT_STATUS);
      }
    }
    return questions;
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
