package io.fleetk.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.fleetk.fleet.UnitSubmission;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a plan does to one component.
 *
 * @param component its name
 * @param after the components that must be ready, or gone where they are destroyed, before anything
 *     here is touched
 * @param goal the component's units as they should be; empty when all of it is destroyed
 * @param changes what is done, in order of the units' names, and then what is destroyed, of
 *     numbered instances the highest number first; empty when all is as it should be
 * @param awaited whether the whole component is to be ready in the end, also where nothing is
 *     changed
 */
public record ComponentPlan(
    String component,
    Set<String> after,
    @JsonIgnore List<UnitSubmission> goal,
    List<Change> changes,
    @JsonIgnore boolean awaited) {
  /** Copies the collections. */
  public ComponentPlan {
    requireNonNull(component);
    after = Collections.unmodifiableSet(new TreeSet<>(after));
    goal = List.copyOf(goal);
    changes = List.copyOf(changes);
  }

  /** Whether units are destroyed and none is left. */
  public boolean removesLastInstance() {
    return goal.isEmpty() && changes.stream().anyMatch(Change.Destroy.class::isInstance);
  }

  /** How many instances are restarted. */
  @JsonIgnore
  public int restarts() {
    return changes.stream().mapToInt(Change::restarts).sum();
  }
}
