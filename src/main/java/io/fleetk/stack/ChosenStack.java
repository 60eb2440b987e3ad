package io.fleetk.stack;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.Finding;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A stack as it should be, and how much of it is meant.
 *
 * @param stack the stack
 * @param place where it was taken from, as the user would name it
 * @param only the components that are meant; empty for all of them
 */
public record ChosenStack(Stack stack, String place, Set<String> only) {
  /** Copies the set. */
  public ChosenStack {
    requireNonNull(stack);
    requireNonNull(place);
    only = Collections.unmodifiableSet(new TreeSet<>(only));
  }

  /** The same stack, with other contents of its units. */
  public ChosenStack with(Stack other) {
    return new ChosenStack(other, place, only);
  }

  /** The units that are meant. */
  public List<StackUnit> units() {
    return stack.units().stream()
        .filter(unit -> only.isEmpty() || only.contains(unit.component()))
        .toList();
  }

  /** What is probably not meant in what is meant. */
  public List<Finding> warnings() {
    if (only.isEmpty()) {
      return stack.warnings();
    }
    Set<String> files = new TreeSet<>();
    units().forEach(unit -> files.add(unit.source()));
    return stack.warnings().stream().filter(warning -> files.contains(warning.file())).toList();
  }
}
