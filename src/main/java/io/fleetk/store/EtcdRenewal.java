package io.fleetk.store;

import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One renewal of a lease. etcd takes renewals on a stream; this one carries a single one. */
final class EtcdRenewal implements StreamObserver<LeaseKeepAliveResponse> {
  /** With this header a member that has lost its leader says so, instead of being silent. */
  private static final Metadata.Key<String> REQUIRE_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /** How much later than gRPC this gives up, which knows more of the reason. */
  private static final long GRACE_MILLIS = 500;

  private final CompletableFuture<Long> ttl = new CompletableFuture<>();

  private EtcdRenewal() {}

  /**
   * Renews a lease.
   *
   * @return the seconds that it has left
   * @throws io.grpc.StatusRuntimeException when the call fails
   * @throws LeaseLostException when there is no such lease
   */
  static long of(Lease lease, Channel channel, Duration patience) {
    EtcdRenewal renewal = new EtcdRenewal();
    StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(requireLeader()))
            .withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS)
            .leaseKeepAlive(renewal);
    requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease.id()).build());
    requests.onCompleted();
    return renewal.await(lease, patience);
  }

  /** Headers by which a member without a leader refuses a stream. */
  static Metadata requireLeader() {
    Metadata headers = new Metadata();
    headers.put(REQUIRE_LEADER, "true");
    return headers;
  }

  private long await(Lease lease, Duration patience) {
    try {
      long seconds = ttl.get(patience.toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
      if (seconds <= 0) {
        throw new LeaseLostException("lease %d has run out or was revoked".formatted(lease.id()));
      }
      return seconds;
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e).asRuntimeException();
    } catch (TimeoutException e) {
      throw Status.DEADLINE_EXCEEDED.withCause(e).asRuntimeException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withCause(e).asRuntimeException();
    }
  }

  @Override
  public void onNext(LeaseKeepAliveResponse response) {
    ttl.complete(response.getTTL());
  }

  @Override
  public void onError(Throwable failure) {
    ttl.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    ttl.completeExceptionally(
        Status.UNAVAILABLE.withDescription("etcd ended a renewal").asRuntimeException());
  }
}
