package io.fleetk.cli;

import io.fleetk.unit.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Kinds of things in a fleet that can be listed and described. */
enum Kind {
  /** Units. */
  UNIT,
  /** Machines. */
  MACHINE,
  /** Stacks. */
  STACK,
  /** Components. */
  COMPONENT;

  /** Things of one kind that somebody named; of no names, all of them. */
  record Named(Kind kind, List<String> names) {}

  /** The kind's name, for one of them. */
  String singular() {
    return name().toLowerCase(Locale.ROOT);
  }

  private String plural() {
    return singular() + "s";
  }

  /**
   * The kind that a word means: its name for one or several, or the beginning of that.
   *
   * @throws CommandFailure when there is none
   */
  static Kind of(String word) {
    for (Kind kind : values()) {
      if (!word.isEmpty() && kind.plural().startsWith(word.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    List<String> known = Arrays.stream(values()).map(Kind::plural).toList();
    throw CommandFailure.badInput(
        "'%s' is nothing that a fleet has; %s"
            .formatted(
                word,
                Nearest.suggestionOr(word, known, "say units, machines, stacks or components")));
  }

  /**
   * What somebody typed: {@code KIND NAME…}, or {@code KIND/NAME…}.
   *
   * @throws CommandFailure when the first word is no kind, or several are named
   */
  static Named read(String first, List<String> more) {
    if (!first.contains("/")) {
      return new Named(of(first), List.copyOf(more));
    }
    Kind kind = of(first.substring(0, first.indexOf('/')));
    List<String> names = new ArrayList<>(List.of(name(first)));
    for (String word : more) {
      int slash = word.indexOf('/');
      if (slash >= 0 && of(word.substring(0, slash)) != kind) {
        throw CommandFailure.badInput(
            "%s and %s are of different kinds: name one kind at a time".formatted(first, word));
      }
      names.add(name(word));
    }
    return new Named(kind, names);
  }

  private static String name(String word) {
    String name = word.substring(word.indexOf('/') + 1);
    if (name.isEmpty()) {
      throw CommandFailure.badInput("'%s' names nothing after its slash".formatted(word));
    }
    return name;
  }
}
