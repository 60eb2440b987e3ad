package io.fleetk.store;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchProgressRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A watch on one stream of one member of etcd, which ends with that stream.
 *
 * <p>Whoever waits on it sees to it that it lives: after a silence it asks the member for its
 * progress, and a member that does not answer has lost it. The answer proves that the stream lives
 * and nothing else; etcd 3.4 gives it a revision whose events may be yet to come.
 */
final class EtcdWatch implements Watch, ClientResponseObserver<WatchRequest, WatchResponse> {
  /** A watch that nobody takes from must not fill the memory; it is lost instead. */
  private static final int MAX_WAITING = 100_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final EtcdKeys keys;
  private final String prefix;
  private final long afterRevision;
  private final long silenceNanos;
  private final Consumer<EtcdWatch> onEnd;
  private final List<Change> waiting = new ArrayList<>();
  private long lastRevision;
  private long heard = System.nanoTime();
  private boolean asked;
  private Optional<ClientCallStreamObserver<WatchRequest>> stream = Optional.empty();
  private Optional<String> lost = Optional.empty();

  /**
   * A watch that has yet to {@link #begin}.
   *
   * @param silence how long it may be silent before it is asked, and how long it then has to answer
   * @param onEnd told when it is lost or closed
   */
  EtcdWatch(
      EtcdKeys keys,
      String prefix,
      long afterRevision,
      Duration silence,
      Consumer<EtcdWatch> onEnd) {
    this.keys = keys;
    this.prefix = prefix;
    this.afterRevision = afterRevision;
    this.silenceNanos = silence.toNanos();
    this.onEnd = onEnd;
  }

  /** Opens the stream. */
  void begin(Channel channel) {
    EtcdKeys.Span span = keys.startingWith(prefix);
    WatchCreateRequest create =
        WatchCreateRequest.newBuilder()
            .setKey(span.from())
            .setRangeEnd(span.to())
            .setStartRevision(afterRevision + 1)
            .build();
    WatchGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(EtcdRenewal.requireLeader()))
        .watch(this);
    lock.lock();
    try {
      heard = System.nanoTime();
      // To be created is the first thing that is asked of it.
      asked = true;
      send(WatchRequest.newBuilder().setCreateRequest(create).build());
    } finally {
      lock.unlock();
    }
  }

  /** Requests go one after another, under the lock, and none after the end. */
  private void send(WatchRequest request) {
    if (lost.isEmpty()) {
      stream.ifPresent(open -> open.onNext(request));
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchRequest> requests) {
    lock.lock();
    try {
      stream = Optional.of(requests);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onNext(WatchResponse response) {
    lock.lock();
    try {
      heard = System.nanoTime();
      asked = false;
      if (response.getCompactRevision() > 0) {
        lose(
            "the changes up to revision %d are forgotten".formatted(response.getCompactRevision()));
      } else if (response.getCanceled()) {
        lose("etcd ended the watch of %s: %s".formatted(prefix, response.getCancelReason()));
      } else if (response.getHeader().getRevision() < afterRevision) {
        lose(
            "etcd is at revision %d, before %d: it was restored, or is another"
                .formatted(response.getHeader().getRevision(), afterRevision));
      } else {
        take(response.getEventsList());
      }
      something.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take(List<Event> events) {
    if (lost.isPresent() || events.isEmpty()) {
      return;
    }
    if (waiting.size() + events.size() > MAX_WAITING) {
      lose("the watch of %s fell %d changes behind".formatted(prefix, waiting.size()));
      return;
    }
    for (Event event : events) {
      waiting.add(change(event));
    }
    // A response holds whole revisions.
    lastRevision = events.getLast().getKv().getModRevision();
  }

  private Change change(Event event) {
    ByteString key = event.getKv().getKey();
    return event.getType() == Event.EventType.DELETE
        ? new Change.Delete(keys.read(key), event.getKv().getModRevision())
        : new Change.Put(EtcdStore.entry(keys, event.getKv()));
  }

  @Override
  public void onError(Throwable failure) {
    lose(
        "the watch of %s broke: %s"
            .formatted(prefix, EtcdFailure.reason(Status.fromThrowable(failure))));
  }

  @Override
  public void onCompleted() {
    lose("etcd ended the watch of %s".formatted(prefix));
  }

  /** Ends the watch with a reason, unless it has ended. */
  void lose(String reason) {
    lock.lock();
    try {
      if (lost.isEmpty()) {
        lost = Optional.of(reason);
        waiting.clear();
        something.signalAll();
        stream.ifPresent(open -> open.cancel(reason, null));
        onEnd.accept(this);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Changes> next(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    lock.lock();
    try {
      while (true) {
        if (lost.isPresent()) {
          throw new WatchLostException(lost.get());
        }
        if (!waiting.isEmpty()) {
          Changes taken = new Changes(lastRevision, waiting);
          waiting.clear();
          return Optional.of(taken);
        }
        long now = System.nanoTime();
        if (now - heard >= silenceNanos) {
          endSilence(now);
        } else if (now >= end) {
          return Optional.empty();
        } else {
          something.awaitNanos(Math.min(end - now, heard + silenceNanos - now));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WatchLostException("interrupted while watching " + prefix, e);
    } finally {
      lock.unlock();
    }
  }

  /** Asks a silent stream whether it lives; or, when that was asked already, gives it up. */
  private void endSilence(long now) {
    if (asked) {
      lose("the watch of %s went silent".formatted(prefix));
    } else {
      asked = true;
      heard = now;
      send(
          WatchRequest.newBuilder()
              .setProgressRequest(WatchProgressRequest.getDefaultInstance())
              .build());
    }
  }

  @Override
  public void close() {
    lose("the watch of %s is closed".formatted(prefix));
  }
}
