package io.fleetk.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which fleet is meant, by whose word, and that nothing of another gets into it. */
class PrecedenceTest {
  private static final String CONTEXTS =
      """
      current: prod
      contexts:
        prod:
          endpoint: https://prod:49153
          ca-file: prod/ca.pem
          cert-file: /keys/me.pem
          key-file: /keys/me.key
          tunnel: core@bastion
          ssh-username: core
          request-timeout: 5s
          stack: units
        lab:
          etcd: https://lab:2379
          etcd-username: fleetk
          etcd-password-file: /keys/password
          ca-file: /lab/ca.pem
        far:
          tunnel: core@far
        bare:
          stack: /stacks/bare
      """;

  @TempDir private Path folder;
  private final Map<Setting, String> flags = new EnumMap<>(Setting.class);
  private final Map<String, String> environment = new HashMap<>();
  private Optional<String> contextFlag = Optional.empty();
  private Optional<String> devFleet = Optional.of("http://127.0.0.1:7070");
  private Path file;

  @BeforeEach
  void writeContexts() throws IOException {
    file = Files.writeString(folder.resolve("config.yaml"), CONTEXTS);
    environment.put("FLEETK_CONFIG", file.toString());
    environment.put("HOME", folder.toString());
  }

  private Precedence precedence() {
    return new Precedence(
        flags,
        contextFlag,
        environment,
        ContextFile.find(Optional.empty(), environment),
        () -> devFleet);
  }

  private Effective effective() throws IOException {
    return precedence().effective();
  }

  /** All that counts, as it is shown. */
  private Map<String, String> shown() throws IOException {
    Effective effective = effective();
    Map<String, String> shown = new HashMap<>();
    effective.context().ifPresent(value -> shown.put("context", value.text()));
    effective.settings().keySet().forEach(one -> shown.put(one.key(), effective.shown(one)));
    return shown;
  }

  private static final Map<String, String> PROD =
      Map.of(
          "context", "prod",
          "endpoint", "https://prod:49153",
          "cert-file", "/keys/me.pem",
          "key-file", "/keys/me.key",
          "tunnel", "core@bastion",
          "ssh-username", "core",
          "request-timeout", "5s");

  @Test
  void takesTheCurrentContextWhole() throws IOException {
    assertThat(shown())
        .containsAllEntriesOf(PROD)
        .containsEntry("ca-file", folder.resolve("prod/ca.pem").toString())
        .containsEntry("stack", folder.resolve("units").toString())
        .hasSize(PROD.size() + 2);
    assertThat(effective().context().orElseThrow().source())
        .hasToString("current in ~/config.yaml");
    assertThat(effective().value(Setting.TUNNEL).orElseThrow().source())
        .hasToString("context prod in ~/config.yaml");
    assertThat(precedence().passedOver(effective())).isEmpty();
  }

  @Test
  void usesNothingOfAContextWhenAnOptionNamesAnotherFleet() throws IOException {
    flags.put(Setting.ENDPOINT, "https://other");

    assertThat(shown()).isEqualTo(Map.of("endpoint", "https://other"));
    assertThat(precedence().passedOver(effective()))
        .containsExactly("context prod: the fleet is named by flag --endpoint");
  }

  @Test
  void usesNothingOfAContextWhenAnOptionNamesAnEtcd() throws IOException {
    flags.put(Setting.ETCD, "https://other:2379");
    environment.put("FLEETK_CONTEXT", "lab");

    assertThat(shown()).isEqualTo(Map.of("etcd", "https://other:2379"));
  }

  @Test
  void usesNothingOfAContextWhenAVariableNamesAnotherFleet() throws IOException {
    for (String variable :
        new String[] {"FLEETK_ENDPOINT", "FLEETCTL_ENDPOINT", "FLEETK_ETCD_SERVERS"}) {
      environment.put(variable, "https://other");

      assertThat(shown()).as(variable).hasSize(1).containsValue("https://other");
      assertThat(precedence().passedOver(effective()))
          .containsExactly("context prod: the fleet is named by variable " + variable);
      environment.remove(variable);
    }
  }

