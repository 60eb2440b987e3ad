package io.fleetk.cli;

import static java.util.Objects.requireNonNull;

import io.fleetk.client.ClientTls;
import io.fleetk.client.SshHost;
import io.fleetk.client.SshPreferences;
import io.fleetk.store.EtcdSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a fleet is, and how to get there.
 *
 * @param place where it is
 * @param tunnel the host whose network it is in, which {@code ssh} leads to; empty to go straight
 * @param sshUsername whom to be there; empty for whom ssh takes by itself
 * @param ssh what ssh does otherwise than is set up
 */
record FleetAddress(
    Place place, Optional<SshHost> tunnel, Optional<String> sshUsername, SshPreferences ssh) {
  /** Where a fleet is. */
  sealed interface Place {}

  /**
   * At its API.
   *
   * @param endpoint the API's URL; several are separated by commas
   * @param tls what to trust and to show there
   * @param requestTimeout how long one request may take; empty for what is usual
   */
  record Api(String endpoint, ClientTls tls, Optional<Duration> requestTimeout) implements Place {}

  /**
   * In its etcd, with no daemon in between.
   *
   * @param settings how to reach etcd
   * @param secretKeyFile the keys to encrypt the fleet's secrets with; empty to do without
   */
  record Etcd(EtcdSettings settings, Optional<Path> secretKeyFile) implements Place {}

  /** An address. */
  FleetAddress {
    requireNonNull(place);
    requireNonNull(tunnel);
    requireNonNull(sshUsername);
    requireNonNull(ssh);
  }

  /** An address to which ssh leads as it is set up. */
  FleetAddress(Place place, Optional<SshHost> tunnel, Optional<String> sshUsername) {
    this(place, tunnel, sshUsername, SshPreferences.NONE);
  }

  /** The same with other preferences for ssh. */
  FleetAddress with(SshPreferences other) {
    return new FleetAddress(place, tunnel, sshUsername, other);
  }
}
