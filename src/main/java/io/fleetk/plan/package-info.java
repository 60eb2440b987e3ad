/**
 * What should exist minus what does: a {@link io.fleetk.plan.Plan} of changes, each with its
 * reason, and with its diff where a text changes.
 *
 * <p>{@link io.fleetk.plan.Planner} is a pure function of a stack and a view of a fleet. It decides
 * nothing that a machine or the engine decides: it says that a unit moves, not where to.
 */
package io.fleetk.plan;
