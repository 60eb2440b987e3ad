/**
 * A balancer for one component's TCP port: whoever connects to an address of this machine is
 * connected on to a machine on which the component is ready.
 *
 * <pre>
 *   fleet's word ──► FleetWord ──┐
 *   (view, events)  (pure)       ├──► Pool ──► order of backends ──► Listener ──► Relay
 *   own checks ────► Finding ────┘   (value)   backends to cut  ──► close relays
 * </pre>
 *
 * Two voices are heard on every backend. The fleet knows first what is about to stop; the
 * balancer's own checks know what can be reached from here, and decide alone while the fleet cannot
 * be asked. {@link io.fleetk.balance.Pool} is a value that holds what both said, and every decision
 * is a function of it. Nothing here is about Kubernetes.
 */
package io.fleetk.balance;
