package io.fleetk.context;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What counts in the end: the fleet that is meant and how it is reached.
 *
 * @param way how it is reached; empty when none is named and no dev fleet runs
 * @param context the name of the context that is used, and who says so; empty when none is
 * @param settings what counts, and where it is from
 */
public record Effective(Optional<Way> way, Optional<Value> context, Map<Setting, Value> settings) {
  /** What counts. */
  public Effective {
    requireNonNull(way);
    requireNonNull(context);
    Map<Setting, Value> copy = new EnumMap<>(Setting.class);
    copy.putAll(settings);
    settings = Collections.unmodifiableMap(copy);
  }

  /** A setting, and where it is from. */
  public Optional<Value> value(Setting setting) {
    return Optional.ofNullable(settings.get(setting));
  }

  /** A setting. */
  public Optional<String> text(Setting setting) {
    return value(setting).map(Value::text);
  }

  /** A setting that is a path. */
  public Optional<Path> path(Setting setting) {
    return text(setting).map(Path::of);
  }

  /** A setting as it may be shown to anybody. */
  public String shown(Setting setting) {
    return setting.isSecret() ? "(not shown)" : text(setting).orElse("");
  }
}
