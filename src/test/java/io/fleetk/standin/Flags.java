package io.fleetk.standin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The flags that a program was given, all of which it knows. Known are those of Kubernetes 1.34 and
 * flannel 0.27 that a unit may have any use for; what was removed before is not among them.
 */
final class Flags {
  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          "kube-apiserver",
          words(
              """
              advertise-address allow-privileged audit-log-maxage audit-log-maxbackup
              audit-log-maxsize audit-log-path audit-policy-file authentication-config
              authorization-mode cert-dir client-ca-file enable-admission-plugins
              enable-aggregator-routing enable-bootstrap-token-auth encryption-provider-config
              etcd-cafile etcd-certfile etcd-keyfile etcd-servers feature-gates
              kubelet-certificate-authority kubelet-client-certificate kubelet-client-key
              kubelet-preferred-address-types max-requests-inflight profiling
              proxy-client-cert-file proxy-client-key-file requestheader-allowed-names
              requestheader-client-ca-file requestheader-extra-headers-prefix
              requestheader-group-headers requestheader-username-headers secure-port
              service-account-issuer service-account-key-file service-account-signing-key-file
              service-cluster-ip-range shutdown-delay-duration tls-cert-file tls-private-key-file
              v
              """),
          "kube-controller-manager",
          words(
              """
              allocate-node-cidrs authentication-kubeconfig authorization-kubeconfig bind-address
              client-ca-file cluster-cidr cluster-signing-cert-file cluster-signing-key-file
              controllers feature-gates kubeconfig leader-elect profiling
              requestheader-client-ca-file root-ca-file secure-port
              service-account-private-key-file service-cluster-ip-range
              use-service-account-credentials v
              """),
          "kube-scheduler",
          words(
              """
              authentication-kubeconfig authorization-kubeconfig bind-address config feature-gates
              kubeconfig leader-elect secure-port v
              """),
          "kubelet",
          words(
              """
              bootstrap-kubeconfig cert-dir config config-dir feature-gates hostname-override
              kubeconfig node-ip node-labels pod-infra-container-image v
              """),
          "kube-proxy",
          words(
              """
              bind-address cluster-cidr config conntrack-max-per-core feature-gates
              healthz-bind-address hostname-override kubeconfig metrics-bind-address proxy-mode v
              """),
          "flanneld",
          words(
              """
              etcd-cafile etcd-certfile etcd-endpoints etcd-keyfile etcd-prefix healthz-ip
              healthz-port iface ip-masq kube-subnet-mgr kubeconfig-file net-config-path v
              """),
          "containerd",
          words("config"));

  private final Map<String, String> given;

  private Flags(Map<String, String> given) {
    this.given = given;
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }

  static Flags of(String program, String[] words) {
    Map<String, String> given = new HashMap<>();
    List<String> all = List.of(words);
    for (int at = 0; at < all.size(); at++) {
      String word = all.get(at);
      String[] parts = word.replaceFirst("^--", "").split("=", 2);
      if (!word.startsWith("--") || !KNOWN.get(program).contains(parts[0])) {
        throw new IllegalArgumentException("unknown flag: " + word);
      }
      boolean apart = parts.length == 1 && at + 1 < all.size() && !all.get(at + 1).startsWith("--");
      String value = parts.length == 2 ? parts[1] : apart ? all.get(++at) : "true";
      given.put(parts[0], value);
    }
    return new Flags(given);
  }

  /** The value of a flag that must have been given. */
  String get(String flag) {
    String value = given.get(flag);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("--" + flag + " is not given");
    }
    return value;
  }

  boolean has(String flag) {
    return given.containsKey(flag);
  }

  /** The file that a flag names, which must be there. */
  Path file(String flag) {
    Path file = Path.of(get(flag));
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("--%s: there is no %s".formatted(flag, file));
    }
    return file;
  }

  /** A flag must have this value. */
  void require(String flag, String value) {
    if (!get(flag).equals(value)) {
      throw new IllegalArgumentException(
          "--%s is %s and must be %s".formatted(flag, get(flag), value));
    }
  }
}
