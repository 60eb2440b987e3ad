/**
 * A machine's systemd: {@link io.fleetk.systemd.Systemd} is the port, {@link
 * io.fleetk.systemd.SimulatedSystemd} a machine that exists in memory only.
 *
 * <p>The simulation is built as systemd is. A request becomes a {@code Transaction}: the jobs that
 * follow from the units' dependencies. The {@code JobQueue} runs each as soon as the order allows;
 * running one moves a {@code SimulatedUnit} through its states; and each new state settles jobs and
 * brings others. Whatever takes time is an alarm of the {@code Host}, so that on a timeline that a
 * test moves the same requests give the same history.
 */
package io.fleetk.systemd;
