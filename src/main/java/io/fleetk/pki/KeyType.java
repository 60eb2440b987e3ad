package io.fleetk.pki;

/** What kind of keys are made. */
public enum KeyType {
  /** Elliptic curve P-256: small, fast, and known to everything that Kubernetes runs. */
  ECDSA,
  /** RSA with 3,072 bits, for what knows no curves. */
  RSA
}
