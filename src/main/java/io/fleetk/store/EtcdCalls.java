package io.fleetk.store;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;

/** Calls of etcd that end in time, with an answer or with a {@link StoreException}. */
final class EtcdCalls {
  /** One call of one member, with a deadline. */
  @FunctionalInterface
  interface Call<T> {
    /**
     * Makes the call.
     *
     * @param channel to make it on
     * @param patience how long it may take
     * @throws StatusRuntimeException when it fails
     */
    T on(Channel channel, Duration patience);
  }

  private final EtcdMembers members;
  private final EtcdToken token;

  EtcdCalls(EtcdMembers members, EtcdToken token) {
    this.members = members;
    this.token = token;
  }

  /** Makes a call that may be made twice: when a member fails or does not answer, of the next. */
  <T> T repeatable(Duration patience, Call<T> call) {
    return make(patience, members.size(), call);
  }

  /**
   * Makes a call that must not be made twice, as it may have been carried out without an answer.
   */
  <T> T once(Duration patience, Call<T> call) {
    return make(patience, 0, call);
  }

  private <T> T make(Duration patience, int moreAttempts, Call<T> call) {
    long end = System.nanoTime() + patience.toNanos();
    boolean tokenRenewed = false;
    int more = moreAttempts;
    while (true) {
      EtcdMember member = awaitMember(Duration.ofNanos(end - System.nanoTime()));
      // A member that is frozen must leave time for the others.
      Duration share = Duration.ofNanos(Math.max(0, end - System.nanoTime()) / shares(more));
      try {
        return call.on(token.shownOn(member.channel(), share), share);
      } catch (StatusRuntimeException e) {
        Status status = e.getStatus();
        if (!tokenRenewed && token.isRenewedAfter(status)) {
          tokenRenewed = true;
          continue;
        }
        if (EtcdFailure.isOfTheMember(status)) {
          members.suspect(member);
          if (more > 0 && System.nanoTime() < end) {
            more--;
            continue;
          }
        }
        throw EtcdFailure.of(status, members.size() == 1 ? member.toString() : members.toString());
      }
    }
  }

  private int shares(int moreAttempts) {
    return members.size() == 1 ? 1 : moreAttempts + 1;
  }

  private EtcdMember awaitMember(Duration patience) {
    try {
      return members.awaitOne(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while connecting to etcd at " + members, e);
    }
  }
}
