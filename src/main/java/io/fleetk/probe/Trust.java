package io.fleetk.probe;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Whom a probe believes.
 *
 * @param sockets makes TLS connections
 * @param manager judges certificates
 */
record Trust(SSLSocketFactory sockets, X509TrustManager manager) {

  /** Anyone, as a kubelet's probe does. */
  static Trust everyone() throws GeneralSecurityException {
    return by(new Everyone());
  }

  /**
   * Whoever has a certificate signed by one in this PEM file.
   *
   * @throws GeneralSecurityException when the file cannot be read or holds no certificate; its
   *     message names the file
   */
  static Trust in(String caFile) throws GeneralSecurityException {
    try (var pem = Files.newInputStream(Path.of(caFile))) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      if (store.size() == 0) {
        throw new CertificateException("it holds no certificate");
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return by(
          Arrays.stream(factory.getTrustManagers())
              .filter(X509TrustManager.class::isInstance)
              .map(X509TrustManager.class::cast)
              .findFirst()
              .orElseThrow());
    } catch (IOException e) {
      throw new GeneralSecurityException("cannot read ReadyCA=" + caFile + ": " + e, e);
    } catch (CertificateException e) {
      throw new GeneralSecurityException(
          "ReadyCA=%s is no PEM file of certificates: %s".formatted(caFile, e.getMessage()), e);
    }
  }

  private static Trust by(X509TrustManager manager) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {manager}, null);
    return new Trust(context.getSocketFactory(), manager);
  }

  /**
   * Believes every certificate. It is of the extended kind because the JDK would otherwise still
   * check algorithms and host names itself.
   */
  private static final class Everyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
