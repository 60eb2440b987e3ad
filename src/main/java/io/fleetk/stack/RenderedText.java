package io.fleetk.stack;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A text made from a template, or taken to the letter.
 *
 * @param text what was made
 * @param sourceLines for each of its lines, the line of the template that it came from
 * @param usesMachines whether the template asked for the list of machines
 */
record RenderedText(String text, List<Integer> sourceLines, boolean usesMachines) {
  /** Copies the list. */
  RenderedText {
    sourceLines = List.copyOf(sourceLines);
  }

  /** A text that is no template: every line comes from itself. */
  static RenderedText literal(String text) {
    int lines = (int) text.lines().count();
    return new RenderedText(text, IntStream.rangeClosed(1, lines).boxed().toList(), false);
  }

  /** The line of the template that a line of the text, from 1, came from; 0 stays 0. */
  int sourceLine(int line) {
    return line <= 0 || sourceLines.isEmpty()
        ? 0
        : sourceLines.get(Math.min(line, sourceLines.size()) - 1);
  }
}
