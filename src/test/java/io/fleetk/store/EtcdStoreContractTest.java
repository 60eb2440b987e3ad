package io.fleetk.store;

import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, for a store on a real etcd, each test under a prefix of its own. */
class EtcdStoreContractTest extends StoreContract {
  private static EtcdProcess etcd;
  private static int stores;

  @BeforeAll
  static void start() {
    etcd = EtcdProcess.started();
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  @Override
  Store open() {
    return EtcdStore.open(EtcdSettings.of(etcd.url()).withPrefix("/test" + ++stores));
  }

  @Override
  void passTime(Duration duration) {
    await().atMost(duration.plusSeconds(1)).pollDelay(duration).until(() -> true);
  }

  @Override
  void compact(long revision) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", etcd.port()).usePlaintext().build();
    try {
      KVGrpc.newBlockingStub(channel)
          .compact(CompactionRequest.newBuilder().setRevision(revision).build());
    } finally {
      channel.shutdownNow();
    }
  }
}
