/**
 * Is it ready? {@link io.fleetk.probe.Probe} asks, over the network, on the machine, or of a
 * simulation.
 */
package io.fleetk.probe;
