package io.fleetk.client;

/**
 * A whole answer.
 *
 * @param asked what was asked, such as {@code GET /fleet/v1/units}
 * @param status the HTTP status
 * @param type the media type without parameters; empty when none was given
 * @param body what stood in it
 */
record Exchange(String asked, int status, String type, String body) {}
