package io.fleetk.systemd;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code [Service]} section of a unit as systemd understood it.
 *
 * @param commands what to run, by phase
 * @param startTimeout how long one step of a start may take; empty for ever
 * @param stopTimeout how long one step of a stop may take; empty for ever
 * @param runtimeMax how long it may run; empty for ever
 * @param alsoClean {@code SuccessExitStatus=}
 * @param neverRestart {@code RestartPreventExitStatus=}
 * @param alwaysRestart {@code RestartForceExitStatus=}
 */
record ServiceSettings(
    ServiceType type,
    boolean remainAfterExit,
    Map<Phase, List<CommandLine>> commands,
    RestartRule restart,
    Duration restartDelay,
    Optional<Duration> startTimeout,
    Optional<Duration> stopTimeout,
    Optional<Duration> runtimeMax,
    Set<String> alsoClean,
    Set<String> neverRestart,
    Set<String> alwaysRestart) {
  /** {@code DefaultTimeoutStartSec=} and {@code DefaultTimeoutStopSec=} of systemd. */
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(90);

  /** {@code DefaultRestartSec=} of systemd. */
  static final Duration DEFAULT_RESTART_DELAY = Duration.ofMillis(100);

  /** When a command is run. */
  enum Phase {
    START_PRE("ExecStartPre"),
    START("ExecStart"),
    START_POST("ExecStartPost"),
    STOP("ExecStop"),
    STOP_POST("ExecStopPost");

    private final String option;

    Phase(String option) {
      this.option = option;
    }

    String option() {
      return option;
    }
  }

  ServiceSettings {
    commands = Map.copyOf(commands);
    alsoClean = Set.copyOf(alsoClean);
    neverRestart = Set.copyOf(neverRestart);
    alwaysRestart = Set.copyOf(alwaysRestart);
  }

  /** What systemd keeps of a service whose file is gone: nothing to run, and its defaults. */
  static ServiceSettings none() {
    return new ServiceSettings(
        ServiceType.SIMPLE,
        false,
        new EnumMap<>(Phase.class),
        RestartRule.NO,
        DEFAULT_RESTART_DELAY,
        Optional.of(DEFAULT_TIMEOUT),
        Optional.of(DEFAULT_TIMEOUT),
        Optional.empty(),
        Set.of(),
        Set.of(),
        Set.of());
  }

  List<CommandLine> commands(Phase phase) {
    return commands.getOrDefault(phase, List.of());
  }

  /**
   * Whether the service is started again, unless somebody stopped it.
   *
   * @param result what has become of it
   * @param ending how its program ended
   */
  boolean restartsAfter(String result, Ending ending) {
    return !ending.isAmong(neverRestart)
        && (ending.isAmong(alwaysRestart) || restart.restartsAfter(result));
  }

  /** Why systemd would refuse such a service, in its words. */
  Optional<String> problem(boolean hasBusName) {
    int starts = commands(Phase.START).size();
    boolean oneshot = type == ServiceType.ONESHOT;
    if (starts == 0 && commands(Phase.STOP).isEmpty()) {
      return Optional.of("Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.");
    }
    if (starts == 0 && !oneshot) {
      return Optional.of(
          "Service has no ExecStart= setting, which is only allowed for Type=oneshot services."
              + " Refusing.");
    }
    if (starts == 0 && !remainAfterExit) {
      return Optional.of(
          "Service has no ExecStart= setting, which is only allowed for RemainAfterExit=yes"
              + " services. Refusing.");
    }
    if (starts > 1 && !oneshot) {
      return Optional.of(
          "Service has more than one ExecStart= setting, which is only allowed for Type=oneshot"
              + " services. Refusing.");
    }
    if (oneshot && (restart == RestartRule.ALWAYS || restart == RestartRule.ON_SUCCESS)) {
      return Optional.of(
          "Service has Restart= set to either always or on-success, which isn't allowed for"
              + " Type=oneshot services. Refusing.");
    }
    if (type == ServiceType.DBUS && !hasBusName) {
      return Optional.of(
          "Service is of type D-Bus but no D-Bus service name has been specified. Refusing.");
    }
    return Optional.empty();
  }
}
