package io.fleetk.store;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The token that etcd gives a user for the password, fetched when it is first needed. It runs out
 * when it is not used, and when etcd is restarted. Safe for use by several threads.
 */
final class EtcdToken {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final Optional<EtcdSettings.Login> login;
  private volatile Optional<String> token = Optional.empty();

  EtcdToken(Optional<EtcdSettings.Login> login) {
    this.login = login;
  }

  /**
   * A channel whose calls show the token, if there is a user.
   *
   * @throws io.grpc.StatusRuntimeException when none can be had
   */
  Channel shownOn(Channel channel, Duration patience) {
    if (login.isEmpty()) {
      return channel;
    }
    if (token.isEmpty()) {
      token = Optional.of(fetch(login.get(), channel, patience));
    }
    Metadata headers = new Metadata();
    token.ifPresent(text -> headers.put(HEADER, text));
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String fetch(EtcdSettings.Login login, Channel channel, Duration patience) {
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder()
            .setName(login.user())
            .setPassword(login.password())
            .build();
    return AuthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS)
        .authenticate(request)
        .getToken();
  }

  /**
   * Forgets the token if etcd refused a call because of it, in which case nothing was done.
   *
   * @return whether that was so, and the call can be made again
   */
  boolean isRenewedAfter(Status failure) {
    String reason = Optional.ofNullable(failure.getDescription()).orElse("");
    boolean stale =
        reason.contains("invalid auth token") || reason.contains("revision of auth store is old");
    if (stale) {
      token = Optional.empty();
    }
    return stale && login.isPresent();
  }
}
