package io.fleetk.plan;

import io.fleetk.fleet.Secret;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many instances components should have.
 *
 * @param wanted by component
 * @param secrets the fleet's secrets, which new instances may name
 * @param plainV1 whether the fleet has no extensions, so that every change of text restarts
 */
public record ScaleRequest(Map<String, Integer> wanted, List<Secret> secrets, boolean plainV1) {
  /** Copies the collections. */
  public ScaleRequest {
    wanted = Collections.unmodifiableMap(new TreeMap<>(wanted));
    secrets = List.copyOf(secrets);
  }
}
