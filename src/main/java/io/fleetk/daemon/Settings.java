package io.fleetk.daemon;

import io.fleetk.daemon.ConfigurationFile.Setting;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.TimeSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A daemon's settings by their keys: later sources win, and what is wrong is kept to be told. */
final class Settings {
  /** Later ones win. */
  private static final List<String> ENVIRONMENT = List.of("FLEET_", "FLEETK_");

  private static final Map<String, String> WITHOUT_EFFECT =
      Map.of(
          "authorized_keys_file", "fleet itself had given it up",
          "disable_watches", "watches are what an engine follows changes by",
          "enable_grpc", "engine and agents meet in etcd alone",
          "engine_reconcile_interval", "the engine follows changes as they come",
          "units_directory", "units lie in /run/fleetk",
          "verify_units", "fleet itself had given it up");

  /** All settings that do something. */
  static final Set<String> KEYS =
      Set.of(
          "agent_grace",
          "agent_ttl",
          "api_cafile",
          "api_certfile",
          "api_keyfile",
          "disable_agent",
          "disable_api",
          "disable_engine",
          "etcd_cafile",
          "etcd_certfile",
          "etcd_key_prefix",
          "etcd_keyfile",
          "etcd_password",
          "etcd_request_timeout",
          "etcd_servers",
          "etcd_username",
          "leader_ttl",
          "listen",
          "listen_insecure",
          "metadata",
          "public_ip",
          "secret_key_file",
          "systemd_user",
          "token_limit",
          "verbosity");

  private final Map<String, Setting> settings = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** What keeps the settings from being used, a line each. */
  List<String> problems() {
    return problems;
  }

  /** Settings that nobody knows, or that have no effect, a line each. */
  List<String> warnings() {
    return warnings;
  }

  /** Takes what a file says. */
  void take(ConfigurationFile file) {
    warnings.addAll(file.problems());
    file.settings().forEach(this::take);
  }

  /** Takes what the environment says. */
  void take(Map<String, String> environment) {
    ENVIRONMENT.forEach(prefix -> take(prefix, environment));
  }

  private void take(String prefix, Map<String, String> environment) {
    for (String name : new TreeSet<>(environment.keySet())) {
      String key = name.substring(Math.min(prefix.length(), name.length()));
      key = key.toLowerCase(Locale.ROOT);
      if (name.startsWith(prefix) && (KEYS.contains(key) || WITHOUT_EFFECT.containsKey(key))) {
        take(new Setting(key, environment.get(name), name));
      }
    }
  }

  private void take(Setting setting) {
    String key = setting.key();
    if (KEYS.contains(key)) {
      settings.put(key, setting);
    } else if (WITHOUT_EFFECT.containsKey(key)) {
      warnings.add(
          "%s: '%s' has no effect here: %s; remove it"
              .formatted(setting.where(), key, WITHOUT_EFFECT.get(key)));
    } else {
      warnings.add(
          "%s: there is no setting '%s'; %s"
              .formatted(setting.where(), key, Nearest.suggestionOr(key, KEYS, "remove it")));
    }
  }

  /** A setting that says something. */
  Optional<Setting> text(String key) {
    return Optional.ofNullable(settings.get(key)).filter(setting -> !setting.value().isBlank());
  }

  /** Whether a setting says yes, as Go's {@code strconv.ParseBool} reads it. */
  boolean flag(String key) {
    Optional<Setting> setting = text(key);
    if (setting.isEmpty()) {
      return false;
    }
    return switch (setting.get().value()) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> {
        refuse(setting.get(), setting.get().value(), "write true or false");
        yield false;
      }
    };
  }

  /** A setting that is a number. */
  int number(String key, int otherwise, int least) {
    Optional<Setting> setting = text(key);
    if (setting.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(setting.get().value());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // It is refused like one that is too small.
    }
    refuse(setting.get(), setting.get().value(), "write a number from %d on".formatted(least));
    return otherwise;
  }

  /** A setting that is a time. */
  Duration time(String key, Duration otherwise, Duration least) {
    Optional<Setting> setting = text(key);
    if (setting.isEmpty()) {
      return otherwise;
    }
    try {
      Duration time = TimeSpan.parse(setting.get().value());
      if (time.compareTo(least) >= 0) {
        return time;
      }
      refuse(setting.get(), setting.get().value(), "at least %d s".formatted(least.toSeconds()));
    } catch (IllegalArgumentException e) {
      refuse(setting.get(), setting.get().value(), e.getMessage());
    }
    return otherwise;
  }

  /** The words of a list, as fleet takes them: with or without brackets and quotes. */
  static List<String> words(String list) {
    List<String> words = new ArrayList<>();
    for (String word : list.split(",", -1)) {
      String bare = word.replaceFirst("^[ \\[\"]+", "").replaceFirst("[ \\]\"]+$", "");
      if (!bare.isBlank()) {
        words.add(bare);
      }
    }
    return words;
  }

  /** Notes that a setting cannot be used. */
  void refuse(Setting setting, String text, String why) {
    problems.add("%s: %s '%s': %s".formatted(setting.where(), setting.key(), text, why));
  }

  /** Notes that a setting can be used, and is hardly meant so. */
  void warn(Setting setting, String why) {
    warnings.add("%s: %s: %s".formatted(setting.where(), setting.key(), why));
  }

  /** Notes that the settings as a whole cannot be used. */
  void refuse(String why) {
    problems.add(why);
  }
}
