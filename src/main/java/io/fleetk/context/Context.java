package io.fleetk.context;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A fleet that has a name.
 *
 * @param name its name
 * @param settings what is known of it; paths as they were written
 */
public record Context(String name, Map<Setting, String> settings) {
  /** What stands for no context wherever one can be named. */
  public static final String NONE = "none";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,62}");

  /**
   * A fleet.
   *
   * @throws IllegalArgumentException when it cannot be called so or its settings contradict each
   *     other, in one line
   */
  public Context {
    if (name.equals(NONE)) {
      throw new IllegalArgumentException(
          "a context cannot be called 'none', which stands for no context; choose another name");
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name for a context: use letters, digits, '.', '_', '-' and '@'"
              .formatted(name));
    }
    Map<Setting, String> copy = new EnumMap<>(Setting.class);
    settings.forEach(
        (setting, text) -> {
          if (!text.isBlank()) {
            copy.put(setting, text);
          }
        });
    settings = Collections.unmodifiableMap(copy);
    conflict(copy).ifPresent(Context::refuse);
  }

  private static void refuse(String why) {
    throw new IllegalArgumentException(why);
  }

  private static Optional<String> conflict(Map<Setting, String> settings) {
    if (settings.containsKey(Setting.ENDPOINT) && settings.containsKey(Setting.ETCD)) {
      return Optional.of("endpoint and etcd name two ways to a fleet: keep one of them");
    }
    return settings.containsKey(Setting.ETCD)
        ? Optional.empty()
        : settings.keySet().stream()
            .filter(Setting::isOfEtcd)
            .findFirst()
            .map(setting -> setting.key() + " goes with etcd, which is not given");
  }

  /** One of its settings. */
  public Optional<String> text(Setting setting) {
    return Optional.ofNullable(settings.get(setting));
  }

  /** How its fleet is reached; empty when it names none. */
  Optional<Way> way() {
    if (settings.containsKey(Setting.ETCD)) {
      return Optional.of(Way.ETCD);
    }
    return settings.containsKey(Setting.ENDPOINT) || settings.containsKey(Setting.TUNNEL)
        ? Optional.of(Way.API)
        : Optional.empty();
  }

  /**
   * The same with some settings changed.
   *
   * @param changes new values; an empty one takes the setting away
   * @throws IllegalArgumentException when they contradict what is there, in one line
   */
  public Context with(Map<Setting, String> changes) {
    Map<Setting, String> next = new EnumMap<>(Setting.class);
    next.putAll(settings);
    next.putAll(changes);
    return new Context(name, next);
  }
}
