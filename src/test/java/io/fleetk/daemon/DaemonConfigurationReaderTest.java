package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetk.api.ListenOn.Place;
import io.fleetk.daemon.DaemonConfiguration.Part;
import io.fleetk.daemon.DaemonConfigurationReader.Read;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonConfigurationReaderTest {
  @TempDir Path folder;

  /** What systemd passes; a test that needs it listens. */
  private Optional<ServerSocketChannel> passed = Optional.empty();

  private Read read(String text, Map<String, String> environment)
      throws IOException, ConfigurationException {
    Path file = Files.writeString(folder.resolve("fleet.conf"), text);
    return DaemonConfigurationReader.read(Optional.of(file), environment, passed);
  }

  private DaemonConfiguration read(String text) throws IOException, ConfigurationException {
    Read read = read(text, Map.of());
    assertThat(read.warnings()).isEmpty();
    return read.configuration();
  }

  @Test
  void anEmptyFileGivesTheDefaults() throws Exception {
    DaemonConfiguration configuration = read("");

    assertThat(configuration.etcd().endpoints())
        .containsExactly(URI.create("http://127.0.0.1:2379"));
    assertThat(configuration.agentTtl()).isEqualTo(Duration.ofSeconds(30));
    assertThat(configuration.leaderTtl()).isEqualTo(Duration.ofSeconds(5));
    assertThat(configuration.parts()).containsExactlyInAnyOrder(Part.values());
    assertThat(configuration.listen())
        .containsExactly(new Place.Socket(Path.of("/run/fleet.sock"), Optional.of("fleet")));
    assertThat(configuration.metadata()).isEmpty();
    assertThat(configuration.publicIp()).isEmpty();
  }

  @Test
  void readsWhatAFleetConfSays() throws Exception {
    DaemonConfiguration configuration =
        read(
            """
            # This config file is INI-formatted
            verbosity=1
            etcd_servers=["http://10.0.0.1:2379", "http://10.0.0.2:2379"]
            etcd_key_prefix=/_coreos.com/fleet/
            etcd_request_timeout=2.5
            etcd_username=root
            etcd_password='s3 cret'
            public_ip="10.0.0.7"
            metadata="region=us-west , az = us-west-1,region=eu"
            agent_ttl="45s"
            token_limit = 7 ; a comment
            disable_engine=true
            """);

    assertThat(configuration.debug()).isTrue();
    assertThat(configuration.etcd().endpoints())
        .containsExactly(URI.create("http://10.0.0.1:2379"), URI.create("http://10.0.0.2:2379"));
    assertThat(configuration.etcd().prefix()).isEqualTo("/_coreos.com/fleet");
    assertThat(configuration.etcd().requestTimeout()).isEqualTo(Duration.ofMillis(2500));
    assertThat(configuration.etcd().login().orElseThrow().password()).isEqualTo("s3 cret");
    assertThat(configuration.publicIp()).contains("10.0.0.7");
    assertThat(configuration.metadata()).isEqualTo(Map.of("region", "eu", "az", "us-west-1"));
    assertThat(configuration.agentTtl()).isEqualTo(Duration.ofSeconds(45));
    assertThat(configuration.tokenLimit()).isEqualTo(7);
    assertThat(configuration.parts()).containsExactlyInAnyOrder(Part.AGENT, Part.API);
  }

  @Test
  void theEnvironmentOverridesTheFileAndOursOverridesFleets() throws Exception {
    Read read =
        read(
            "public_ip=10.0.0.1\nagent_ttl=10s\n",
            Map.of(
                "FLEET_PUBLIC_IP", "10.0.0.2",
                "FLEETK_PUBLIC_IP", "10.0.0.3",
                "FLEET_AGENT_TTL", "20s",
                "FLEETK_ENDPOINT", "http://127.0.0.1:1"));

    assertThat(read.configuration().publicIp()).contains("10.0.0.3");
    assertThat(read.configuration().agentTtl()).isEqualTo(Duration.ofSeconds(20));
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void warnsOfSettingsThatNobodyKnowsByTheirNames() throws Exception {
    Read read = read("agent_tll=5s\nverify_units=true\n[Service]\npublic_ip=x\n", Map.of());

    assertThat(read.warnings())
        .satisfiesExactlyInAnyOrder(
            warning ->
                assertThat(warning)
                    .endsWith(
                        "fleet.conf:1: there is no setting 'agent_tll'; did you mean 'agent_ttl'?"),
            warning -> assertThat(warning).contains("fleet.conf:2: 'verify_units' has no effect"),
            warning -> assertThat(warning).contains("fleet.conf:3: '[Service]'"));
    assertThat(read.configuration().publicIp()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent_ttl=soon              | :1: agent_ttl 'soon'
          agent_ttl=100ms             | at least 1 s
          token_limit=0               | :1: token_limit '0': write a number from 1 on
          disable_engine=maybe        | :1: disable_engine 'maybe': write true or false
          etcd_servers=127.0.0.1:2379 | is no address of etcd
          etcd_cafile=/no/such        | :1: etcd_cafile '/no/such': no file that can be read
          etcd_username=root          | user and its password go together
          metadata=role               | :1: metadata 'role': no key=value pair
          listen=ftp://x:1            | :1: listen 'ftp://x:1': use unix:///PATH
          listen=https://127.0.0.1:1  | https needs api_cafile
          listen=http://0.0.0.0:49153 | say listen_insecure=true
          systemd_user=true           | system's systemd
          """)
  void saysWhatCannotBeUsedAndWhere(String line, String problem) {
    var refused =
        catchThrowableOfType(ConfigurationException.class, () -> read(line + "\n", Map.of()));

    assertThat(refused.problems()).anySatisfy(said -> assertThat(said).contains(problem));
  }

  @Test
  void saysEverythingThatIsWrongAtOnce() {
    var refused =
        catchThrowableOfType(
            ConfigurationException.class, () -> read("agent_ttl=x\n\ntoken_limit=x\n", Map.of()));

    assertThat(refused.problems()).hasSize(2);
    assertThat(refused.problems().getLast()).contains(":3: token_limit");
  }

  @Test
  void listensInPlainTextBeyondTheMachineOnlyWhenToldTo() throws Exception {
    assertThat(read("listen=http://127.0.0.1:49153,unix:///run/x.sock\n").listen())
        .containsExactly(
            new Place.Tcp(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 49153), Optional.empty()),
            new Place.Socket(Path.of("/run/x.sock"), Optional.of("fleet")));
    assertThat(read("listen=http://0.0.0.0:49153\nlisten_insecure=true\n").listen()).hasSize(1);
  }

  @Test
  void refusesToRunNothing() {
    var refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> read("disable_engine=true\ndisable_agent=true\ndisable_api=true\n", Map.of()));

    assertThat(refused.problems()).singleElement().asString().contains("leaves nothing to run");
  }

  private ServerSocketChannel listening() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(folder.resolve("passed.sock")));
    passed = Optional.of(channel);
    return channel;
  }

  @Test
  void findsTheKeyOfSecretsWhereItIsTold() throws Exception {
    Path credential = Files.writeString(folder.resolve("fleetk-secret-key"), "key\n");
    Map<String, String> credentials = Map.of("CREDENTIALS_DIRECTORY", folder.toString());

    assertThat(read("").secretKeyFile()).isEqualTo(Path.of("/etc/fleetk/secret.key"));
    assertThat(read("", credentials).configuration().secretKeyFile()).isEqualTo(credential);
    assertThat(read("secret_key_file=/a\n", credentials).configuration().secretKeyFile())
        .isEqualTo(Path.of("/a"));

    Files.delete(credential);

    assertThat(read("", credentials).configuration().secretKeyFile())
        .isEqualTo(Path.of("/etc/fleetk/secret.key"));
  }

  @Test
  void servesOnTheSocketThatSystemdPasses() throws Exception {
    try (ServerSocketChannel channel = listening()) {
      List<Place> theirs = List.of(new Place.Passed(channel));

      assertThat(read("").listen()).isEqualTo(theirs);
      assertThat(read("listen=systemd\n").listen()).isEqualTo(theirs);
      assertThat(read("listen=unix://" + folder.resolve("passed.sock") + "\n").listen())
          .isEqualTo(theirs);
      assertThat(read("listen=systemd,http://127.0.0.1:1\n").listen()).hasSize(2);
    }
  }

  @Test
  void warnsOfAPassedSocketThatNobodyServes() throws Exception {
    try (ServerSocketChannel _ = listening()) {
      assertThat(read("listen=http://127.0.0.1:1\n", Map.of()).warnings())
          .singleElement()
          .asString()
          .contains("listen", "nobody answers", "add systemd");
    }
  }

  @Test
  void refusesASocketThatSystemdDoesNotPass() {
    var refused =
        catchThrowableOfType(
            ConfigurationException.class, () -> read("listen=systemd\n", Map.of()));

    assertThat(refused.problems()).singleElement().asString().contains("passes no socket");
  }
}
