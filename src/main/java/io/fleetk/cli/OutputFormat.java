package io.fleetk.cli;

import java.util.Locale;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a list is printed as: {@code -o}. */
final class OutputFormat {
  /** The forms of a list. */
  enum Form {
    /** A table. */
    TABLE,
    /** A table with all there is to know. */
    WIDE,
    /** A JSON document. */
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
      throw new TypeConversionException("'%s' is not wide, json, yaml or name".formatted(word));
    }
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      converter = FormConverter.class,
      description = "wide, json, yaml or name; a table without it")
  private Form form = Form.TABLE;

  Form form() {
    return form;
  }

  /** Reads a form as the user writes it. */
  static final class FormConverter implements picocli.CommandLine.ITypeConverter<Form> {
    @Override
    public Form convert(String word) {
      return Form.of(word);
    }
  }
}
