/**
 * What makes one machine do what its schedule says.
 *
 * <p>{@link io.fleetk.agent.Reconciler} compares what the machine should have with what is loaded
 * and answers with tasks, each with its reason; it is a pure function. {@link
 * io.fleetk.agent.UnitKeeper} carries them out, one round at a time, and says of each unit whether
 * it is ready. Around it turn the threads that wait for the world: for the schedule, for systemd,
 * for probes and for the fleet to take what is published.
 *
 * <p>An agent never stops anything because the fleet cannot be reached: without word from it, the
 * last schedule stands. Units that may not run then are stopped by systemd, to which {@link
 * io.fleetk.agent.PartitionPermit} gives them up for a time that every renewal of the presence
 * moves on; {@link io.fleetk.agent.Lapse} has them started again. What was done to a unit is noted
 * in the tag that systemd keeps beside it, so an agent that starts anew goes on where the last one
 * stopped.
 */
package io.fleetk.agent;
