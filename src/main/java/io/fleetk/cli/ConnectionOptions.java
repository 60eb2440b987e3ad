package io.fleetk.cli;

import io.fleetk.client.ClientTls;
import io.fleetk.client.SshHost;
import io.fleetk.daemon.DevState;
import io.fleetk.store.EtcdSettings;
import io.fleetk.store.EtcdSettings.Login;
import io.fleetk.store.EtcdSettings.Tls;
import io.fleetk.unit.TimeSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * Which fleet a command speaks to, and how: by options, the environment, the dev fleet that runs.
 */
final class ConnectionOptions {
  /** Where the API is on the machine that a tunnel leads to. */
  private static final String SOCKET = "unix:///run/fleet.sock";

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "the fleet: http://HOST:PORT, https://HOST:PORT, unix:///PATH; default $$FLEETK_ENDPOINT, else the"
              + " dev fleet that runs")
  private String endpoint;

  @Option(
      names = "--etcd",
      paramLabel = "URL[,URL]",
      scope = ScopeType.INHERIT,
      description = "the fleet in this etcd, with no daemon in between ($$FLEETK_ETCD_SERVERS)")
  private String etcd;

  @Option(
      names = "--etcd-key-prefix",
      paramLabel = "PREFIX",
      scope = ScopeType.INHERIT,
      description = "what the fleet's keys begin with ($$FLEETK_ETCD_KEY_PREFIX)")
  private String etcdKeyPrefix;

  @Option(
      names = "--etcd-username",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description =
          "the user of etcd to be ($$FLEETK_ETCD_USERNAME); the password is $$FLEETK_ETCD_PASSWORD")
  private String etcdUsername;

  @Option(
      names = "--etcd-password-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "a file with nothing but the password ($$FLEETK_ETCD_PASSWORD_FILE)")
  private Path etcdPasswordFile;

  @Option(
      names = "--secret-key-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "with --etcd: the key that the fleet's secrets are encrypted with"
              + " ($$FLEETK_SECRET_KEY_FILE)")
  private Path secretKeyFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "PEM: trust servers whose certificates these have signed ($$FLEETK_CA_FILE; for etcd"
              + " $$FLEETK_ETCD_CAFILE)")
  private Path caFile;

  @Option(
      names = "--cert-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "PEM: the certificate to show ($$FLEETK_CERT_FILE; for etcd $$FLEETK_ETCD_CERTFILE)")
  private Path certFile;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "PEM: the key to it ($$FLEETK_KEY_FILE; for etcd $$FLEETK_ETCD_KEYFILE)")
  private Path keyFile;

  @Option(
      names = "--tunnel",
      paramLabel = "HOST",
      scope = ScopeType.INHERIT,
      description =
          "[USER@]HOST[:PORT]: reach the fleet from there, by ssh; its endpoint is then "
              + SOCKET
              + " unless another is given ($$FLEETK_TUNNEL)")
  private String tunnel;

  @Option(
      names = "--ssh-username",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "whom to log in as by ssh; ssh's own default ($$FLEETK_SSH_USERNAME)")
  private String sshUsername;

  /**
   * The fleet to speak to.
   *
   * @throws CommandFailure when there is none, or the options make no sense
   */
  FleetAddress address(Map<String, String> environment) throws IOException {
    return addressIfAny(environment)
        .orElseThrow(
            () ->
                CommandFailure.unreachable(
                    "no fleet is named and no dev fleet runs; give --endpoint URL or --etcd URL, or"
                        + " set FLEETK_ENDPOINT, or start one with 'fleetk dev up'"));
  }

  /** The fleet to speak to; empty when none is named and none runs. */
  Optional<FleetAddress> addressIfAny(Map<String, String> environment) throws IOException {
    try {
      return place(environment)
          .map(place -> new FleetAddress(place, tunnel(environment), sshUsername(environment)));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }

  /** The host that ssh goes through; empty to go straight. */
  Optional<SshHost> tunnel(Map<String, String> environment) {
    try {
      return given(tunnel, environment, "FLEETK_TUNNEL").map(SshHost::parse);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }

  /** Whom to log in as by ssh; empty for whom it takes by itself. */
  Optional<String> sshUsername(Map<String, String> environment) {
    return given(sshUsername, environment, "FLEETK_SSH_USERNAME");
  }

  /** Options go before the environment, and there an API goes before etcd. */
  private Optional<FleetAddress.Place> place(Map<String, String> environment) throws IOException {
    if (endpoint != null && etcd != null) {
      throw CommandFailure.badInput("--endpoint and --etcd name two fleets: give one of them");
    }
    if (etcd == null) {
      Optional<String> api = given(endpoint, environment, "FLEETK_ENDPOINT");
      if (api.isPresent()) {
        return Optional.of(api(api.get(), environment));
      }
    }
    Optional<String> urls = given(etcd, environment, "FLEETK_ETCD_SERVERS");
    if (urls.isPresent()) {
      return Optional.of(
          new FleetAddress.Etcd(
              etcd(urls.get(), environment),
              file(secretKeyFile, environment, "FLEETK_SECRET_KEY_FILE")));
    }
    if (tunnel(environment).isPresent()) {
      return Optional.of(api(SOCKET, environment));
    }
    return DevState.running(DevState.directory(environment))
        .map(state -> api(state.endpoint(), environment));
  }

  private FleetAddress.Api api(String url, Map<String, String> environment) {
    refuseWithout(etcdKeyPrefix, "--etcd-key-prefix");
    refuseWithout(etcdUsername, "--etcd-username");
    refuseWithout(etcdPasswordFile, "--etcd-password-file");
    refuseWithout(secretKeyFile, "--secret-key-file");
    // What the environment says of certificates is for those endpoints that have any.
    boolean encrypted = url.strip().toLowerCase(Locale.ROOT).startsWith("https:");
    Map<String, String> variables = encrypted ? environment : Map.of();
    return new FleetAddress.Api(
        url,
        new ClientTls(
            file(caFile, variables, "FLEETK_CA_FILE"),
            file(certFile, variables, "FLEETK_CERT_FILE"),
            file(keyFile, variables, "FLEETK_KEY_FILE")));
  }

  private static void refuseWithout(Object option, String name) {
    if (option != null) {
      throw CommandFailure.badInput(name + " goes with --etcd: this fleet is reached by its API");
    }
  }

  private EtcdSettings etcd(String urls, Map<String, String> environment) throws IOException {
    EtcdSettings plain = EtcdSettings.of(urls);
    EtcdSettings settings =
        plain
            .withTls(
                new Tls(
                    file(caFile, environment, "FLEETK_ETCD_CAFILE"),
                    file(certFile, environment, "FLEETK_ETCD_CERTFILE"),
                    file(keyFile, environment, "FLEETK_ETCD_KEYFILE")))
            .withPrefix(given(etcdKeyPrefix, environment, "FLEETK_ETCD_KEY_PREFIX").orElse(""))
            .withRequestTimeout(
                given(null, environment, "FLEETK_ETCD_REQUEST_TIMEOUT")
                    .map(TimeSpan::parse)
                    .orElse(plain.requestTimeout()));
    Optional<String> user = given(etcdUsername, environment, "FLEETK_ETCD_USERNAME");
    Optional<String> password = password(environment);
    return user.isPresent() || password.isPresent()
        ? settings.withLogin(new Login(user.orElse(""), password.orElse("")))
        : settings;
  }

  private Optional<String> password(Map<String, String> environment) throws IOException {
    if (etcdPasswordFile == null) {
      Optional<String> open = given(null, environment, "FLEETK_ETCD_PASSWORD");
      if (open.isPresent()) {
        return open;
      }
    }
    Optional<Path> file = file(etcdPasswordFile, environment, "FLEETK_ETCD_PASSWORD_FILE");
    return file.isPresent()
        ? Optional.of(Files.readString(file.get()).stripTrailing())
        : Optional.empty();
  }

  private static Optional<Path> file(
      Path option, Map<String, String> environment, String variable) {
    return Optional.ofNullable(option).or(() -> given(null, environment, variable).map(Path::of));
  }

  private static Optional<String> given(
      String option, Map<String, String> environment, String variable) {
    return Optional.ofNullable(option)
        .or(() -> Optional.ofNullable(environment.get(variable)))
        .filter(text -> !text.isBlank());
  }
}
