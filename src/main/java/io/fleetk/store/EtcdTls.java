package io.fleetk.store;

import io.fleetk.tls.Pem;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The certificates of an {@link EtcdSettings}, ready for connections. */
final class EtcdTls {
  private EtcdTls() {}

  /**
   * What connections use; empty when they are plain.
   *
   * @throws IllegalArgumentException when a file cannot be used, with its path and the reason
   */
  static Optional<SslContext> context(EtcdSettings settings) {
    if (!settings.isTls()) {
      return Optional.empty();
    }
    EtcdSettings.Tls tls = settings.tls();
    SslContextBuilder builder =
        GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
    tls.authority().ifPresent(file -> builder.trustManager(Pem.certificates(file)));
    if (tls.key().isPresent() && tls.certificate().isPresent()) {
      Pem.Identity own = Pem.identity(tls.certificate().get(), tls.key().get());
      builder.keyManager(own.key(), own.chain().toArray(X509Certificate[]::new));
    }
    try {
      return Optional.of(builder.build());
    } catch (SSLException e) {
      throw new IllegalArgumentException("cannot use the certificates: " + e.getMessage(), e);
    }
  }
}
