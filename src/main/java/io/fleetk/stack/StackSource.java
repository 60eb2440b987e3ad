package io.fleetk.stack;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a stack comes from.
 *
 * @param directory the stack directory, as the user named it
 * @param valueFiles YAML files of values, each overriding those before it ({@code -f})
 * @param sets single values, overriding the files, in Helm's syntax: {@code a.b=c,d[0]=e} ({@code
 *     --set})
 */
public record StackSource(Path directory, List<Path> valueFiles, List<String> sets) {
  /** A source; nothing is read yet. */
  public StackSource {
    requireNonNull(directory);
    valueFiles = List.copyOf(valueFiles);
    sets = List.copyOf(sets);
  }

  /** A directory with its own default values. */
  public static StackSource of(Path directory) {
    return new StackSource(directory, List.of(), List.of());
  }
}
