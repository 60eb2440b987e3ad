/**
 * A fleet on a {@link io.fleetk.store.Store}: which keys there are, what stands in them, and the
 * transactions that change them. {@link io.fleetk.registry.Registry} is the fleet that anyone may
 * use; engine and agent have parts of their own.
 */
package io.fleetk.registry;
