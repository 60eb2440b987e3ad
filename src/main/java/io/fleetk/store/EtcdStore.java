package io.fleetk.store;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store on an etcd cluster (v3, 3.4 or newer).
 *
 * <p>Reads are linearizable and are made again on another member when one fails; writes are made
 * once. Every call ends within the request timeout of the {@linkplain EtcdSettings settings}. A
 * watch never resumes on its own: it is lost, and read anew, as soon as it is in doubt.
 *
 * <p>etcd rounds the time of a lease up to its minimum (twice its election timeout or so). Safe for
 * use by several threads.
 */
public final class EtcdStore implements Store {
  /** gRPC tells by java.util.logging what it finds in its own class path; nobody asked. */
  private static final java.util.logging.Logger GRPC =
      java.util.logging.Logger.getLogger("io.grpc");

  static {
    GRPC.setLevel(java.util.logging.Level.WARNING);
  }

  private final EtcdSettings settings;
  private final EtcdKeys keys;
  private final EtcdMembers members;
  private final EtcdCalls calls;
  private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private EtcdStore(EtcdSettings settings, EtcdMembers members) {
    this.settings = settings;
    this.keys = EtcdKeys.after(settings.prefix());
    this.members = members;
    this.calls = new EtcdCalls(members, new EtcdToken(settings.login()));
  }

  /**
   * A store on etcd; nothing is asked of etcd yet.
   *
   * @throws IllegalArgumentException when the settings' certificates cannot be used, in one line
   */
  public static EtcdStore open(EtcdSettings settings) {
    return new EtcdStore(settings, new EtcdMembers(settings));
  }

  @Override
  public Range range(String prefix) {
    return range(keys.startingWith(prefix));
  }

  @Override
  public Range range(String from, String to) {
    return range(keys.between(from, to));
  }

  private Range range(EtcdKeys.Span span) {
    RangeResponse response =
        read(RangeRequest.newBuilder().setKey(span.from()).setRangeEnd(span.to()).build());
    return new Range(
        response.getHeader().getRevision(),
        response.getKvsList().stream().map(kv -> entry(keys, kv)).toList());
  }

  @Override
  public Optional<Entry> get(String key) {
    return read(RangeRequest.newBuilder().setKey(keys.of(key)).build()).getKvsList().stream()
        .map(kv -> entry(keys, kv))
        .findFirst();
  }

  private RangeResponse read(RangeRequest request) {
    requireOpen();
    return calls.repeatable(
        settings.requestTimeout(),
        (channel, patience) ->
            KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(patience.toNanos(), NANOSECONDS)
                .range(request));
  }

  static Entry entry(EtcdKeys keys, KeyValue kv) {
    return new Entry(
        keys.read(kv.getKey()),
        kv.getValue().toStringUtf8(),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getLease());
  }

  @Override
  public Commit commit(Txn txn) {
    txn.requireWithinLimits();
    requireOpen();
    TxnRequest.Builder request = TxnRequest.newBuilder();
    txn.conditions().forEach(condition -> request.addCompare(compare(condition)));
    txn.operations().forEach(operation -> request.addSuccess(operation(operation)));
    if (txn.operations().isEmpty()) {
      // etcd checks conditions against what a lagging member has, unless something is read as well.
      txn.conditions().stream()
          .findFirst()
          .ifPresent(
              condition ->
                  request.addSuccess(
                      RequestOp.newBuilder()
                          .setRequestRange(
                              RangeRequest.newBuilder().setKey(keys.of(condition.key())))));
    }
    TxnResponse response =
        calls.once(
            settings.requestTimeout(),
            (channel, patience) ->
                KVGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(patience.toNanos(), NANOSECONDS)
                    .txn(request.build()));
    return new Commit(response.getSucceeded(), response.getHeader().getRevision());
  }

  private Compare compare(Txn.Condition condition) {
    Compare.Builder compare =
        Compare.newBuilder()
            .setKey(keys.of(condition.key()))
            .setResult(Compare.CompareResult.EQUAL);
    return switch (condition) {
      case Txn.Condition.ModRevision wanted ->
          compare.setTarget(Compare.CompareTarget.MOD).setModRevision(wanted.revision()).build();
      case Txn.Condition.CreateRevision wanted ->
          compare
              .setTarget(Compare.CompareTarget.CREATE)
              .setCreateRevision(wanted.revision())
              .build();
    };
  }

  private RequestOp operation(Txn.Operation operation) {
    ByteString key = keys.of(operation.key());
    return switch (operation) {
      case Txn.Operation.Put put ->
          RequestOp.newBuilder()
              .setRequestPut(
                  PutRequest.newBuilder()
                      .setKey(key)
                      .setValue(ByteString.copyFromUtf8(put.value()))
                      .setLease(put.lease()))
              .build();
      case Txn.Operation.Delete delete ->
          RequestOp.newBuilder()
              .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
              .build();
    };
  }

  @Override
  public Watch watch(String prefix, long afterRevision) {
    requireOpen();
    EtcdWatch watch =
        new EtcdWatch(keys, prefix, afterRevision, settings.watchSilence(), watches::remove);
    watches.add(watch);
    calls.repeatable(
        settings.requestTimeout(),
        (channel, patience) -> {
          watch.begin(channel);
          return watch;
        });
    if (closed) {
      watch.lose("the store is closed");
    }
    return watch;
  }

  @Override
  public Lease grant(Duration ttl) {
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0
        || !ttl.equals(ttl.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException("a lease lasts whole seconds, at least one, not " + ttl);
    }
    requireOpen();
    LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(ttl.toSeconds()).build();
    // One that is granted without an answer runs out by itself.
    LeaseGrantResponse granted =
        calls.repeatable(
            settings.requestTimeout(),
            (channel, patience) ->
                LeaseGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(patience.toNanos(), NANOSECONDS)
                    .leaseGrant(request));
    return new Lease(granted.getID(), ttl);
  }

  @Override
  public void keepAlive(Lease lease) {
    requireOpen();
    Duration timeout = settings.requestTimeout();
    // Of what use is an answer after the lease ran out?
    calls.repeatable(
        timeout.compareTo(lease.ttl()) < 0 ? timeout : lease.ttl(),
        (channel, patience) -> EtcdRenewal.of(lease, channel, patience));
  }

  @Override
  public void revoke(Lease lease) {
    requireOpen();
    LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(lease.id()).build();
    try {
      calls.repeatable(
          settings.requestTimeout(),
          (channel, patience) ->
              LeaseGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(patience.toNanos(), NANOSECONDS)
                  .leaseRevoke(request));
    } catch (LeaseLostException e) {
      // It is over, which is what was wanted.
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreUnavailableException("the store is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(watch -> watch.lose("the store is closed"));
    watches.clear();
    members.close();
  }
}
