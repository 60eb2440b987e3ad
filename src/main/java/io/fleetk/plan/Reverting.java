package io.fleetk.plan;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.plan.Reasons.Difference;
import io.fleetk.stack.Stack;
import io.fleetk.stack.StackUnit;
import io.fleetk.unit.Policy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a stack's directory takes back of what {@code fleetk scale} did: the fleet's units of a
 * scaled component say so ({@code ScaledFrom=}), each of them for those that are missing too.
 */
final class Reverting implements Reasons {
  /** By component: why its units differ. */
  private final Map<String, String> reasons = new HashMap<>();

  Reverting(Stack should, FleetView does) {
    for (FleetUnit unit : does.ownedBy(should.name())) {
      Policy policy = unit.policy();
      if (policy.scaledFrom().isPresent() && policy.instances().isPresent()) {
        should.unitsOf(unit.component()).stream()
            .findFirst()
            .ifPresent(
                first ->
                    reasons.put(unit.component(), reason(first, policy.instances().getAsInt())));
      }
    }
  }

  private static String reason(StackUnit first, int scaled) {
    String said = "'fleetk scale %s=%d'".formatted(first.component(), scaled);
    OptionalInt instances = first.policy().instances();
    if (instances.isPresent() && instances.getAsInt() == scaled) {
      return "%s has Instances=%d, too, as %s had it"
          .formatted(first.source(), instances.getAsInt(), said);
    }
    return "reverts %s: %s has %s"
        .formatted(
            said,
            first.source(),
            instances.isPresent() ? "Instances=" + instances.getAsInt() : "no Instances=");
  }

  @Override
  public Optional<String> missing(StackUnit unit) {
    return Optional.ofNullable(reasons.get(unit.component()));
  }

  @Override
  public Optional<String> surplus(FleetUnit unit) {
    return Optional.ofNullable(reasons.get(unit.component()));
  }

  @Override
  public Optional<Difference> differing(StackUnit should, FleetUnit unit) {
    return Optional.ofNullable(reasons.get(unit.component()))
        .map(reason -> new Difference(reason, ScaledText.alike(should.content(), unit.content())));
  }
}
