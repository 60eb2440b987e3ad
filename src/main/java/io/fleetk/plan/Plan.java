package io.fleetk.plan;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What would be done to a fleet, in order, and why. A value: carrying it out is {@code
 * io.fleetk.rollout}'s.
 *
 * @param stacks the stacks whose locks are taken to carry it out, in order of their names
 * @param components every component of the stack in the order that they start, those with nothing
 *     to do included; components that are destroyed come in the reverse order
 * @param refusals why this plan must not be carried out, a line each; empty when it may
 * @param notes what is worth knowing and changes nothing, a line each
 * @param plainV1 whether it is for a fleet without fleetk's extensions
 */
public record Plan(
    List<String> stacks,
    List<ComponentPlan> components,
    List<String> refusals,
    List<String> notes,
    boolean plainV1) {
  /** Copies the lists. */
  public Plan {
    stacks = stacks.stream().map(name -> requireNonNull(name)).sorted().distinct().toList();
    components = List.copyOf(components);
    refusals = List.copyOf(refusals);
    notes = List.copyOf(notes);
  }

  /** Every change, in order. */
  public Stream<Change> changes() {
    return components.stream().flatMap(component -> component.changes().stream());
  }

  /** Whether there is nothing to do; a plan with refusals may be empty too. */
  @JsonIgnore
  public boolean isEmpty() {
    return changes().findAny().isEmpty();
  }

  /**
   * Whether somebody who agreed to this plan has agreed to another: it does nothing to a unit that
   * this one does not do, and changes no text otherwise.
   */
  public boolean covers(Plan other) {
    return other.refusals().isEmpty()
        && other.changes().allMatch(theirs -> changes().anyMatch(ours -> ours.covers(theirs)));
  }

  /**
   * Whether units are destroyed or moved, which nobody should do unasked. A template does not
   * count: nothing of it runs.
   */
  public boolean destroysOrMoves() {
    return changes()
        .anyMatch(
            change ->
                (change instanceof Change.Destroy && !change.unit().isTemplate())
                    || change instanceof Change.Move);
  }

  /** The components of which nothing is left. */
  public Set<String> removesLastInstanceOf() {
    return components.stream()
        .filter(ComponentPlan::removesLastInstance)
        .map(ComponentPlan::component)
        .collect(toUnmodifiableSet());
  }
}
