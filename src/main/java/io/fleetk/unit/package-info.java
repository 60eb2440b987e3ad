/**
 * Unit files as values: names, options, hashes, placement ({@code [X-Fleet]}), policy ({@code
 * [X-Fleetk]}) and lint. Knows nothing of fleets, machines or stores.
 *
 * <p>The reading of a unit file is fleet v1's, which is go-systemd's; where systemd itself reads a
 * file otherwise, lint says so.
 */
package io.fleetk.unit;
