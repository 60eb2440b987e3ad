package io.fleetk.cli;

import java.util.List;

/** Things of one kind, as a list shows them. */
interface Inventory {
  /** What is said where there are none. */
  String none();

  /** They as a table, each in a row or more. */
  Table table(boolean wide);

  /** They as documents, in order. */
  List<?> documents();

  /** Their names, each once. */
  List<String> names();
}
