/**
 * Small programs that stand in for Kubernetes' own where those are not at hand. Each knows the
 * flags of one release that units have use for, and refuses others; reads its keys and sees whether
 * they fit together; asks for its peers as whom its keys name, who may do no more than it needs;
 * and serves the same health URLs. A flag, file, key, role or order that is wrong is found so; what
 * the real programs make of the rest, and flags of other releases, only they tell ({@code
 * io.fleetk.e2e}). {@link io.fleetk.standin.StandIn} is what runs on the machines.
 */
package io.fleetk.standin;
