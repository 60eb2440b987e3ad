package io.fleetk.pki;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The certificates that a cluster needs, and who is who in it. */
final class Leaves {
  /** Who may do everything, whatever the cluster's roles say. */
  static final String MASTERS_GROUP = "system:masters";

  static final String ADMIN = "admin";

  /** Those that reach the API by a kubeconfig of the same name. */
  static final List<String> WITH_KUBECONFIG =
      List.of(ADMIN, "controller-manager", "scheduler", "kube-proxy", "flannel");

  private Leaves() {}

  /** Those of Kubernetes itself, named as kubeadm names them where it has them. */
  static List<Leaf> ofKubernetes(ClusterNames names) {
    return List.of(
        Leaf.server("apiserver", AuthorityKind.CLUSTER, "kube-apiserver", names.api()),
        client("apiserver-kubelet-client", "kube-apiserver-kubelet-client", Optional.empty()),
        Leaf.client(
            "front-proxy-client",
            AuthorityKind.FRONT_PROXY,
            "front-proxy-client",
            Optional.empty()),
        client(ADMIN, "kubernetes-admin", Optional.of(MASTERS_GROUP)),
        client("controller-manager", "system:kube-controller-manager", Optional.empty()),
        client("scheduler", "system:kube-scheduler", Optional.empty()),
        client("kube-proxy", "system:kube-proxy", Optional.empty()),
        client("flannel", "flannel", Optional.empty()));
  }

  private static Leaf client(String name, String user, Optional<String> group) {
    return Leaf.client(name, AuthorityKind.CLUSTER, user, group);
  }

  /** Those of etcd's clients in the cluster. */
  static List<Leaf> ofEtcdClients() {
    return List.of(
        Leaf.client(
            "apiserver-etcd-client",
            AuthorityKind.ETCD,
            "kube-apiserver-etcd-client",
            Optional.empty()),
        Leaf.client("flannel-etcd-client", AuthorityKind.ETCD, "flannel", Optional.empty()));
  }

  /** Those of etcd's own members, which are clients of one another. */
  static List<Leaf> ofEtcd(ClusterNames names) {
    return List.of(
        Leaf.peer("etcd/server", AuthorityKind.ETCD, "etcd-server", names.etcdServers()),
        Leaf.peer("etcd/peer", AuthorityKind.ETCD, "etcd-peer", names.etcdServers()));
  }

  /** Those of fleetk's own API: what daemons show, and what people and programs show to them. */
  static List<Leaf> ofFleetk(ClusterNames names) {
    return List.of(
        Leaf.peer("fleetk/daemon", AuthorityKind.FLEETK, "fleetk-daemon", names.daemons()),
        Leaf.client("fleetk/client", AuthorityKind.FLEETK, "fleetk-client", Optional.empty()));
  }

  /** All that there may be. */
  static List<Leaf> all(ClusterNames names) {
    List<Leaf> all = new ArrayList<>(ofKubernetes(names));
    all.addAll(ofEtcdClients());
    all.addAll(ofEtcd(names));
    all.addAll(ofFleetk(names));
    return all;
  }
}
