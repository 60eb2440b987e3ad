package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * What a folder of keys is to hold.
 *
 * @param names what the cluster is called
 * @param keyType what kind of keys are made
 * @param lifetimes how long certificates are valid
 * @param existing authorities to take over instead of making them
 * @param extras what is made beside what every cluster needs
 */
public record InitializationRequest(
    ClusterNames names,
    KeyType keyType,
    Lifetimes lifetimes,
    Map<AuthorityKind, Existing> existing,
    Set<Extra> extras) {

  /** What only some clusters need. */
  public enum Extra {
    /** An authority for etcd, certificates for its members and clients. */
    ETCD,
    /** An authority for fleetk's own API, a certificate for its daemons and one for a client. */
    FLEETK
  }

  /**
   * An authority that exists already.
   *
   * @param certificate its certificate's file, with those between it and its root after it
   * @param key its private key's file
   */
  public record Existing(Path certificate, Path key) {
    /** Two files. */
    public Existing {
      requireNonNull(certificate);
      requireNonNull(key);
    }
  }

  /** Copies the collections. */
  public InitializationRequest {
    requireNonNull(names);
    requireNonNull(keyType);
    requireNonNull(lifetimes);
    existing =
        existing.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<AuthorityKind, Existing>(existing));
    extras = Set.copyOf(extras);
  }
}
