/**
 * What goes over the wire: the entities of the fleet v1 API, field for field as fleet's own
 * generated types have them, and those of fleetk's extensions under {@code /fleetk/v1}. Server and
 * client share them, and each entity maps itself from and to the domain. Nothing here is null: what
 * is absent from JSON is an empty text, list or map, and what is empty is left out of JSON.
 */
package io.fleetk.v1;
