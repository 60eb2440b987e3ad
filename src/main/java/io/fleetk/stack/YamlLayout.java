package io.fleetk.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Lays a {@code stack.yaml} out without changing its values: no blanks at the ends of lines, no two
 * blank lines in a row, none at the beginning or the end, and LF at every line's end. Comments and
 * indentation stay as they are, and so do texts that go over lines.
 */
final class YamlLayout {
  private YamlLayout() {}

  /**
   * A file, laid out.
   *
   * @throws Refusal when it cannot be read, or would be read otherwise afterwards
   */
  static String of(String file, String text) throws Refusal {
    YamlDocument before = YamlDocument.parse(file, text);
    String unix = text.replace("\r\n", "\n");
    Set<Integer> untouchable = YamlDocument.linesOfLongTexts(file, unix);
    List<String> kept = new ArrayList<>();
    boolean blankBefore = true;
    int number = 0;
    int keptTexts = 0;
    List<String> lines = new ArrayList<>(List.of(unix.split("\n", -1)));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    for (String line : lines) {
      number++;
      boolean touchable = !untouchable.contains(number);
      String shown = touchable ? line.stripTrailing() : line;
      if (touchable && shown.isEmpty() && blankBefore) {
        continue;
      }
      blankBefore = touchable && shown.isEmpty();
      kept.add(shown);
      keptTexts = blankBefore ? keptTexts : kept.size();
    }
    // A text that ends with the file may be another one with a newline behind it.
    boolean open = !unix.endsWith("\n") && untouchable.contains(number);
    String after =
        keptTexts == 0 ? "" : String.join("\n", kept.subList(0, keptTexts)) + (open ? "" : "\n");
    if (!Objects.equals(before.root(), YamlDocument.parse(file, after).root())) {
      throw new Refusal(
          file,
          0,
          "",
          "its values would not be the same once it is formatted, so it is left as it is",
          "look for a text that goes over several lines");
    }
    return after;
  }
}
