package io.fleetk.fleet;

import java.util.List;
import java.util.Optional;

/**
 * The secrets of a fleet: kept encrypted, delivered to the machines of the units that name them,
 * and never given to anybody else.
 */
public interface FleetSecrets {
  /** How long a secret may be, in bytes. */
  int MAX_BYTES = 256 * 1024;

  /** All secrets, by name. */
  List<Secret> list();

  /** What is to be said of one; empty when there is none of that name. */
  Optional<Secret> get(String name);

  /**
   * The certificates in secrets that units have, by name and version. A secret that was put again
   * is here in the version that units still have.
   */
  List<UsedCertificate> certificates();

  /**
   * Keeps a secret, as a new version unless the newest one has the same text.
   *
   * @param text its text, which stays the caller's
   * @return what is to be said of it, and whether this made a version
   * @throws FleetRefusedException when the name is none, the text is too long or empty, or the
   *     fleet has no key to encrypt with
   */
  Put put(String name, byte[] text);

  /**
   * Forgets a secret. Machines that have a version of it keep that.
   *
   * @param force whether to do so although units name it
   * @throws FleetRefusedException when there is none, or units name it
   */
  void remove(String name, boolean force);

  /**
   * What came of putting a secret.
   *
   * @param secret the secret as it is now
   * @param changed whether its text was another before, or there was none
   */
  record Put(Secret secret, boolean changed) {}
}
