package io.fleetk.fleet;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A member machine of a fleet.
 *
 * @param id systemd's machine ID: 32 hexadecimal digits
 * @param address the address other machines reach it by (fleet v1 API, {@code primaryIP})
 * @param metadata key to value
 * @param present whether its daemon holds its presence lease; members that are away stay listed
 *     until they are removed
 * @param cordoned whether new units are kept away from it
 * @param version the daemon's version; empty when unknown
 * @param lastSeen when its presence last changed; empty when unknown (a plain v1 fleet)
 */
public record Machine(
    String id,
    String address,
    Map<String, String> metadata,
    boolean present,
    boolean cordoned,
    String version,
    Optional<Instant> lastSeen) {
  private static final int SHORT_ID = 8;

  /** Copies the metadata, in order of its keys. */
  public Machine {
    requireNonNull(id);
    requireNonNull(address);
    requireNonNull(version);
    requireNonNull(lastSeen);
    metadata = java.util.Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** The first eight characters of the ID, as fleetctl prints it. */
  public String shortId() {
    return shortId(id);
  }

  /** The first eight characters of a machine ID. */
  public static String shortId(String id) {
    return id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID);
  }
}
