package io.fleetk.stack;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/** Where a stack, or a part of one, is taken from. */
public sealed interface StackOrigin {
  /** What standard input is called where something is told of it. */
  String STANDARD_INPUT = "<standard input>";

  /**
   * A stack's directory, with values.
   *
   * @param source the directory and the values
   */
  record Directory(StackSource source) implements StackOrigin {
    /** A directory; nothing is read yet. */
    public Directory {
      requireNonNull(source);
    }
  }

  /**
   * Some unit files of a stack's directory: their components and no others are meant.
   *
   * @param source the directory and the values
   * @param files the unit files, as the user named them; at least one
   */
  record UnitFiles(StackSource source, List<Path> files) implements StackOrigin {
    /** Unit files; nothing is read yet. */
    public UnitFiles {
      requireNonNull(source);
      files = List.copyOf(files);
    }
  }

  /**
   * What {@code fleetk render -o yaml} or {@code -o json} printed.
   *
   * @param text the document
   */
  record Document(String text) implements StackOrigin {
    /** A document; nothing is read yet. */
    public Document {
      requireNonNull(text);
    }
  }
}
