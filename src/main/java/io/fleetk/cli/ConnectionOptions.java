package io.fleetk.cli;

import io.fleetk.client.ClientTls;
import io.fleetk.client.SshHost;
import io.fleetk.context.ContextFile;
import io.fleetk.context.Effective;
import io.fleetk.context.Precedence;
import io.fleetk.context.Setting;
import io.fleetk.context.Source;
import io.fleetk.context.Value;
import io.fleetk.daemon.DevState;
import io.fleetk.store.EtcdSettings;
import io.fleetk.store.EtcdSettings.Login;
import io.fleetk.store.EtcdSettings.Tls;
import io.fleetk.unit.TimeSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * Which fleet a command speaks to, and how: by options, the environment, a context, the dev fleet
 * that runs.
 */
final class ConnectionOptions {
  private static final Duration SHORTEST = Duration.ofMillis(10);

  @Option(
      names = "--endpoint",
      paramLabel = "URL[,URL]",
      scope = ScopeType.INHERIT,
      description =
          "the fleet: http://HOST:PORT, https://HOST:PORT, unix:///PATH; of several the first that"
              + " takes a connection; default $$FLEETK_ENDPOINT, else the current context's, else"
              + " the dev fleet that runs")
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
              + Precedence.SOCKET
              + " unless another is given ($$FLEETK_TUNNEL)")
  private String tunnel;

  @Option(
      names = "--ssh-username",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "whom to log in as by ssh; ssh's own default ($$FLEETK_SSH_USERNAME)")
  private String sshUsername;

  @Option(
      names = "--request-timeout",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      description =
          "how long one request may take, such as 5s; following something is not limited by it"
              + " ($$FLEETK_REQUEST_TIMEOUT)")
  private String requestTimeout;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      scope = ScopeType.INHERIT,
      description =
          "the fleet of this context ('fleetk context list'); none for no context"
              + " ($$FLEETK_CONTEXT)")
  private String context;

  @Option(
      names = "--config-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = {
        "where the contexts are ($$FLEETK_CONFIG); without either",
        "~/.config/fleetk/config.yaml"
      })
  private Path configFile;

  @Option(
      names = "--driver",
      paramLabel = "API",
      scope = ScopeType.INHERIT,
      description = "as fleetctl has it: API, which is what fleetk speaks ($$FLEETCTL_DRIVER)")
  private String driver;

  private Optional<String> askedContext = Optional.empty();

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
                    "no fleet is named and no dev fleet runs; give --endpoint URL, --etcd URL or"
                        + " --context NAME, or start one with 'fleetk dev up'"));
  }

  /** The fleet to speak to; empty when none is named and none runs. */
  Optional<FleetAddress> addressIfAny(Map<String, String> environment) throws IOException {
    Effective effective = effective(environment);
    askedContext = effective.context().filter(_ -> !isOfDevFleet(effective)).map(Value::text);
    try {
      Optional<FleetAddress.Place> place =
          effective.way().isPresent() ? Optional.of(place(effective)) : Optional.empty();
      return place.map(at -> new FleetAddress(at, tunnel(effective), sshUsername(effective)));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }

  private static boolean isOfDevFleet(Effective effective) {
    return effective
        .value(Setting.ENDPOINT)
        .filter(endpoint -> endpoint.source() instanceof Source.DevFleet)
        .isPresent();
  }

  /** The context that named the fleet which was asked for; empty when something else did. */
  Optional<String> askedContext() {
    return askedContext;
  }

  /** The host that ssh goes through; empty to go straight. */
  Optional<SshHost> tunnel(Map<String, String> environment) {
    try {
      return tunnel(effective(environment));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    } catch (IOException e) {
      throw CommandFailure.failed(e.getMessage());
    }
  }

  private static Optional<SshHost> tunnel(Effective effective) {
    return effective.text(Setting.TUNNEL).map(SshHost::parse);
  }

  /** Whom to log in as by ssh; empty for whom it takes by itself. */
  Optional<String> sshUsername(Map<String, String> environment) {
    try {
      return sshUsername(effective(environment));
    } catch (IOException e) {
      throw CommandFailure.failed(e.getMessage());
    }
  }

  private static Optional<String> sshUsername(Effective effective) {
    return effective.text(Setting.SSH_USERNAME);
  }

  /** The directory of the stack that belongs to the fleet, if the context in use names one. */
  Optional<Path> stackDirectory(Map<String, String> environment) throws IOException {
    return effective(environment).path(Setting.STACK);
  }

  /** What counts of all that options, variables and contexts say. */
  Effective effective(Map<String, String> environment) throws IOException {
    return effective(precedence(environment, context()), environment);
  }

  /** What counts of all that a precedence hears. */
  Effective effective(Precedence precedence, Map<String, String> environment) throws IOException {
    try {
      Effective effective = precedence.effective();
      refuseFleetctlsEtcd(effective, environment);
      return effective;
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }

  /** Who is heard before whom, where an option names a context or none does. */
  Precedence precedence(Map<String, String> environment, Optional<String> named) {
    return new Precedence(
        given(),
        named,
        environment,
        contextFile(environment),
        () -> DevState.running(DevState.directory(environment)).map(DevState::endpoint));
  }

  /** The file that the contexts are in. */
  ContextFile contextFile(Map<String, String> environment) {
    return ContextFile.find(Optional.ofNullable(configFile), environment);
  }

  /** The context that an option names. */
  Optional<String> context() {
    return Optional.ofNullable(context);
  }

  /** What options say of a fleet, as it was typed. */
  Map<Setting, String> given() {
    Map<Setting, String> given = new EnumMap<>(Setting.class);
    put(given, Setting.ENDPOINT, endpoint);
    put(given, Setting.ETCD, etcd);
    put(given, Setting.ETCD_KEY_PREFIX, etcdKeyPrefix);
    put(given, Setting.ETCD_USERNAME, etcdUsername);
    put(given, Setting.ETCD_PASSWORD_FILE, etcdPasswordFile);
    put(given, Setting.SECRET_KEY_FILE, secretKeyFile);
    put(given, Setting.CA_FILE, caFile);
    put(given, Setting.CERT_FILE, certFile);
    put(given, Setting.KEY_FILE, keyFile);
    put(given, Setting.TUNNEL, tunnel);
    put(given, Setting.SSH_USERNAME, sshUsername);
    put(given, Setting.REQUEST_TIMEOUT, requestTimeout);
    return given;
  }

  private static void put(Map<Setting, String> given, Setting setting, Object option) {
    if (option != null) {
      given.put(setting, option.toString());
    }
  }

  private static FleetAddress.Place place(Effective effective) throws IOException {
    return switch (effective.way().orElseThrow()) {
      case API -> api(effective);
      case ETCD -> etcd(effective);
    };
  }

  private static FleetAddress.Api api(Effective effective) {
    return new FleetAddress.Api(
        effective.text(Setting.ENDPOINT).orElseThrow(),
        new ClientTls(
            effective.path(Setting.CA_FILE),
            effective.path(Setting.CERT_FILE),
            effective.path(Setting.KEY_FILE)),
        requestTimeout(effective));
  }

  private static FleetAddress.Etcd etcd(Effective effective) throws IOException {
    EtcdSettings plain = EtcdSettings.of(effective.text(Setting.ETCD).orElseThrow());
    EtcdSettings settings =
        plain
            .withTls(
                new Tls(
                    effective.path(Setting.CA_FILE),
                    effective.path(Setting.CERT_FILE),
                    effective.path(Setting.KEY_FILE)))
            .withPrefix(effective.text(Setting.ETCD_KEY_PREFIX).orElse(""))
            .withRequestTimeout(requestTimeout(effective).orElse(plain.requestTimeout()));
    Optional<String> user = effective.text(Setting.ETCD_USERNAME);
    Optional<String> password = password(effective);
    return new FleetAddress.Etcd(
        user.isPresent() || password.isPresent()
            ? settings.withLogin(new Login(user.orElse(""), password.orElse("")))
            : settings,
        effective.path(Setting.SECRET_KEY_FILE));
  }

  private static Optional<String> password(Effective effective) throws IOException {
    Optional<Path> file = effective.path(Setting.ETCD_PASSWORD_FILE);
    if (file.filter(Files::isDirectory).isPresent()) {
      throw new IllegalArgumentException(
          "%s is a directory, not a file with a password".formatted(file.get()));
    }
    return file.isPresent()
        ? Optional.of(Files.readString(file.get()).stripTrailing())
        : effective.text(Setting.ETCD_PASSWORD);
  }

  private static Optional<Duration> requestTimeout(Effective effective) {
    return effective
        .value(Setting.REQUEST_TIMEOUT)
        .map(
            value -> {
              try {
                return timeout(value.text());
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "%s: %s".formatted(value.source(), e.getMessage()), e);
              }
            });
  }

  /**
   * Reads a time for requests.
   *
   * @throws IllegalArgumentException when it is none, in one line
   */
  static Duration timeout(String text) {
    Duration time = TimeSpan.parse(text);
    if (time.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "'%s' is too short for a request: give 10ms or more".formatted(text));
    }
    return time;
  }

  /** fleet's own driver "etcd" kept a fleet where today's etcd has nothing. */
  private void refuseFleetctlsEtcd(Effective effective, Map<String, String> environment) {
    Optional<Source> named = effective.value(Setting.ENDPOINT).map(Value::source);
    boolean fleetctls =
        named
            .filter(
                source ->
                    source instanceof Source.Flag
                        || (source instanceof Source.Variable variable
                            && variable.name().startsWith("FLEETCTL_")))
            .isPresent();
    String said =
        driver != null ? driver : fleetctls ? environment.getOrDefault("FLEETCTL_DRIVER", "") : "";
    if (said.equalsIgnoreCase("etcd")) {
      throw CommandFailure.badInput(
          "%s: fleet kept its units in etcd v2, which is not readable here; name the fleet's API (--driver API --endpoint URL), or a fleet of fleetk's own with --etcd URL"
              .formatted(driver != null ? "--driver etcd" : "FLEETCTL_DRIVER=" + said));
    }
    if (!said.isBlank() && !said.equalsIgnoreCase("API")) {
      throw CommandFailure.badInput(
          "%s '%s': the only driver is API"
              .formatted(driver != null ? "--driver" : "FLEETCTL_DRIVER", said));
    }
  }
}
