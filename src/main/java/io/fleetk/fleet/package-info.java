/**
 * The domain: what anyone may ask of a fleet ({@link io.fleetk.fleet.Fleet}), and the values that
 * it answers with. It never matters here how a fleet is reached.
 */
package io.fleetk.fleet;
