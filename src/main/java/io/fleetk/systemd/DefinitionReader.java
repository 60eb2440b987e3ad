package io.fleetk.systemd;

import io.fleetk.systemd.ServiceSettings.Phase;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a unit's file into its definition. */
final class DefinitionReader {
  /** {@code DefaultStartLimitIntervalSec=} of systemd. */
  private static final Duration LIMIT_INTERVAL = Duration.ofSeconds(10);

  /** {@code DefaultStartLimitBurst=} of systemd. */
  private static final int LIMIT_BURST = 5;

  private static final Set<String> WATCHED_PATHS =
      Set.of("PathExists", "PathExistsGlob", "PathChanged", "PathModified", "DirectoryNotEmpty");
  private static final Set<String> TIMER_VALUES =
      Set.of(
          "OnActiveSec",
          "OnBootSec",
          "OnStartupSec",
          "OnUnitActiveSec",
          "OnUnitInactiveSec",
          "OnCalendar",
          "OnClockChange",
          "OnTimezoneChange");

  private final UnitName name;
  private final Section unit;
  private final Section own;
  private final Section install;
  private final Section fleetk;

  private DefinitionReader(UnitName name, UnitFile file, String hostname) {
    var specifiers = new Specifiers(name, hostname);
    this.name = name;
    this.unit = new Section(file, "Unit", specifiers);
    this.own = new Section(file, sectionOf(name.type()), specifiers);
    this.install = new Section(file, "Install", specifiers);
    this.fleetk = new Section(file, "X-Fleetk", specifiers);
  }

  /** The definition that a file gives a unit. */
  static UnitDefinition read(UnitName name, String text, String hostname) {
    try {
      return new DefinitionReader(name, UnitFile.parse(text), hostname).definition();
    } catch (UnitParseException e) {
      return UnitDefinition.unusable(
          name,
          "error",
          "Failed to load %s: line %d: %s".formatted(name, e.line(), e.getMessage()));
    }
  }

  private static String sectionOf(String type) {
    return Character.toUpperCase(type.charAt(0)) + type.substring(1);
  }

  private UnitDefinition definition() {
    ServiceSettings service = name.type().equals("service") ? service() : ServiceSettings.none();
    Optional<String> problem = problem(service);
    if (problem.isPresent()) {
      return UnitDefinition.unusable(name, "bad-setting", problem.get());
    }
    Set<UnitName> activates = activates();
    return new UnitDefinition(
        name,
        "loaded",
        "",
        unit.last("Description").orElse(name.text()),
        dependencies(activates),
        pulledInBy(),
        conditions(),
        conditions("Assert"),
        unit.span("StartLimitIntervalSec", own.span("StartLimitInterval", LIMIT_INTERVAL)),
        unit.number("StartLimitBurst", own.number("StartLimitBurst", LIMIT_BURST)),
        service,
        activates,
        fleetk.all("ReadyFile"));
  }

