package io.fleetk.daemon;

import static java.util.Objects.requireNonNull;

import io.fleetk.api.ListenOn.Place;
import io.fleetk.store.EtcdSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a daemon runs: {@code fleet.conf} with the environment over it (fleet's {@code
 * Documentation/deployment-and-configuration.md}), and what fleetk adds.
 *
 * @param etcd how to reach the store ({@code etcd_servers} and its like)
 * @param publicIp the address that others reach this machine by ({@code public_ip}); empty for the
 *     one that leads to the default route
 * @param metadata what the machine says of itself ({@code metadata})
 * @param agentTtl how long the machine counts as present without a sign of life ({@code agent_ttl})
 * @param agentGrace how much longer it may still come back ({@code agent_grace})
 * @param leaderTtl how long an engine's lead outlives it ({@code leader_ttl})
 * @param parts what runs here ({@code disable_engine}, {@code disable_agent}, {@code disable_api})
 * @param listen where the API is served ({@code listen}, and for TLS {@code api_cafile}, {@code
 *     api_certfile}, {@code api_keyfile})
 * @param tokenLimit how many entries a page of the API holds ({@code token_limit})
 * @param secretKeyFile where the keys of the fleet's secrets are ({@code secret_key_file})
 * @param debug whether details are logged ({@code verbosity})
 */
public record DaemonConfiguration(
    EtcdSettings etcd,
    Optional<String> publicIp,
    Map<String, String> metadata,
    Duration agentTtl,
    Duration agentGrace,
    Duration leaderTtl,
    Set<Part> parts,
    List<Place> listen,
    int tokenLimit,
    Path secretKeyFile,
    boolean debug) {

  /** What a daemon may do. */
  public enum Part {
    /** It stands for election and, when it leads, says who runs what. */
    ENGINE,
    /** It makes this machine a member, and do what it is told. */
    AGENT,
    /** It serves the API. */
    API
  }

  /** Copies the collections. */
  public DaemonConfiguration {
    requireNonNull(etcd);
    requireNonNull(publicIp);
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    parts = Set.copyOf(parts);
    listen = List.copyOf(listen);
    requireNonNull(secretKeyFile);
  }

  /** Whether a part runs here. */
  public boolean runs(Part part) {
    return parts.contains(part);
  }

  /** The same, with an agent and nothing else. */
  DaemonConfiguration agentAlone() {
    return new DaemonConfiguration(
        etcd,
        publicIp,
        metadata,
        agentTtl,
        agentGrace,
        leaderTtl,
        Set.of(Part.AGENT),
        listen,
        tokenLimit,
        secretKeyFile,
        debug);
  }
}
