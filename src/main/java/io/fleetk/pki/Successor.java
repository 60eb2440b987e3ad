package io.fleetk.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What is to take a certificate's place.
 *
 * @param name the certificate's name in the folder
 * @param chain the new certificate, and those after it
 * @param newKey its key, if it is another one than before
 * @param what what it is, in a few words
 */
record Successor(
    String name, List<X509Certificate> chain, Optional<PrivateKey> newKey, String what) {
  Successor {
    chain = List.copyOf(chain);
  }
}
