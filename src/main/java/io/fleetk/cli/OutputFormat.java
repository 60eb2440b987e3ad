package io.fleetk.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a list is printed as: {@code -o}. */
class OutputFormat {
  /** The forms of a list. */
  enum Form {
    /** A table. */
    TABLE,
    /** A table with all there is to know. */
    WIDE,
    /** A JSON document, or what was selected from it. */
    JSON,
    /** A YAML document. */
    YAML,
    /** Names only, one a line. */
    NAME;

    static Form of(String word) {
      for (Form form : values()) {
        if (form != TABLE && form.name().toLowerCase(Locale.ROOT).equals(word)) {
          return form;
        }
      }
      throw new TypeConversionException(
          "'%s' is not wide, json, yaml, name or jsonpath=EXPRESSION".formatted(word));
    }
  }

  /**
   * What was asked for.
   *
   * @param form the form
   * @param selection what is wanted of a JSON document; empty for all of it
   */
  record Wanted(Form form, Optional<Selection> selection) {}

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      converter = WantedConverter.class,
      completionCandidates = Words.class,
      description =
          "wide, json, yaml, name, or jsonpath=EXPRESSION for parts of the JSON, such as"
              + " jsonpath='$[*].name'; a table without it")
  private Wanted wanted = new Wanted(Form.TABLE, Optional.empty());

  /** The form; of a selection, that of the document it selects from. */
  Form form() {
    return wanted.form();
  }

  /** Whether a table with all there is to know is wanted. */
  boolean wide() {
    return form() == Form.WIDE;
  }

  /**
   * A document as lines of JSON or YAML, as is wanted, or what was selected from it.
   *
   * @throws IllegalStateException when no document is wanted
   */
  List<String> document(Object value) {
    return switch (form()) {
      case JSON ->
          wanted
              .selection()
              .map(selection -> selection.of(value))
              .orElseGet(() -> List.of(Documents.json(value)));
      case YAML -> List.of(Documents.yaml(value));
      case TABLE, WIDE, NAME -> throw new IllegalStateException("no document is wanted");
    };
  }

  /** Reads a form as the user writes it. */
  static final class WantedConverter implements picocli.CommandLine.ITypeConverter<Wanted> {
    private static final String SELECTION = "jsonpath=";

    @Override
    public Wanted convert(String word) {
      return word.startsWith(SELECTION)
          ? new Wanted(Form.JSON, Optional.of(Selection.parse(word.substring(SELECTION.length()))))
          : new Wanted(Form.of(word), Optional.empty());
    }
  }

  /** The forms that are a single word. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("wide", "json", "yaml", "name").iterator();
    }
  }
}
