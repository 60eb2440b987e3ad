package io.fleetk.unit;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Everything that a machine is given of a unit: its text and the files it carries. Immutable, and
 * known by its {@link #id()}.
 *
 * @param file the unit file
 * @param files what it carries, in the order of its {@code File=} options
 */
public record UnitContent(UnitFile file, List<CarriedFile> files) {
  /** Content of a unit. */
  public UnitContent {
    requireNonNull(file);
    files = List.copyOf(files);
  }

  /** Content that is a unit file and nothing else. */
  public static UnitContent of(UnitFile file) {
    return new UnitContent(file, List.of());
  }

  /** fleet's hash of the unit: the SHA-1 of its text as printed (fleet v1 API, {@code hash}). */
  public Hash unitHash() {
    return file.hash();
  }

  /**
   * The hash of what a running process can feel: the unit without its {@code X-} sections, {@code
   * [Install]}, {@code Description=} and {@code Documentation=}, with the files it carries in
   * whatever order. Only a change of this hash is a reason to restart anything.
   */
  public Hash runHash() {
    StringBuilder felt = new StringBuilder(file.feltByProcess().text());
    appendFiles(felt, files.stream().sorted(comparing(CarriedFile::path)).toList());
    return Hash.of(felt.toString());
  }

  /** What this content is stored under: equal exactly when text and files are. */
  public Hash id() {
    if (files.isEmpty()) {
      return unitHash();
    }
    StringBuilder all = new StringBuilder(file.text());
    appendFiles(all, files);
    return Hash.of(all.toString());
  }

  private static void appendFiles(StringBuilder out, List<CarriedFile> files) {
    for (CarriedFile carried : files) {
      // NUL cannot stand in a path or a unit file, so no two contents print alike.
      out.append('\0')
          .append(carried.path())
          .append('\0')
          .append(Integer.toOctalString(carried.mode()))
          .append('\0')
          .append(Hash.of(carried.text()));
    }
  }
}
