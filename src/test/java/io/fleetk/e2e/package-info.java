/**
 * fleetk together with the programs of CoreOS' fleet 1.0, on real machines: {@code make
 * e2e-fleetctl}.
 */
package io.fleetk.e2e;
