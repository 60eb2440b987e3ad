package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.api.ListenOn.Place;
import io.fleetk.api.TlsFiles;
import io.fleetk.daemon.ConfigurationFile.Setting;
import io.fleetk.daemon.DaemonConfiguration.Part;
import io.fleetk.engine.EngineSettings;
import io.fleetk.store.EtcdSettings;
import io.fleetk.store.EtcdSettings.Login;
import io.fleetk.store.EtcdSettings.Tls;
import io.fleetk.store.EtcdStore;
import io.fleetk.v1.PageToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads how a daemon is to run, from its file and over that its environment. */
public final class DaemonConfigurationReader {
  /** Where a configuration is looked for when none is named, in this order. */
  public static final List<Path> USUAL_FILES =
      List.of(Path.of("/etc/fleetk/fleetk.conf"), Path.of("/etc/fleet/fleet.conf"));

  /** Where the keys of secrets are looked for when nobody says where they are. */
  static final Path SECRET_KEY = Path.of("/etc/fleetk/secret.key");

  /** The credential (systemd.exec(5), {@code LoadCredential=}) that goes before that file. */
  private static final String SECRET_KEY_CREDENTIAL = "fleetk-secret-key";

  /** Where fleetctl looks for a daemon, and the group that fleet's own socket unit lets in. */
  private static final Place.Socket SOCKET = socket(Path.of("/run/fleet.sock"));

  /** Stands in {@code listen} for the socket that systemd passes. */
  private static final String PASSED = "systemd";

  private static final String PLACES =
      "use unix:///PATH, http://HOST:PORT, https://HOST:PORT or systemd";

  private final Settings settings = new Settings();
  private final Map<String, String> environment;
  private final Optional<ServerSocketChannel> passed;

  private DaemonConfigurationReader(
      Map<String, String> environment, Optional<ServerSocketChannel> passed) {
    this.environment = environment;
    this.passed = passed;
  }

  private static Place.Socket socket(Path path) {
    return new Place.Socket(path, Optional.of("fleet"));
  }

