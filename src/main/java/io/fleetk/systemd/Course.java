package io.fleetk.systemd;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.TimeSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a process will do if nobody stops it.
 *
 * @param lasts how long it runs; empty for ever
 * @param ending how it ends by itself
 * @param output what it prints when it begins
 */
record Course(Optional<Duration> lasts, Ending ending, List<String> output) {
  Course {
    requireNonNull(lasts);
    requireNonNull(ending);
    output = List.copyOf(output);
  }

  static Course forever() {
    return new Course(Optional.empty(), Ending.exited(0), List.of());
  }

  static Course ends(Duration after, Ending ending) {
    return new Course(Optional.of(after), ending, List.of());
  }

  /**
   * What a command does that everybody knows: {@code true}, {@code false}, {@code sleep}, {@code
   * echo}, a shell script made of these, {@code exit} and {@code kill}. Empty for any other.
   */
  static Optional<Course> wellKnown(List<String> arguments) {
    String path = arguments.getFirst();
    List<String> rest = arguments.subList(1, arguments.size());
    return switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "true", ":" -> Optional.of(ends(Duration.ZERO, Ending.exited(0)));
      case "false" -> Optional.of(ends(Duration.ZERO, Ending.exited(1)));
      case "sleep" -> Optional.of(sleep(rest));
      case "echo" ->
          Optional.of(
              new Course(
                  Optional.of(Duration.ZERO), Ending.exited(0), List.of(String.join(" ", rest))));
      case "sh", "bash", "dash" ->
          rest.size() >= 2 && rest.getFirst().matches("-[eux]*c")
              ? ShellScript.course(rest.get(1))
              : Optional.empty();
      case "env" -> {
        List<String> command = rest.stream().dropWhile(word -> word.contains("=")).toList();
        yield command.isEmpty() ? Optional.empty() : wellKnown(command);
      }
      default -> Optional.empty();
    };
  }

  private static Course sleep(List<String> spans) {
    Duration total = Duration.ZERO;
    for (String span : spans) {
      if (span.equals("inf") || span.equals("infinity")) {
        return forever();
      }
      try {
        total = total.plus(TimeSpan.parse(span));
      } catch (IllegalArgumentException e) {
        String complaint = "sleep: invalid time interval '%s'".formatted(span);
        return new Course(Optional.of(Duration.ZERO), Ending.exited(1), List.of(complaint));
      }
    }
    return ends(total, Ending.exited(0));
  }
}
