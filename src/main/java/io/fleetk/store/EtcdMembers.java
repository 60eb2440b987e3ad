package io.fleetk.store;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members of an etcd cluster. One of them is asked until it fails; then it is the next one's
 * turn. Safe for use by several threads.
 */
final class EtcdMembers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EtcdMembers.class);
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /**
   * How long a connection with calls under way may be mute before it is tried, and how long it then
   * has to answer. etcd ends connections that are tried more often than every 5 s, or while idle.
   */
  private static final Duration PING_AFTER = Duration.ofSeconds(10);

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

  /** Left alone, a channel that failed for long tries again only every two minutes. */
  private static final Duration RECONNECT_EVERY = Duration.ofMillis(500);

  private static final Duration END_PATIENCE = Duration.ofSeconds(2);

  private final List<EtcdMember> members;
  private final EventLoopGroup loop;
  private final ExecutorService callbacks;
  private int current;
  private long reconnected = System.nanoTime();

  /**
   * Connects to nobody yet.
   *
   * @throws IllegalArgumentException when the settings' certificates cannot be used
   */
  EtcdMembers(EtcdSettings settings) {
    Optional<SslContext> tls = EtcdTls.context(settings);
    loop = new NioEventLoopGroup(1, new DefaultThreadFactory("etcd", true));
    callbacks = Executors.newVirtualThreadPerTaskExecutor();
    members =
        settings.endpoints().stream()
            .map(
                url ->
                    new EtcdMember(
                        url, channel(url, Optional.ofNullable(settings.detours().get(url)), tls)))
            .toList();
  }

  private ManagedChannel channel(
      URI url, Optional<InetSocketAddress> detour, Optional<SslContext> tls) {
    NettyChannelBuilder builder =
        detour
            .map(
                address ->
                    NettyChannelBuilder.forAddress(address)
                        .overrideAuthority(url.getRawAuthority()))
            .orElseGet(() -> NettyChannelBuilder.forTarget("dns:///" + url.getRawAuthority()))
            .eventLoopGroup(loop)
            .channelType(NioSocketChannel.class)
            .executor(callbacks)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .keepAliveTime(PING_AFTER.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(PING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .disableServiceConfigLookUp()
            .disableRetry()
            .maxInboundMessageSize(Integer.MAX_VALUE);
    tls.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
    return builder.build();
  }

  int size() {
    return members.size();
  }

  /** The addresses, for messages. */
  @Override
  public String toString() {
    return String.join(", ", members.stream().map(EtcdMember::toString).toList());
  }

  /**
   * A member to ask. It is connected; or, when none can be connected to, one whose calls say why.
   *
   * @param patience how long to wait for connections that are being made
   */
  EtcdMember awaitOne(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      CountDownLatch changed = new CountDownLatch(1);
      boolean connecting = false;
      int first = currentIndex();
      for (int i = 0; i < members.size(); i++) {
        int index = (first + i) % members.size();
        ManagedChannel channel = members.get(index).channel();
        ConnectivityState state = channel.getState(true);
        switch (state) {
          case READY -> {
            prefer(index);
            return members.get(index);
          }
          case IDLE, CONNECTING -> connecting = true;
          case TRANSIENT_FAILURE, SHUTDOWN -> {}
        }
        channel.notifyWhenStateChanged(state, changed::countDown);
      }
      if (!connecting || !changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        reconnectSoon();
        return members.get(first);
      }
    }
  }

  private synchronized int currentIndex() {
    return current;
  }

  private synchronized void prefer(int index) {
    current = index;
  }

  /** Turns to the next member, unless that has been done. */
  synchronized void suspect(EtcdMember member) {
    if (members.get(current).equals(member)) {
      current = (current + 1) % members.size();
    }
  }

  private synchronized void reconnectSoon() {
    long now = System.nanoTime();
    if (now - reconnected >= RECONNECT_EVERY.toNanos()) {
      reconnected = now;
      members.forEach(member -> member.channel().resetConnectBackoff());
    }
  }

  @Override
  public void close() {
    members.forEach(member -> member.channel().shutdownNow());
    members.forEach(member -> awaitEnd(member.channel()));
    callbacks.shutdown();
    loop.shutdownGracefully(0, END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(END_PATIENCE.toMillis());
  }

  private static void awaitEnd(ManagedChannel channel) {
    try {
      if (!channel.awaitTermination(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("{} has yet to end", channel);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