  @Test
  void aTunnelThatIsAskedForLeadsToItsHostAndNotToTheCurrentContext() throws IOException {
    flags.put(Setting.TUNNEL, "me@gate");

    assertThat(shown())
        .isEqualTo(Map.of("endpoint", "unix:///run/fleet.sock", "tunnel", "me@gate"));

    flags.clear();
    environment.put("FLEETCTL_TUNNEL", "core@old");

    assertThat(shown())
        .isEqualTo(Map.of("endpoint", "unix:///run/fleet.sock", "tunnel", "core@old"));
    assertThat(precedence().passedOver(effective()))
        .containsExactly("context prod: the fleet is named by variable FLEETCTL_TUNNEL");
  }

  @Test
  void optionsAndVariablesGoBeforeTheContextOneByOne() throws IOException {
    flags.put(Setting.SSH_USERNAME, "ops");
    environment.put("FLEETK_CA_FILE", "/env/ca.pem");
    environment.put("FLEETCTL_REQUEST_TIMEOUT", "3.0");

    assertThat(shown())
        .containsEntry("endpoint", "https://prod:49153")
        .containsEntry("ssh-username", "ops")
        .containsEntry("ca-file", "/env/ca.pem")
        .containsEntry("cert-file", "/keys/me.pem")
        .containsEntry("request-timeout", "3.0");
    assertThat(effective().value(Setting.CA_FILE).orElseThrow().source())
        .hasToString("variable FLEETK_CA_FILE");
    assertThat(effective().value(Setting.SSH_USERNAME).orElseThrow().source())
        .hasToString("flag --ssh-username");
  }

  @Test
  void anOptionThatSaysNothingSilencesTheOthers() throws IOException {
    contextFlag = Optional.of("prod");
    flags.put(Setting.TUNNEL, "");

    assertThat(shown()).doesNotContainKey("tunnel").containsEntry("endpoint", "https://prod:49153");
  }

  @Test
  void aContextThatAnOptionNamesGoesBeforeVariablesThatNameAFleet() throws IOException {
    contextFlag = Optional.of("prod");
    environment.put("FLEETK_ENDPOINT", "https://other");
    environment.put("FLEETK_CERT_FILE", "/other.pem");
    environment.put("FLEETCTL_TUNNEL", "other");

    assertThat(shown()).containsAllEntriesOf(PROD);
    assertThat(precedence().passedOver(effective()))
        .containsExactly(
            "FLEETK_ENDPOINT, FLEETK_CERT_FILE, FLEETCTL_TUNNEL: the fleet is named by flag"
                + " --context");
  }

  @Test
  void fleetctlsVariablesOfAnotherFleetAreNotMixedIntoAContext() throws IOException {
    environment.put("FLEETK_CONTEXT", "prod");
    environment.put("FLEETCTL_ENDPOINT", "https://old");
    environment.put("FLEETCTL_CA_FILE", "/old/ca.pem");
    environment.put("FLEETK_REQUEST_TIMEOUT", "9s");

    assertThat(shown())
        .containsEntry("endpoint", "https://prod:49153")
        .containsEntry("ca-file", folder.resolve("prod/ca.pem").toString())
        .containsEntry("request-timeout", "9s");
  }

  @Test
  void fleetksVariablesGoBeforeFleetctls() throws IOException {
    environment.put("FLEETCTL_ENDPOINT", "https://old");
    environment.put("FLEETCTL_CA_FILE", "/old/ca.pem");
    environment.put("FLEETCTL_CERT_FILE", "/old/me.pem");
    environment.put("FLEETCTL_KEY_FILE", "/old/me.key");
    environment.put("FLEETCTL_SSH_USERNAME", "core");
    environment.put("FLEETK_CA_FILE", "/new/ca.pem");

    assertThat(shown())
        .isEqualTo(
            Map.of(
                "endpoint", "https://old",
                "ca-file", "/new/ca.pem",
                "cert-file", "/old/me.pem",
                "key-file", "/old/me.key",
                "ssh-username", "core"));
  }

  @Test
  void certificatesOfTheEnvironmentAreForEndpointsThatHaveAny() throws IOException {
    environment.put("FLEETCTL_ENDPOINT", "unix:///var/run/fleet.sock");
    environment.put("FLEETCTL_CA_FILE", "/old/ca.pem");

    assertThat(shown()).isEqualTo(Map.of("endpoint", "unix:///var/run/fleet.sock"));
  }

