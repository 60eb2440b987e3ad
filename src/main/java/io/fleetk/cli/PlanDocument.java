package io.fleetk.cli;

import io.fleetk.plan.Change;
import io.fleetk.plan.Plan;
import java.util.List;
import java.util.Set;

/**
 * Plans as one document for programs, of the same shape for one stack and for several.
 *
 * @param stacks the stacks' names
 * @param components their components, stack by stack
 * @param refusals why a plan must not be carried out
 * @param notes what is worth knowing
 * @param plainV1 whether it is for a fleet without fleetk's extensions
 */
record PlanDocument(
    List<String> stacks,
    List<Component> components,
    List<String> refusals,
    List<String> notes,
    boolean plainV1) {
  /**
   * A component.
   *
   * @param stack the stack that it belongs to
   * @param component its name
   * @param after the components that must be ready, or gone, first
   * @param changes what is done
   */
  record Component(String stack, String component, Set<String> after, List<Change> changes) {}

  /** The document of plans, each of one stack. */
  static PlanDocument of(List<Plan> plans) {
    return new PlanDocument(
        plans.stream().flatMap(plan -> plan.stacks().stream()).toList(),
        plans.stream().flatMap(plan -> components(plan).stream()).toList(),
        plans.stream().flatMap(plan -> plan.refusals().stream()).toList(),
        plans.stream().flatMap(plan -> plan.notes().stream()).toList(),
        plans.stream().anyMatch(Plan::plainV1));
  }

  private static List<Component> components(Plan plan) {
    return plan.components().stream()
        .map(
            component ->
                new Component(
                    String.join(", ", plan.stacks()),
                    component.component(),
                    component.after(),
                    component.changes()))
        .toList();
  }
}
