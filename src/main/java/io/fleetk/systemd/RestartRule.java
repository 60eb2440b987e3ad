package io.fleetk.systemd;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code Restart=} of systemd.service(5). */
enum RestartRule {
  NO("no"),
  ON_SUCCESS("on-success"),
  ON_FAILURE("on-failure"),
  ON_ABNORMAL("on-abnormal"),
  ON_WATCHDOG("on-watchdog"),
  ON_ABORT("on-abort"),
  ALWAYS("always");

  private static final Set<String> ABORTS = Set.of("signal", "core-dump");

  private final String word;

  RestartRule(String word) {
    this.word = word;
  }

  static Optional<RestartRule> named(String word) {
    return Stream.of(values()).filter(rule -> rule.word.equals(word)).findFirst();
  }

  /** Whether a service with this result is started again. */
  boolean restartsAfter(String result) {
    return switch (this) {
      case NO -> false;
      case ALWAYS -> true;
      case ON_SUCCESS -> result.equals("success");
      case ON_FAILURE -> !result.equals("success");
      case ON_ABNORMAL -> !result.equals("success") && !result.equals("exit-code");
      case ON_WATCHDOG -> result.equals("watchdog");
      case ON_ABORT -> ABORTS.contains(result);
    };
  }
}
