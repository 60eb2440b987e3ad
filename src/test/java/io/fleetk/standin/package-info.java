/**
 * Small programs that stand in for Kubernetes' own where those are not at hand: each takes the same
 * flags and refuses others, needs the same files and keys, asks for its peers in the same way and
 * serves the same health URLs. What would keep the real program from working keeps these from it
 * too. {@link io.fleetk.standin.StandIn} is what runs on the machines.
 */
package io.fleetk.standin;
