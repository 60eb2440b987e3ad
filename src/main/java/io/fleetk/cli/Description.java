package io.fleetk.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Everything about one thing, for a person to read: fields, then parts under their titles. */
final class Description {
  private static final String INDENT = "  ";
  private static final String NONE = "-";

  private record Field(String name, String value) {}

  private final Paint paint;
  private final OptionalInt columns;
  private final List<Field> fields = new ArrayList<>();
  private final List<String> parts = new ArrayList<>();

  /**
   * An empty description.
   *
   * @param columns how wide a table in it may be
   */
  Description(Paint paint, OptionalInt columns) {
    this.paint = paint;
    this.columns = columns;
  }

  /** Adds a field; one without a value has a dash. */
  Description field(String name, Object value) {
    String text = value.toString();
    fields.add(new Field(name, text.isEmpty() ? NONE : text));
    return this;
  }

  /** Adds a field of several values. */
  Description field(String name, List<?> values) {
    return field(name, String.join(", ", values.stream().map(Object::toString).toList()));
  }

  /** Adds lines under a title; nothing where there are none. */
  Description part(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      parts.add("");
      parts.add(paint.text(Paint.Tone.STRONG, title + ":"));
      lines.forEach(line -> parts.add((INDENT + line).stripTrailing()));
    }
    return this;
  }

  /** Adds a table under a title. */
  Description part(String title, Table table) {
    OptionalInt left =
        columns.isPresent()
            ? OptionalInt.of(Math.max(1, columns.getAsInt() - INDENT.length()))
            : columns;
    return part(title, table.lines(paint, left));
  }

  /** The lines. */
  List<String> lines() {
    int width = fields.stream().mapToInt(field -> field.name().length()).max().orElse(0) + 1;
    List<String> lines = new ArrayList<>();
    for (Field field : fields) {
      lines.add(
          paint.text(Paint.Tone.STRONG, field.name() + ":")
              + " ".repeat(width - field.name().length() + 1)
              + field.value());
    }
    lines.addAll(parts);
    return lines;
  }
}
