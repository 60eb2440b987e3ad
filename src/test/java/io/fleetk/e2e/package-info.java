/**
 * Programs that are not part of this project and fleetk together, on machines of their own: each
 * class with a {@code main} is what a target of the Makefile runs.
 */
package io.fleetk.e2e;
