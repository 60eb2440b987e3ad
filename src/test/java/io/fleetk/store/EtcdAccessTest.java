package io.fleetk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.Permission;
import io.fleetk.store.EtcdSettings.Login;
import io.fleetk.store.EtcdSettings.Tls;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in to etcd: certificates, users, key prefixes. */
class EtcdAccessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private static void assertThatItWorks(EtcdSettings settings) {
    try (EtcdStore store = EtcdStore.open(settings);
        Watch watch = store.watch("/p/", store.range("/p/").revision())) {
      store.commit(Txn.builder().put("/p/a", "1").build());
      assertThat(watch.next(PATIENCE)).isPresent();
      store.keepAlive(store.grant(Duration.ofSeconds(5)));
    }
  }

  private static void assertThatItIsRefused(EtcdSettings settings, String why) {
    try (EtcdStore store = EtcdStore.open(settings)) {
      assertThatThrownBy(() -> store.get("/a"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining(settings.endpoints().getFirst().toString())
          .hasMessageContaining(why)
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void showsACertificateAndTrustsOnlyTheAuthority() {
    TestCertificates certificates = new TestCertificates(directory).with("etcd").with("fleetk");
    try (EtcdProcess etcd =
        EtcdProcess.started(
            "--cert-file",
            certificates.certificate("etcd").toString(),
            "--key-file",
            certificates.key("etcd").toString(),
            "--trusted-ca-file",
            certificates.authority().toString(),
            "--client-cert-auth")) {
      EtcdSettings settings = EtcdSettings.of(etcd.url());
      Optional<Path> authority = Optional.of(certificates.authority());
      Optional<Path> certificate = Optional.of(certificates.certificate("fleetk"));
      Optional<Path> key = Optional.of(certificates.key("fleetk"));

      assertThatItWorks(settings.withTls(new Tls(authority, certificate, key)));
      assertThatItIsRefused(
          settings.withTls(new Tls(authority, Optional.empty(), Optional.empty())), "certificate");
      assertThatItIsRefused(
          settings.withTls(new Tls(Optional.empty(), certificate, key)), "certification path");
      assertThatItIsRefused(
          EtcdSettings.of(etcd.url().replace("https", "http")), "cannot reach etcd");
    }
  }

  @Test
  void saysWhichFileCannotBeUsed() {
    Path missing = directory.resolve("missing.pem");
    EtcdSettings settings =
        EtcdSettings.of("https://127.0.0.1:1")
            .withTls(new Tls(Optional.of(missing), Optional.empty(), Optional.empty()));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdStore.open(settings))
        .withMessage(missing + ": there is no such file");
  }

  @Test
  void logsInAndAgainWhenItsTokenIsGone() {
    try (EtcdProcess etcd = EtcdProcess.started()) {
      giveUsers(etcd, "/mine");
      EtcdSettings settings = EtcdSettings.of(etcd.url()).withPrefix("/mine");
      EtcdSettings mine = settings.withLogin(new Login("fleetk", "right"));

      assertThatItWorks(mine);
      assertThatItIsRefused(settings.withLogin(new Login("fleetk", "wrong")), "password is wrong");
      assertThatItIsRefused(settings, "wants a user and a password");
      assertThatItIsRefused(mine.withPrefix("/other"), "does not permit");

      try (EtcdStore store = EtcdStore.open(mine)) {
        store.commit(Txn.builder().put("/a", "1").build());
        etcd.kill();
        etcd.startAnew();
        assertThat(store.commit(Txn.builder().put("/a", "2").build()).succeeded()).isTrue();
        try (Watch watch = store.watch("/a", store.range("/a").revision())) {
          store.commit(Txn.builder().ifCreateRevision("/b", 0).put("/a", "3").build());
          assertThat(watch.next(PATIENCE)).isPresent();
        }
      }
    }
  }

  /** Makes a user {@code fleetk} that may use what is under a prefix, and lets nobody else in. */
  private static void giveUsers(EtcdProcess etcd, String prefix) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", etcd.port()).usePlaintext().build();
    try {
      AuthGrpc.AuthBlockingStub auth = AuthGrpc.newBlockingStub(channel);
      for (String user : new String[] {"root", "fleetk"}) {
        auth.roleAdd(AuthRoleAddRequest.newBuilder().setName(user).build());
        auth.userAdd(AuthUserAddRequest.newBuilder().setName(user).setPassword("right").build());
        auth.userGrantRole(
            AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(user).build());
      }
      auth.roleGrantPermission(
          AuthRoleGrantPermissionRequest.newBuilder()
              .setName("fleetk")
              .setPerm(
                  Permission.newBuilder()
                      .setPermType(Permission.Type.READWRITE)
                      .setKey(ByteString.copyFromUtf8(prefix + "/"))
                      .setRangeEnd(ByteString.copyFromUtf8(prefix + "0")))
              .build());
      auth.authEnable(AuthEnableRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aLoginWhereThereAreNoUsersIsRefused() {
    try (EtcdProcess etcd = EtcdProcess.started()) {
      assertThatItIsRefused(
          EtcdSettings.of(etcd.url()).withLogin(new Login("fleetk", "right")), "has no users");
    }
  }

  @Test
  void storesUnderDifferentPrefixesDoNotSeeEachOther() {
    try (EtcdProcess etcd = EtcdProcess.started();
        EtcdStore all = EtcdStore.open(EtcdSettings.of(etcd.url()));
        EtcdStore one = EtcdStore.open(EtcdSettings.of(etcd.url()).withPrefix("/one/"));
        EtcdStore two = EtcdStore.open(EtcdSettings.of(etcd.url()).withPrefix("/two"))) {
      long start = all.range("").revision();
      try (Watch everything = all.watch("", start);
          Watch mine = one.watch("", start)) {
        two.commit(Txn.builder().put("/a", "2").build());
        one.commit(Txn.builder().put("/a", "1").build());

        assertThat(one.range("").entries()).extracting(Entry::value).containsExactly("1");
        assertThat(all.range("").entries())
            .extracting(Entry::key)
            .containsExactly("/one/a", "/two/a");
        assertThat(mine.next(PATIENCE).orElseThrow().changes().getFirst().key()).isEqualTo("/a");
        assertThat(everything.next(PATIENCE).orElseThrow().changes().getFirst().key())
            .isEqualTo("/two/a");
        assertThat(all.range("", "/p").entries()).hasSize(1);
      }
    }
  }
}
