package io.fleetk.context;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be said of a fleet and how it is reached. */
public enum Setting {
  /** The API's URL; several are separated by commas. */
  ENDPOINT("endpoint", List.of("FLEETK_ENDPOINT", "FLEETCTL_ENDPOINT"), List.of()),
  /** The client URLs of etcd, separated by commas. */
  ETCD("etcd", List.of(), List.of("FLEETK_ETCD_SERVERS")),
  /** What the fleet's keys in etcd begin with. */
  ETCD_KEY_PREFIX(
      "etcd-key-prefix", List.of(), List.of("FLEETK_ETCD_KEY_PREFIX", "FLEETCTL_ETCD_KEY_PREFIX")),
  /** The user of etcd to be. */
  ETCD_USERNAME("etcd-username", List.of(), List.of("FLEETK_ETCD_USERNAME")),
  /** That user's password, which only a variable tells. */
  ETCD_PASSWORD("etcd-password", List.of(), List.of("FLEETK_ETCD_PASSWORD")),
  /** A file with nothing but that password. */
  ETCD_PASSWORD_FILE("etcd-password-file", List.of(), List.of("FLEETK_ETCD_PASSWORD_FILE")),
  /** The key that the fleet's secrets are encrypted with. */
  SECRET_KEY_FILE("secret-key-file", List.of(), List.of("FLEETK_SECRET_KEY_FILE")),
  /** The authority to trust. */
  CA_FILE("ca-file", List.of("FLEETK_CA_FILE", "FLEETCTL_CA_FILE"), List.of("FLEETK_ETCD_CAFILE")),
  /** The certificate to show. */
  CERT_FILE(
      "cert-file",
      List.of("FLEETK_CERT_FILE", "FLEETCTL_CERT_FILE"),
      List.of("FLEETK_ETCD_CERTFILE")),
  /** The key to that certificate. */
  KEY_FILE(
      "key-file", List.of("FLEETK_KEY_FILE", "FLEETCTL_KEY_FILE"), List.of("FLEETK_ETCD_KEYFILE")),
  /** The host to reach it from, by ssh. */
  TUNNEL(
      "tunnel",
      List.of("FLEETK_TUNNEL", "FLEETCTL_TUNNEL"),
      List.of("FLEETK_TUNNEL", "FLEETCTL_TUNNEL")),
  /** Whom to log in as by ssh. */
  SSH_USERNAME(
      "ssh-username",
      List.of("FLEETK_SSH_USERNAME", "FLEETCTL_SSH_USERNAME"),
      List.of("FLEETK_SSH_USERNAME", "FLEETCTL_SSH_USERNAME")),
  /** How long one request may take. */
  REQUEST_TIMEOUT(
      "request-timeout",
      List.of("FLEETK_REQUEST_TIMEOUT", "FLEETCTL_REQUEST_TIMEOUT"),
      List.of("FLEETK_REQUEST_TIMEOUT", "FLEETK_ETCD_REQUEST_TIMEOUT", "FLEETCTL_REQUEST_TIMEOUT")),
  /** The directory of the stack that belongs there; only a context tells. */
  STACK("stack", List.of(), List.of());

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> apiVariables;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> etcdVariables;

  Setting(String key, List<String> apiVariables, List<String> etcdVariables) {
    this.key = key;
    this.apiVariables = apiVariables;
    this.etcdVariables = etcdVariables;
  }

  /** What it is called in a context; its option is that after two dashes. */
  public String key() {
    return key;
  }

  /** The option that says it. */
  public String option() {
    return "--" + key;
  }

  /** The variables that say it, the first that is set counts. */
  List<String> variables(Way way) {
    return switch (way) {
      case API -> apiVariables;
      case ETCD -> etcdVariables;
    };
  }

  /** Whether it counts for fleets that are reached so. */
  boolean concerns(Way way) {
    return switch (way) {
      case API -> !isOfEtcd();
      case ETCD -> this != ENDPOINT;
    };
  }

  /** Whether it means something only where etcd is reached itself. */
  public boolean isOfEtcd() {
    return switch (this) {
      case ETCD,
          ETCD_KEY_PREFIX,
          ETCD_USERNAME,
          ETCD_PASSWORD,
          ETCD_PASSWORD_FILE,
          SECRET_KEY_FILE ->
          true;
      case ENDPOINT, CA_FILE, CERT_FILE, KEY_FILE, TUNNEL, SSH_USERNAME, REQUEST_TIMEOUT, STACK ->
          false;
    };
  }

  /** Whether it is about certificates. */
  boolean isOfTls() {
    return this == CA_FILE || this == CERT_FILE || this == KEY_FILE;
  }

  /** Whether it is the path of a file or directory. */
  public boolean isPath() {
    return isOfTls() || this == ETCD_PASSWORD_FILE || this == SECRET_KEY_FILE || this == STACK;
  }

  /** Whether its value is never shown. */
  boolean isSecret() {
    return this == ETCD_PASSWORD;
  }

  /** Those that a context may hold. */
  static List<Setting> ofContexts() {
    return Arrays.stream(values()).filter(setting -> !setting.isSecret()).toList();
  }

  /** The one that a context has under this name. */
  static Optional<Setting> of(String key) {
    return ofContexts().stream().filter(setting -> setting.key.equals(key)).findFirst();
  }

  /** What contexts call their settings. */
  static List<String> keys() {
    return ofContexts().stream().map(Setting::key).toList();
  }
}
