package io.fleetk.systemd;

import io.fleetk.unit.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows a shell script that is a plain list of commands whose effects are known, such as {@code
 * sleep 2; exit 3}.
 */
final class ShellScript {
  /** A command with the operator before it; quoted text holds no operators. */
  private static final Pattern STATEMENT =
      Pattern.compile("(;|&&|\\|\\||\n|^)((?:[^;&|\n'\"]|'[^']*'|\"[^\"]*\")*)");

  private Duration elapsed = Duration.ZERO;
  private int status;
  private final List<String> output = new ArrayList<>();

  private ShellScript() {}

  /** What the script does; empty when it is more than this can follow. */
  static Optional<Course> course(String script) {
    return new ShellScript().follow(script);
  }

  private Optional<Course> follow(String script) {
    Matcher statement = STATEMENT.matcher(script);
    int end = 0;
    while (end < script.length() && statement.find(end) && statement.start() == end) {
      end = statement.end();
      List<String> words = Words.of(statement.group(2));
      if (words.isEmpty() || skipped(statement.group(1))) {
        continue;
      }
      Optional<Course> last = ending(words);
      if (last.isPresent()) {
        return last;
      }
      Optional<Course> command = Course.wellKnown(words);
      if (command.isEmpty()) {
        return Optional.empty();
      }
      if (!add(command.get())) {
        return Optional.of(new Course(Optional.empty(), Ending.exited(0), output));
      }
    }
    return end < script.length() ? Optional.empty() : Optional.of(ended(Ending.exited(status)));
  }

  private boolean skipped(String operator) {
    return (operator.equals("&&") && status != 0) || (operator.equals("||") && status == 0);
  }

  /** The rest of the course when this command is the script's last, whatever follows. */
  private Optional<Course> ending(List<String> words) {
    return switch (words.getFirst()) {
      case "exit" ->
          Optional.of(ended(Ending.exited(words.size() > 1 ? number(words.get(1)) : status)));
      case "kill" -> {
        OptionalInt signal =
            words.size() == 3 && words.get(1).startsWith("-") && words.get(2).matches("[$]+")
                ? Ending.signal(words.get(1).substring(1))
                : OptionalInt.empty();
        yield signal.isPresent()
            ? Optional.of(ended(Ending.signalled(signal.getAsInt())))
            : Optional.empty();
      }
      case "exec" ->
          words.size() > 1
              ? Course.wellKnown(words.subList(1, words.size())).map(this::after)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** As a shell has it: what is no number is a usage error, status 2. */
  private static int number(String word) {
    return word.matches("\\d{1,9}") ? Integer.parseInt(word) : 2;
  }

  private Course after(Course last) {
    output.addAll(last.output());
    return new Course(last.lasts().map(elapsed::plus), last.ending(), output);
  }

  private Course ended(Ending ending) {
    return new Course(Optional.of(elapsed), ending, output);
  }

  /** Whether the script goes on after this command. */
  private boolean add(Course command) {
    output.addAll(command.output());
    status = command.ending().status();
    command.lasts().ifPresent(lasts -> elapsed = elapsed.plus(lasts));
    return command.lasts().isPresent();
  }
}
