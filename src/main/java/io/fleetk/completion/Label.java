package io.fleetk.completion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an argument's label says may stand there: picocli's {@code paramLabel}, read as people read
 * it in the help. {@code COMPONENT|UNIT} is either of the two, {@code all|true|false} are words to
 * be typed as they are, {@code COMPONENT=N} begins with a component. All else, such as {@code
 * TIME}, is for people to know.
 *
 * @param words words to be typed as they are
 * @param names what has names that can be listed
 * @param unknown parts that are neither, nor known to be nothing that could be listed
 */
record Label(List<String> words, List<Name> names, List<String> unknown) {
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]*");

  /** What nobody can list. */
  private static final Set<String> FREE =
      Set.of(
          "",
          "-",
          "ADDRESS",
          "API",
          "CMD",
          "DOMAIN",
          "DURATION",
          "EXPRESSION",
          "FIELD",
          "FIELDS",
          "FORM",
          "GROUP",
          "HOST",
          "HOST:PORT",
          "KEY",
          "KEY-",
          "N",
          "N%",
          "NAME",
          "NETWORK",
          "PORT",
          "PREFIX",
          "SECONDS",
          "TEXT",
          "TIME",
          "TYPE",
          "URL",
          "USER",
          "VALUE",
          "WHEN");

  /**
   * Something that has names.
   *
   * @param kind what it is
   * @param follows what stands behind the name, such as {@code =}
   */
  record Name(Kind kind, String follows) {}

  /** Copies the lists. */
  Label {
    words = List.copyOf(words);
    names = List.copyOf(names);
    unknown = List.copyOf(unknown);
  }

  /** Reads a label. */
  static Label of(String text) {
    List<String> words = new ArrayList<>();
    List<Name> names = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String part : text.replaceAll("\\[.*?]|…|\\.\\.\\.", "").split("\\|", -1)) {
      String first = part.replaceFirst("[= ].*", "");
      Optional<Kind> kind = kind(first);
      if (kind.isPresent()) {
        names.add(new Name(kind.get(), part.contains("=") ? "=" : ""));
      } else if (WORD.matcher(part).matches()) {
        words.add(part);
      } else if (!FREE.contains(first)) {
        unknown.add(part);
      }
    }
    return new Label(words, names, unknown);
  }

  private static Optional<Kind> kind(String word) {
    return Arrays.stream(Kind.values()).filter(kind -> kind.name().equals(word)).findFirst();
  }
}
