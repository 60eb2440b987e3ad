/**
 * A machine's systemd: {@link io.fleetk.systemd.Systemd} is the port, {@link
 * io.fleetk.systemd.SimulatedSystemd} a machine that exists in memory only.
 */
package io.fleetk.systemd;
