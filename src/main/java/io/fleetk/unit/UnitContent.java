package io.fleetk.unit;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Everything that a machine is given of a unit: its text, the files it carries, and which secrets.
 * Immutable, and known by its {@link #id()}.
 *
 * @param file the unit file
 * @param files what it carries, in the order of its {@code File=} options
 * @param secrets what is delivered beside it, in the order of its {@code Secret=} options; each in
 *     one version, so that another version is another content
 */
public record UnitContent(UnitFile file, List<CarriedFile> files, List<CarriedSecret> secrets) {
  /** Content of a unit; what was stored before there were secrets has none. */
  public UnitContent {
    requireNonNull(file);
    files = List.copyOf(files);
    secrets = secrets == null ? List.of() : List.copyOf(secrets);
  }

  /** Content without secrets. */
  public UnitContent(UnitFile file, List<CarriedFile> files) {
    this(file, files, List.of());
  }

  /** This content with other secrets. */
  public UnitContent with(List<CarriedSecret> others) {
    return new UnitContent(file, files, others);
  }

  /** Whether it has secrets, or its unit file names some. */
  public boolean namesSecrets() {
    return !secrets.isEmpty()
        || file.options().stream()
            .anyMatch(option -> option.namesSecret() && !option.value().isBlank());
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
   * [Install]}, {@code Description=} and {@code Documentation=}, with the files and secrets it
   * carries in whatever order. Only a change of this hash is a reason to restart anything.
   */
  public Hash runHash() {
    StringBuilder felt = new StringBuilder(file.feltByProcess().text());
    appendFiles(felt, files.stream().sorted(comparing(CarriedFile::path)).toList());
    appendSecrets(felt, secrets.stream().sorted(comparing(CarriedSecret::path)).toList());
    return Hash.of(felt.toString());
  }

  /** What this content is stored under: equal exactly when text, files and secrets are. */
  public Hash id() {
    if (files.isEmpty() && secrets.isEmpty()) {
      return unitHash();
    }
    StringBuilder all = new StringBuilder(file.text());
    appendFiles(all, files);
    appendSecrets(all, secrets);
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

  private static void appendSecrets(StringBuilder out, List<CarriedSecret> secrets) {
    for (CarriedSecret carried : secrets) {
      // Two of them, which no file has.
      out.append("\0\0")
          .append(carried.path())
          .append('\0')
          .append(Integer.toOctalString(carried.mode()))
          .append('\0')
          .append(carried.secret())
          .append('\0')
          .append(carried.version());
    }
  }
}
