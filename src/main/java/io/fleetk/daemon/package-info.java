/**
 * Whole fleets wired from the parts: so far the embedded one, {@link io.fleetk.daemon.DevFleet},
 * which runs engine, agents and API in one process over simulated machines.
 */
package io.fleetk.daemon;