  private Optional<String> problem(ServiceSettings service) {
    return switch (name.type()) {
      case "service" -> service.problem(own.last("BusName").isPresent());
      case "socket" ->
          own.names().stream().noneMatch(option -> option.startsWith("Listen"))
              ? Optional.of(
                  "Unit has no Listen setting (ListenStream=, ListenDatagram=, ListenFIFO=, ...)."
                      + " Refusing.")
              : Optional.empty();
      case "timer" ->
          own.names().stream().noneMatch(TIMER_VALUES::contains)
              ? Optional.of("Timer unit lacks value setting. Refusing.")
              : Optional.empty();
      case "path" ->
          own.names().stream().noneMatch(WATCHED_PATHS::contains)
              ? Optional.of("Path unit lacks path setting. Refusing.")
              : Optional.empty();
      case "mount" ->
          own.last("What").isEmpty()
              ? Optional.of("What= setting is missing. Refusing.")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private ServiceSettings service() {
    Map<Phase, List<CommandLine>> commands = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      commands.put(
          phase,
          own.all(phase.option()).stream().flatMap(v -> CommandLine.parse(v).stream()).toList());
    }
    ServiceType type = own.last("Type").flatMap(ServiceType::named).orElseGet(() -> type(commands));
    Optional<Duration> startDefault =
        type == ServiceType.ONESHOT
            ? Optional.empty()
            : Optional.of(ServiceSettings.DEFAULT_TIMEOUT);
    Optional<Duration> stopDefault = Optional.of(ServiceSettings.DEFAULT_TIMEOUT);
    return new ServiceSettings(
        type,
        own.yes("RemainAfterExit"),
        commands,
        own.last("Restart").flatMap(RestartRule::named).orElse(RestartRule.NO),
        own.span("RestartSec", ServiceSettings.DEFAULT_RESTART_DELAY),
        own.timeout("TimeoutStartSec", own.timeout("TimeoutSec", startDefault)),
        own.timeout("TimeoutStopSec", own.timeout("TimeoutSec", stopDefault)),
        own.timeout("RuntimeMaxSec", Optional.empty()),
        Set.copyOf(own.words("SuccessExitStatus")),
        Set.copyOf(own.words("RestartPreventExitStatus")),
        Set.copyOf(own.words("RestartForceExitStatus")));
  }

  /** The type of a service that states none (systemd.service(5), {@code Type=}). */
  private ServiceType type(Map<Phase, List<CommandLine>> commands) {
    if (own.last("BusName").isPresent()) {
      return ServiceType.DBUS;
    }
    return commands.get(Phase.START).isEmpty() ? ServiceType.ONESHOT : ServiceType.SIMPLE;
  }

  private Map<Dependency, Set<UnitName>> dependencies(Set<UnitName> activates) {
    Map<Dependency, Set<UnitName>> named = new EnumMap<>(Dependency.class);
    for (Dependency kind : Dependency.values()) {
      named.put(kind, names(unit, kind.option()));
    }
    if (name.type().equals("target")) {
      // systemd.target(5): a target comes after what it wants or requires.
      named.get(Dependency.AFTER).addAll(named.get(Dependency.WANTS));
      named.get(Dependency.AFTER).addAll(named.get(Dependency.REQUIRES));
    }
    // systemd.socket(5), systemd.timer(5), systemd.path(5): before what they are there for.
    named.get(Dependency.BEFORE).addAll(activates);
    Set<UnitName> sockets = names(own, "Sockets");
    named.get(Dependency.WANTS).addAll(sockets);
    named.get(Dependency.AFTER).addAll(sockets);
    named.values().forEach(units -> units.remove(name));
    return named;
  }

  private Map<Dependency, Set<UnitName>> pulledInBy() {
    Map<Dependency, Set<UnitName>> by = new EnumMap<>(Dependency.class);
    by.put(Dependency.WANTS, names(install, "WantedBy"));
    by.put(Dependency.REQUIRES, names(install, "RequiredBy"));
    return by;
  }

  private Set<UnitName> activates() {
    return switch (name.type()) {
      case "socket" -> partner("Service");
      case "timer", "path" -> partner("Unit");
      default -> Set.of();
    };
  }

  private Set<UnitName> partner(String option) {
    Set<UnitName> named = names(own, option);
    return named.isEmpty() ? Set.of(UnitName.of(name.stem() + ".service")) : named;
  }

  private static Set<UnitName> names(Section section, String option) {
    Set<UnitName> names = new LinkedHashSet<>();
    for (String word : section.words(option)) {
      if (UnitName.problemWith(word).isEmpty()) {
        names.add(UnitName.of(word));
      }
    }
    return names;
  }

  private List<Condition> conditions() {
    List<Condition> conditions = conditions("Condition");
    if (fleetk.last("OnPartition").filter("stop"::equals).isPresent()) {
      conditions.add(SimulatedDeadMan.CONDITION);
    }
    return conditions;
  }

  private List<Condition> conditions(String prefix) {
    List<Condition> conditions = new ArrayList<>();
    for (String option : unit.names().stream().sorted().toList()) {
      if (option.startsWith(prefix)) {
        unit.all(option).forEach(v -> Condition.of(option, v).ifPresent(conditions::add));
      }
    }
    return conditions;
  }
}
