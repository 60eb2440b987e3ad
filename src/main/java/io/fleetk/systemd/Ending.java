package io.fleetk.systemd;

import java.util.Map;
import java.util.Set;

/**
 * How a process ended.
 *
 * @param code {@code exited}, {@code killed} or {@code dumped}
 * @param status the exit status, or the signal's number
 */
record Ending(String code, int status) {
  static final int SIGABRT = 6;
  static final int SIGKILL = 9;
  static final int SIGTERM = 15;

  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "HUP"),
          Map.entry(2, "INT"),
          Map.entry(3, "QUIT"),
          Map.entry(SIGABRT, "ABRT"),
          Map.entry(SIGKILL, "KILL"),
          Map.entry(10, "USR1"),
          Map.entry(11, "SEGV"),
          Map.entry(12, "USR2"),
          Map.entry(13, "PIPE"),
          Map.entry(14, "ALRM"),
          Map.entry(SIGTERM, "TERM"));
  private static final Set<Integer> DUMPING = Set.of(3, SIGABRT, 11);
  private static final Set<String> CLEAN_SIGNALS = Set.of("HUP", "INT", "TERM", "PIPE");

  /** Names of exit statuses: LSB's and those of systemd.exec(5) that a program may well use. */
  private static final Map<Integer, String> STATUSES =
      Map.ofEntries(
          Map.entry(0, "SUCCESS"),
          Map.entry(1, "FAILURE"),
          Map.entry(2, "INVALIDARGUMENT"),
          Map.entry(3, "NOTIMPLEMENTED"),
          Map.entry(4, "NOPERMISSION"),
          Map.entry(5, "NOTINSTALLED"),
          Map.entry(6, "NOTCONFIGURED"),
          Map.entry(7, "NOTRUNNING"),
          Map.entry(200, "CHDIR"),
          Map.entry(203, "EXEC"),
          Map.entry(217, "USER"),
          Map.entry(226, "NAMESPACE"));

  static Ending exited(int status) {
    return new Ending("exited", status & 0xff);
  }

  static Ending signalled(int signal) {
    return new Ending(DUMPING.contains(signal) ? "dumped" : "killed", signal);
  }

  /** The number of a signal, given as {@code 9}, {@code KILL} or {@code SIGKILL}. */
  static java.util.OptionalInt signal(String word) {
    String bare = word.startsWith("SIG") ? word.substring(3) : word;
    return SIGNALS.entrySet().stream()
        .filter(s -> s.getValue().equals(bare) || s.getKey().toString().equals(bare))
        .mapToInt(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * Whether this is a clean end (systemd.service(5), {@code SuccessExitStatus=}).
   *
   * @param daemon whether being asked to go, by a signal, counts as clean
   * @param alsoClean further exit statuses and signals, such as {@code 143} or {@code SIGKILL}
   */
  boolean isClean(boolean daemon, Set<String> alsoClean) {
    if (isAmong(alsoClean)) {
      return true;
    }
    return code.equals("exited") ? status == 0 : daemon && CLEAN_SIGNALS.contains(statusName());
  }

  /** Whether a list of exit statuses and signals names this end. */
  boolean isAmong(Set<String> listed) {
    return code.equals("exited")
        ? listed.contains(Integer.toString(status)) || listed.contains(statusName())
        : listed.contains("SIG" + statusName());
  }

  /** systemd's word for what such an end makes of a service that was not to end so. */
  String result() {
    return switch (code) {
      case "exited" -> "exit-code";
      case "killed" -> "signal";
      default -> "core-dump";
    };
  }

  private String statusName() {
    return (code.equals("exited") ? STATUSES : SIGNALS).getOrDefault(status, "n/a");
  }

  /** As systemd logs it: {@code code=exited, status=1/FAILURE}. */
  @Override
  public String toString() {
    return "code=%s, status=%d/%s".formatted(code, status, statusName());
  }
}
