package io.fleetk.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fleetk.tls.Pem;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Shows a client's certificate, and believes a cluster's authority and nobody else. */
final class ClientIdentity {
  private ClientIdentity() {}

  /** Makes an HTTP client be whom a kubeconfig names. */
  static OkHttpClient.Builder assume(OkHttpClient.Builder http, Kubeconfig config)
      throws KubernetesException {
    try {
      var certificates = new HandshakeCertificates.Builder();
      for (X509Certificate trusted :
          Pem.certificates("certificate-authority", config.authority().getBytes(US_ASCII))) {
        certificates.addTrustedCertificate(trusted);
      }
      X509Certificate[] chain =
          Pem.certificates("client-certificate", config.certificate().getBytes(US_ASCII));
      certificates.heldCertificate(
          new HeldCertificate(
              new KeyPair(
                  chain[0].getPublicKey(),
                  Pem.privateKey("client-key", config.key().getBytes(US_ASCII))),
              chain[0]),
          Arrays.copyOfRange(chain, 1, chain.length));
      HandshakeCertificates made = certificates.build();
      return http.sslSocketFactory(made.sslSocketFactory(), made.trustManager());
    } catch (IllegalArgumentException e) {
      throw KubernetesException.lasting("the kubeconfig cannot be used: " + e.getMessage());
    }
  }
}
