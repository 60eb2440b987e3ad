package io.fleetk.plan;

import io.fleetk.fleet.FleetView;
import io.fleetk.stack.Stack;

/** Computes plans. Pure: the same values in, the same plan out. */
public final class Planner {
  private Planner() {}

  /**
   * What would make a fleet have the units of a stack.
   *
   * @param should the stack
   * @param does the fleet
   */
  public static Plan plan(Stack should, FleetView does, PlanOptions options) {
    return new StackPlanning(should, does, options, new Reverting(should, does)).plan();
  }

  /**
   * What would give components of a stack other numbers of instances, without its directory.
   *
   * @param does the fleet
   */
  public static Plan scale(FleetView does, ScaleRequest request) {
    return new ScalePlanning(does, request).plan();
  }

  /**
   * What would remove everything that a stack owns, dependents first.
   *
   * @param stack the stack's name
   * @param does the fleet
   */
  public static Plan destroy(String stack, FleetView does, PlanOptions options) {
    return Removal.plan(stack, does, options);
  }

  /**
   * What would restart components, in the order of their dependencies.
   *
   * @param does the fleet
   */
  public static Plan restart(FleetView does, RestartRequest request) {
    return new RestartPlanning(does, request).plan();
  }
}
