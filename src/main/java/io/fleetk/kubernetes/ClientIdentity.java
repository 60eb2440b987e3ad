package io.fleetk.kubernetes;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** Shows a client's certificate, and believes a cluster's authority and nobody else. */
final class ClientIdentity {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = {};

  private ClientIdentity() {}

  /** Makes an HTTP client be whom a kubeconfig names. */
  static OkHttpClient.Builder assume(OkHttpClient.Builder http, Kubeconfig config)
      throws KubernetesException {
    try {
      KeyStore own = emptyStore();
      own.setKeyEntry(
          "client",
          privateKey(config.key()),
          NO_PASSWORD,
          certificates(config.certificate()).toArray(Certificate[]::new));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);
      KeyStore trusted = emptyStore();
      for (Certificate certificate : certificates(config.authority())) {
        trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return http.sslSocketFactory(
          context.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0]);
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw KubernetesException.lasting(
          "the kubeconfig's keys cannot be used: " + e.getMessage());
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, java.io.IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String pem)
      throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    Matcher found = KEY.matcher(pem);
    if (!found.find()) {
      throw new GeneralSecurityException(
          "the client's key is not PKCS #8 (convert it: openssl pkcs8 -topk8 -nocrypt)");
    }
    byte[] der = Base64.getMimeDecoder().decode(found.group(1));
    GeneralSecurityException failure = new GeneralSecurityException("an unknown kind of key");
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        failure = e;
      }
    }
    throw failure;
  }
}
