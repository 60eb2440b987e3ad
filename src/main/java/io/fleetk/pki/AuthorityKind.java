package io.fleetk.pki;

/** The authorities that a cluster has, each for one purpose, so that none vouches for another's. */
public enum AuthorityKind {
  /** Of the API server and its clients. */
  CLUSTER("ca", "kubernetes-ca"),
  /** Of the one who may speak for others to extension API servers. */
  FRONT_PROXY("front-proxy-ca", "front-proxy-ca"),
  /** Of etcd and its clients. */
  ETCD("etcd/ca", "etcd-ca"),
  /** Of fleetk's own API and its clients. */
  FLEETK("fleetk/ca", "fleetk-ca");

  private final String file;
  private final String commonName;

  AuthorityKind(String file, String commonName) {
    this.file = file;
    this.commonName = commonName;
  }

  /** Its place in the folder, without a suffix. */
  String file() {
    return file;
  }

  String commonName() {
    return commonName;
  }
}
