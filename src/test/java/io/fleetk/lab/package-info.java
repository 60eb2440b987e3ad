/**
 * Real machines for tests: {@link io.fleetk.lab.Lab} boots any number of them, each with a systemd
 * of its own, in about a second and without any image.
 *
 * <p>A machine is a systemd-nspawn(1) container. Its disk is an overlay of the host's root, kept in
 * memory, so it has all the host's programs and changes none of its files; of the host's services
 * it starts none. The machines of a lab share a bridge, on which the host has an address too. Labs
 * do not get into each other's way, whoever runs them, and each one clears up after those that were
 * killed before they could do so themselves.
 */
package io.fleetk.lab;
