/**
 * Whole fleets wired from the parts: {@link io.fleetk.daemon.DaemonProcess} on a machine of its
 * own, with an etcd and the machine's systemd; and the embedded {@link io.fleetk.daemon.DevFleet},
 * which runs engine, agents and API in one process over simulated machines.
 */
package io.fleetk.daemon;
