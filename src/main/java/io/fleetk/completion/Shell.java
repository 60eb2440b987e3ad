package io.fleetk.completion;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.completion.Completion.Paths;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A shell that completes. */
public enum Shell {
  /**
   * bash. It takes a word apart at {@code = : @} and replaces only the last part, and it is told
   * words as they were typed, quotes and all; its script joins them.
   */
  BASH("fleetk.bash", "share/bash-completion/completions/fleetk") {
    @Override
    List<String> words(List<String> typed) {
      return typed.stream().map(Shell::unquoted).toList();
    }

    @Override
    String line(Candidate candidate, String typed, String breaks) {
      boolean quoted = typed.startsWith("\"") || typed.startsWith("'");
      String value = candidate.value();
      return quoted ? value : escaped(value.substring(broken(unquoted(typed), breaks)));
    }
  },

  /** zsh. */
  ZSH("fleetk.zsh", "share/zsh/site-functions/_fleetk") {
    @Override
    String line(Candidate candidate, String typed, String breaks) {
      return candidate.value().replace("\\", "\\\\").replace(":", "\\:")
          + (candidate.description().isEmpty() ? "" : ":" + candidate.description());
    }
  },

  /** fish. */
  FISH("fleetk.fish", "share/fish/vendor_completions.d/fleetk.fish") {
    @Override
    String line(Candidate candidate, String typed, String breaks) {
      return candidate.value()
          + (candidate.description().isEmpty() ? "" : "\t" + candidate.description());
    }
  };

  private final String resource;
  private final String place;

  Shell(String resource, String place) {
    this.resource = resource;
    this.place = place;
  }

  /** The shell's name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where the shell finds a script by itself, below a prefix such as {@code /usr}. */
  public String place() {
    return place;
  }

  /** The script that makes the shell complete {@code fleetk}. */
  public String script() {
    try (InputStream in = Shell.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Answers the shell's script: a line that says which paths to list ({@code names}, {@code
   * directories} or {@code files}), whether a word goes on ({@code on}, else {@code over}), and
   * what stands before a path in the word; then a line for each candidate.
   *
   * @param completer who knows
   * @param typed the words after the program's name as the shell has them; the last one is not
   *     finished
   * @param breaks the letters at which bash takes words apart
   */
  public List<String> answer(Completer completer, List<String> typed, String breaks) {
    Completion completion = completer.complete(words(typed));
    String last = typed.isEmpty() ? "" : typed.getLast();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s %s"
            .formatted(
                paths(completion.paths()), completion.goesOn() ? "on" : "over", completion.lead())
            .strip());
    completion.candidates().forEach(candidate -> lines.add(line(candidate, last, breaks)));
    return lines;
  }

  private static String paths(Paths paths) {
    return switch (paths) {
      case NONE -> "names";
      case DIRECTORIES -> "directories";
      case FILES -> "files";
    };
  }

  /** The words without what is the shell's. */
  List<String> words(List<String> typed) {
    return typed;
  }

  abstract String line(Candidate candidate, String typed, String breaks);

  /** How much of a word bash leaves alone: all to the last letter at which it breaks words. */
  private static int broken(String word, String breaks) {
    int end = word.length();
    while (end > 0 && breaks.indexOf(word.charAt(end - 1)) < 0) {
      end--;
    }
    return end;
  }

  /**
   * A word of bash's, as the program would get it; what the shell would put in is left as it is.
   */
  private static String unquoted(String word) {
    StringBuilder text = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < word.length(); i++) {
      char letter = word.charAt(i);
      if (letter == '\\' && quote != '\'' && i + 1 < word.length()) {
        text.append(word.charAt(++i));
      } else if (quote == 0 && (letter == '"' || letter == '\'')) {
        quote = letter;
      } else if (letter == quote) {
        quote = 0;
      } else {
        text.append(letter);
      }
    }
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replaceAll("[^\\w@%+=:,./~-]", "\\\\$0");
  }
}
