package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.client.ClientTls;
import io.fleetk.client.SshHost;
import io.fleetk.store.EtcdSettings;
import io.fleetk.store.EtcdSettings.Login;
import io.fleetk.store.EtcdSettings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConnectionOptionsTest {
  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();

  private FleetAddress address(String... options) throws IOException {
    var connection = new ConnectionOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create().addMixin("connection", mixin(connection)))
        .parseArgs(options);
    environment.put("FLEETK_STATE_DIR", home.toString());
    environment.put("XDG_CONFIG_HOME", home.toString());
    return connection.address(environment);
  }

  private static CommandLine.Model.CommandSpec mixin(ConnectionOptions connection) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(connection);
  }

  private static Optional<Path> file(String name) {
    return Optional.of(Path.of(name));
  }

  @Test
  void readsEtcdsAddressFromTheVariablesThatADaemonReads() throws IOException {
    environment.put("FLEETK_ETCD_SERVERS", "https://a:1,https://b");
    environment.put("FLEETK_ETCD_CAFILE", "ca");
    environment.put("FLEETK_ETCD_CERTFILE", "cert");
    environment.put("FLEETK_ETCD_KEYFILE", "key");
    environment.put("FLEETK_ETCD_USERNAME", "fleetk");
    environment.put("FLEETK_ETCD_PASSWORD", "secret");
    environment.put("FLEETK_ETCD_KEY_PREFIX", "/prod");
    environment.put("FLEETK_ETCD_REQUEST_TIMEOUT", "2s");
    environment.put("FLEETK_SECRET_KEY_FILE", "secret.key");
    EtcdSettings settings =
        EtcdSettings.of("https://a:1,https://b")
            .withTls(new Tls(file("ca"), file("cert"), file("key")))
            .withLogin(new Login("fleetk", "secret"))
            .withPrefix("/prod")
            .withRequestTimeout(Duration.ofSeconds(2));

    assertThat(address().place()).isEqualTo(new FleetAddress.Etcd(settings, file("secret.key")));
  }

  @Test
  void optionsGoBeforeTheEnvironment() throws IOException {
    Path password = Files.writeString(home.resolve("password"), "from a file\n");
    environment.put("FLEETK_ENDPOINT", "http://api");
    environment.put("FLEETK_ETCD_SERVERS", "http://other");
    environment.put("FLEETK_ETCD_PASSWORD", "secret");

    assertThat(address().place())
        .isEqualTo(new FleetAddress.Api("http://api", ClientTls.SYSTEM, Optional.empty()));
    FleetAddress.Etcd etcd =
        (FleetAddress.Etcd)
            address("--etcd=http://a", "--etcd-username=fleetk", "--etcd-password-file=" + password)
                .place();
    assertThat(etcd.settings().endpoints()).hasToString("[http://a:2379]");
    assertThat(etcd.settings().login()).contains(new Login("fleetk", "from a file"));
  }

  @Test
  void takesCertificatesForEndpointsThatHaveThem() throws IOException {
    environment.put("FLEETK_CA_FILE", "ca");
    environment.put("FLEETK_CERT_FILE", "cert");
    environment.put("FLEETK_KEY_FILE", "key");

    assertThat(address("--endpoint=https://api", "--key-file=other").place())
        .isEqualTo(
            new FleetAddress.Api(
                "https://api",
                new ClientTls(file("ca"), file("cert"), file("other")),
                Optional.empty()));
    assertThat(address("--endpoint=unix:///run/fleet.sock").place())
        .isEqualTo(
            new FleetAddress.Api("unix:///run/fleet.sock", ClientTls.SYSTEM, Optional.empty()));
  }

  @Test
  void aTunnelLeadsToTheSocketThereUnlessTold() throws IOException {
    environment.put("FLEETK_TUNNEL", "core@bastion:2222");
    environment.put("FLEETK_SSH_USERNAME", "ops");

    assertThat(address())
        .isEqualTo(
            new FleetAddress(
                new FleetAddress.Api("unix:///run/fleet.sock", ClientTls.SYSTEM, Optional.empty()),
                Optional.of(SshHost.parse("core@bastion:2222")),
                Optional.of("ops")));
    assertThat(address("--etcd=http://a", "--tunnel=other").tunnel())
        .contains(SshHost.parse("other"));
  }

  @Test
  void limitsRequestsToAnApiAndToEtcd() throws IOException {
    environment.put("FLEETCTL_REQUEST_TIMEOUT", "3.0");

    assertThat(address("--endpoint=http://a,http://b").place())
        .isEqualTo(
            new FleetAddress.Api(
                "http://a,http://b", ClientTls.SYSTEM, Optional.of(Duration.ofSeconds(3))));
    FleetAddress.Etcd etcd =
        (FleetAddress.Etcd) address("--etcd=http://a", "--request-timeout=1min").place();
    assertThat(etcd.settings().requestTimeout()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void goesWhereTheCurrentContextSays() throws IOException {
    Path file = Files.createDirectories(home.resolve("fleetk")).resolve("config.yaml");
    Files.writeString(
        file,
        """
        current: prod
        contexts:
          prod:
            etcd: https://a
            ca-file: ca.pem
            etcd-key-prefix: /prod
            secret-key-file: /keys/secret.key
            tunnel: gate
            ssh-username: core
            stack: units
        """);
    EtcdSettings settings =
        EtcdSettings.of("https://a")
            .withTls(
                new Tls(
                    Optional.of(file.resolveSibling("ca.pem")), Optional.empty(), Optional.empty()))
            .withPrefix("/prod");

    assertThat(address())
        .isEqualTo(
            new FleetAddress(
                new FleetAddress.Etcd(settings, file("/keys/secret.key")),
                Optional.of(SshHost.parse("gate")),
                Optional.of("core")));
    var connection = new ConnectionOptions();
    assertThat(connection.stackDirectory(environment)).contains(file.resolveSibling("units"));
    assertThat(connection.tunnel(environment)).contains(SshHost.parse("gate"));
    assertThat(connection.sshUsername(environment)).contains("core");
    environment.put("FLEETK_ENDPOINT", "http://other");
    assertThat(connection.stackDirectory(environment)).as("another fleet's stack").isEmpty();
    assertThat(connection.tunnel(environment)).isEmpty();
  }
}