  @Test
  void readsEtcdsVariablesWhereEtcdIsReached() throws IOException {
    contextFlag = Optional.of("lab");
    environment.put("FLEETK_ETCD_CAFILE", "/env/ca.pem");
    environment.put("FLEETK_CA_FILE", "/not/this.pem");
    environment.put("FLEETCTL_ETCD_KEY_PREFIX", "/_coreos.com/fleet/");
    environment.put("FLEETK_ETCD_REQUEST_TIMEOUT", "2s");

    assertThat(shown())
        .isEqualTo(
            Map.of(
                "context", "lab",
                "etcd", "https://lab:2379",
                "etcd-username", "fleetk",
                "etcd-password-file", "/keys/password",
                "etcd-key-prefix", "/_coreos.com/fleet/",
                "ca-file", "/env/ca.pem",
                "request-timeout", "2s"));
  }

  @Test
  void aPasswordStandsInForAFileOfOneAndIsNeverShown() throws IOException {
    contextFlag = Optional.of("lab");
    environment.put("FLEETK_ETCD_PASSWORD", "sesame");

    assertThat(shown())
        .containsEntry("etcd-password", "(not shown)")
        .doesNotContainKey("etcd-password-file");
    assertThat(effective().toString()).doesNotContain("sesame");

    flags.put(Setting.ETCD_PASSWORD_FILE, "/mine");

    assertThat(shown())
        .containsEntry("etcd-password-file", "/mine")
        .doesNotContainKey("etcd-password");
  }

  @Test
  void aContextMayBeATunnelAlone() throws IOException {
    contextFlag = Optional.of("far");

    assertThat(shown())
        .isEqualTo(
            Map.of("context", "far", "endpoint", "unix:///run/fleet.sock", "tunnel", "core@far"));
  }

  @Test
  void aContextThatNamesNoFleetIsOfTheDevFleet() throws IOException {
    contextFlag = Optional.of("bare");
    environment.put("FLEETK_ENDPOINT", "https://other");

    assertThat(shown())
        .isEqualTo(
            Map.of(
                "context", "bare", "endpoint", "http://127.0.0.1:7070", "stack", "/stacks/bare"));
    devFleet = Optional.empty();
    assertThat(effective().way()).isEmpty();
    assertThat(effective().text(Setting.STACK)).contains("/stacks/bare");
  }

  @Test
  void noneLeavesContextsAside() throws IOException {
    contextFlag = Optional.of("none");

    assertThat(shown()).isEqualTo(Map.of("endpoint", "http://127.0.0.1:7070"));
    assertThat(effective().value(Setting.ENDPOINT).orElseThrow().source())
        .hasToString("dev fleet that runs");

    contextFlag = Optional.empty();
    environment.put("FLEETK_CONTEXT", "none");

    assertThat(shown()).isEqualTo(Map.of("endpoint", "http://127.0.0.1:7070"));
  }

  @Test
  void refusesTwoFleetsOfOneVoice() {
    environment.put("FLEETK_CONTEXT", "prod");
    environment.put("FLEETK_ENDPOINT", "https://other");
    assertThatIllegalArgumentException()
        .isThrownBy(this::effective)
        .withMessageContaining("FLEETK_ENDPOINT and FLEETK_CONTEXT name two fleets");

    contextFlag = Optional.of("prod");
    flags.put(Setting.ENDPOINT, "https://other");
    assertThatIllegalArgumentException()
        .isThrownBy(this::effective)
        .withMessage("--endpoint and --context name two fleets: give one of them");
  }

  @Test
  void neverReadsContextsThatNobodyNeeds() throws IOException {
    Files.writeString(file, "no: [yaml");
    flags.put(Setting.ENDPOINT, "https://other");

    assertThat(shown()).isEqualTo(Map.of("endpoint", "https://other"));
    assertThat(precedence().passedOver(effective())).isEmpty();
  }

  @Test
  void namesAContextThatIsNotThereAndOneThatIsNear() {
    contextFlag = Optional.of("prdo");

    assertThatIllegalArgumentException()
        .isThrownBy(this::effective)
        .withMessage("there is no context 'prdo' in ~/config.yaml; did you mean 'prod'?");
  }
}
