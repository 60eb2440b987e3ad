package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster and its parts are called, which its certificates must say.
 *
 * @param cluster the cluster's name, in kubeconfigs
 * @param server the URL at which people reach the API
 * @param componentServer the URL at which the cluster's own components reach it
 * @param services the network of services, or two of them separated by a comma
 * @param domain the domain of services
 * @param masters the addresses of the machines that serve the API
 * @param machines the addresses of all machines
 * @param names what else the API is called, host names or addresses
 * @param etcd hosts of etcd, other than the masters
 */
public record ClusterNames(
    String cluster,
    String server,
    String componentServer,
    String services,
    String domain,
    List<String> masters,
    List<String> machines,
    List<String> names,
    List<String> etcd) {
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");

  /**
   * Names.
   *
   * @throws PkiException when a URL or a network is none
   */
  public ClusterNames {
    requireNonNull(cluster);
    requireNonNull(domain);
    requireHost(server);
    requireHost(componentServer);
    masters = List.copyOf(masters);
    machines = List.copyOf(machines);
    names = List.copyOf(names);
    etcd = List.copyOf(etcd);
    for (String network : services.split(",", -1)) {
      Addresses.firstOf(network.strip());
    }
  }

  /** Everything that the API server is reached by. */
  List<String> api() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc." + domain));
    all.addAll(LOOPBACK);
    for (String network : services.split(",", -1)) {
      all.add(Addresses.firstOf(network.strip()));
    }
    all.addAll(masters);
    all.add(requireHost(server));
    all.add(requireHost(componentServer));
    all.addAll(names);
    return all.stream().distinct().toList();
  }

  /** Everything that an etcd of the cluster is reached by. */
  List<String> etcdServers() {
    List<String> all = new ArrayList<>(LOOPBACK);
    all.addAll(masters);
    all.addAll(etcd);
    return all.stream().distinct().toList();
  }

  /** Everything that fleetk's API is reached by. */
  List<String> daemons() {
    List<String> all = new ArrayList<>(LOOPBACK);
    all.addAll(machines);
    return all.stream().distinct().toList();
  }

  private static String requireHost(String url) {
    try {
      URI parsed = URI.create(url);
      if ("https".equals(parsed.getScheme()) && parsed.getHost() != null) {
        return parsed.getHost().replaceAll("[\\[\\]]", "");
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new PkiException("'%s' is no URL such as https://10.0.0.1:6443".formatted(url));
  }
}
