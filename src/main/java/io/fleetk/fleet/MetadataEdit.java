package io.fleetk.fleet;

import java.util.Optional;

/**
 * A change of one key of a machine's metadata.
 *
 * @param machineId the machine, which need not be a member yet
 * @param key the key
 * @param value the value to set; empty to remove the key
 */
public record MetadataEdit(String machineId, String key, Optional<String> value) {}
