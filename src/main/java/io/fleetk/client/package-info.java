/**
 * A {@link io.fleetk.fleet.Fleet} over the HTTP API: {@link io.fleetk.client.HttpFleet} on an
 * {@link io.fleetk.client.Endpoint}. It uses fleetk's extensions where they answer, and otherwise
 * speaks plain fleet v1, as it was in 2018.
 */
package io.fleetk.client;
