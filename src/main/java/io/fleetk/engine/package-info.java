/**
 * Who runs what. One engine of a fleet leads; it keeps a {@link io.fleetk.engine.ClusterView} that
 * events feed, asks the {@link io.fleetk.engine.Scheduler} (a pure function: view in, decisions
 * out) what to do about it, and writes that down, fenced by its term in the lead.
 *
 * <pre>
 *   events ──▶ ClusterView ──▶ Scheduler ──▶ decisions, each with its reason ──▶ schedule, releases
 * </pre>
 */
package io.fleetk.engine;
