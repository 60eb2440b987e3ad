/** Certificates and private keys as people keep them: in PEM files. Knows nothing of fleets. */
package io.fleetk.tls;
