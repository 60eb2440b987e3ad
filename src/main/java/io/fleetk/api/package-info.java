/**
 * The HTTP API of a fleet: fleet v1 to the letter under {@code /fleet/v1} (and {@code /v1-alpha}),
 * and fleetk's extensions under {@code /fleetk/v1}. {@link io.fleetk.api.ApiServer} listens; routes
 * turn requests into calls on a {@link io.fleetk.fleet.Fleet}, never knowing how that is made.
 */
package io.fleetk.api;