  /**
   * A configuration, and what is to be said of it.
   *
   * @param configuration how to run
   * @param source the file it comes from; empty when there is none
   * @param warnings settings that nobody knows, or that have no effect, a line each
   */
  public record Read(
      DaemonConfiguration configuration, Optional<Path> source, List<String> warnings) {
    /** Copies the list. */
    public Read {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads a configuration.
   *
   * @param file the file; empty for the first of {@link #USUAL_FILES} that is there
   * @param environment {@code FLEET_…} and {@code FLEETK_…} override the file
   * @param passed the socket that systemd listens on for this process
   * @throws ConfigurationException naming every setting that cannot be used
   * @throws IOException when the file cannot be read
   */
  public static Read read(
      Optional<Path> file, Map<String, String> environment, Optional<ServerSocketChannel> passed)
      throws ConfigurationException, IOException {
    var reader = new DaemonConfigurationReader(environment, passed);
    Optional<Path> source = file.or(() -> USUAL_FILES.stream().filter(Files::exists).findFirst());
    if (source.isPresent()) {
      reader.settings.take(
          ConfigurationFile.parse(source.get().toString(), Files.readString(source.get(), UTF_8)));
    }
    reader.settings.take(environment);
    DaemonConfiguration configuration = reader.configuration();
    if (!reader.settings.problems().isEmpty()) {
      throw new ConfigurationException(reader.settings.problems());
    }
    return new Read(configuration, source, reader.settings.warnings());
  }

  private DaemonConfiguration configuration() {
    Optional<TlsFiles> apiTls = apiTls();
    return new DaemonConfiguration(
        etcd(),
        value("public_ip"),
        metadata(),
        settings.time("agent_ttl", EngineSettings.AGENT_TTL, Duration.ofSeconds(1)),
        settings.time("agent_grace", EngineSettings.AGENT_GRACE, Duration.ZERO),
        settings.time("leader_ttl", EngineSettings.LEADER_TTL, Duration.ofSeconds(1)),
        parts(),
        listen(apiTls),
        settings.number("token_limit", PageToken.DEFAULT_LIMIT, 1),
        secretKeyFile(),
        settings.number("verbosity", 0, 0) > 0);
  }

  private EtcdSettings etcd() {
    Optional<Setting> servers = settings.text("etcd_servers");
    String urls =
        servers
            .map(setting -> String.join(",", Settings.words(setting.value())))
            .orElse("http://127.0.0.1:2379");
    EtcdSettings etcd = EtcdSettings.of("http://127.0.0.1");
    try {
      etcd = EtcdSettings.of(urls);
    } catch (IllegalArgumentException e) {
      servers.ifPresent(setting -> settings.refuse(setting, urls, e.getMessage()));
      return etcd;
    }
    try {
      etcd =
          etcd.withTls(new Tls(file("etcd_cafile"), file("etcd_certfile"), file("etcd_keyfile")));
      etcd = etcd.withPrefix(value("etcd_key_prefix").orElse(""));
      etcd =
          etcd.withRequestTimeout(
              settings.time("etcd_request_timeout", etcd.requestTimeout(), Duration.ofMillis(100)));
      Optional<String> user = value("etcd_username");
      Optional<String> password = value("etcd_password");
      if (user.isPresent() || password.isPresent()) {
        etcd = etcd.withLogin(new Login(user.orElse(""), password.orElse("")));
      }
      if (etcd.isTls() && settings.problems().isEmpty()) {
        // Whether keys and certificates are what they should be shows only now.
        EtcdStore.open(etcd).close();
      }
    } catch (IllegalArgumentException e) {
      settings.refuse("etcd's settings: " + e.getMessage());
    }
    return etcd;
  }

  /** The file need not be there: a machine that has no secrets to deliver needs no key. */
  private Path secretKeyFile() {
    return value("secret_key_file")
        .map(Path::of)
        .or(
            () ->
                Optional.ofNullable(environment.get("CREDENTIALS_DIRECTORY"))
                    .map(folder -> Path.of(folder, SECRET_KEY_CREDENTIAL))
                    .filter(Files::exists))
        .orElse(SECRET_KEY);
  }

  private Optional<String> value(String key) {
    return settings.text(key).map(Setting::value);
  }

  /** A file that a setting names and that can be read. */
  private Optional<Path> file(String key) {
    Optional<Setting> setting = settings.text(key);
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    Path path = Path.of(setting.get().value());
    if (!Files.isReadable(path)) {
      settings.refuse(setting.get(), setting.get().value(), "no file that can be read");
    }
    return Optional.of(path);
  }

  /** fleet's reading: space around commas and equals signs does not count, the last one wins. */
  private Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    Optional<Setting> setting = settings.text("metadata");
    for (String pair : setting.map(one -> Settings.words(one.value())).orElse(List.of())) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        settings.refuse(setting.orElseThrow(), pair, "no key=value pair");
      } else {
        metadata.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return metadata;
  }

  private Set<Part> parts() {
    Set<Part> parts = EnumSet.allOf(Part.class);
    for (Part part : Part.values()) {
      if (settings.flag("disable_" + part.name().toLowerCase(Locale.ROOT))) {
        parts.remove(part);
      }
    }
    if (parts.isEmpty()) {
      settings.refuse("engine, agent and API are all disabled, which leaves nothing to run");
    }
    if (settings.flag("systemd_user")) {
      settings.refuse("systemd_user: a daemon runs units of the system's systemd; remove it");
    }
    return parts;
  }

  private Optional<TlsFiles> apiTls() {
    List<String> keys = List.of("api_cafile", "api_certfile", "api_keyfile");
    List<Optional<Path>> files = keys.stream().map(this::file).toList();
    if (files.stream().allMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    for (int at = 0; at < keys.size(); at++) {
      if (files.get(at).isEmpty()) {
        settings.refuse(
            "%s is missing: TLS needs %s".formatted(keys.get(at), String.join(", ", keys)));
        return Optional.empty();
      }
    }
    return Optional.of(
        new TlsFiles(
            files.get(0).orElseThrow(), files.get(1).orElseThrow(), files.get(2).orElseThrow()));
  }

  private List<Place> listen(Optional<TlsFiles> tls) {
    Optional<Setting> setting = settings.text("listen");
    if (setting.isEmpty()) {
      return List.of(passed.<Place>map(Place.Passed::new).orElse(SOCKET));
    }
    List<Place> places = new ArrayList<>();
    for (String word : Settings.words(setting.get().value())) {
      listener(setting.get(), word, tls).ifPresent(places::add);
    }
    if (passed.isPresent() && places.stream().noneMatch(Place.Passed.class::isInstance)) {
      settings.warn(
          setting.get(),
          "nobody answers at the socket that systemd listens on: add systemd to it, or stop"
              + " fleetk.socket");
    }
    return places;
  }

  private Optional<Place> listener(Setting setting, String word, Optional<TlsFiles> files) {
    if (word.equals(PASSED)) {
      if (passed.isEmpty()) {
        settings.refuse(setting, word, "systemd passes no socket; start fleetk.socket first");
      }
      return passed.map(Place.Passed::new);
    }
    URI uri;
    try {
      uri = URI.create(word);
    } catch (IllegalArgumentException e) {
      settings.refuse(setting, word, "no URL; " + PLACES);
      return Optional.empty();
    }
    if ("unix".equals(uri.getScheme()) && uri.getPath() != null && !uri.getPath().isEmpty()) {
      return Optional.of(unix(Path.of(uri.getPath())));
    }
    boolean tls = "https".equals(uri.getScheme());
    if (!(tls || "http".equals(uri.getScheme())) || uri.getHost() == null || uri.getPort() < 0) {
      settings.refuse(setting, word, PLACES);
      return Optional.empty();
    }
    if (tls && files.isEmpty()) {
      settings.refuse(setting, word, "https needs api_cafile, api_certfile and api_keyfile");
    }
    if (!tls && !isLoopback(uri.getHost()) && !settings.flag("listen_insecure")) {
      settings.refuse(
          setting,
          word,
          "everybody who reaches this address could run anything as root; use https://, a"
              + " loopback address, or say listen_insecure=true");
    }
    return Optional.of(
        new Place.Tcp(
            new InetSocketAddress(uri.getHost(), uri.getPort()), tls ? files : Optional.empty()));
  }

  /** A path where systemd listens is systemd's: it passes what comes in there. */
  private Place unix(Path path) {
    return passed
        .filter(channel -> isAt(channel, path))
        .<Place>map(Place.Passed::new)
        .orElseGet(() -> socket(path));
  }

  private static boolean isAt(ServerSocketChannel channel, Path path) {
    try {
      return channel.getLocalAddress() instanceof UnixDomainSocketAddress address
          && address.getPath().equals(path);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
