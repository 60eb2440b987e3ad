package io.fleetk.context;

/** How a fleet is reached. */
public enum Way {
  /** By its API. */
  API,
  /** In its etcd, with no daemon in between. */
  ETCD
}
