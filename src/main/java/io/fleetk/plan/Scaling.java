package io.fleetk.plan;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.stack.StackUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why components change that get another number of instances.
 *
 * @param wanted the number of each
 */
record Scaling(Map<String, Integer> wanted) implements Reasons {
  @Override
  public Optional<String> missing(StackUnit unit) {
    return number(unit.component())
        .map(
            number ->
                unit.name().isTemplate()
                    ? "keeps the text, to scale %s up again".formatted(unit.component())
                    : "is missing for %s=%d".formatted(unit.component(), number));
  }

  @Override
  public Optional<String> surplus(FleetUnit unit) {
    return number(unit.component())
        .map(
            number ->
                unit.name().isTemplate()
                    ? "is not needed for %s=%d".formatted(unit.component(), number)
                    : "is more than %s=%d".formatted(unit.component(), number));
  }

  @Override
  public Optional<Difference> differing(StackUnit should, FleetUnit unit) {
    OptionalInt before = unit.policy().instances();
    return number(unit.component())
        .map(
            number ->
                new Difference(
                    before.isPresent()
                        ? "is one of %d, was one of %d".formatted(number, before.getAsInt())
                        : "is one of %d".formatted(number),
                    true));
  }

  private Optional<Integer> number(String component) {
    return Optional.ofNullable(wanted.get(component));
  }
}
