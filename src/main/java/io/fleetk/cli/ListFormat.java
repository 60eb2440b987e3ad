package io.fleetk.cli;

import picocli.CommandLine.Option;

/**
 * What a list is printed as, and whether its table has headings: {@code -o}, {@code --no-headers}.
 */
final class ListFormat extends OutputFormat {
  @Option(names = "--no-headers", description = "leave the headings of the table out")
  private boolean noHeaders;

  /** Whether tables have headings. */
  boolean headed() {
    return !noHeaders;
  }
}
