package io.fleetk.context;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.Nearest;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a file of contexts says.
 *
 * @param file the file, as people call it
 * @param current the name of the one that is used unless told otherwise; it need not be there
 * @param byName all contexts, in their order
 */
public record Contexts(String file, Optional<String> current, Map<String, Context> byName) {
  /** What a file says. */
  public Contexts {
    requireNonNull(file);
    requireNonNull(current);
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /** All contexts. */
  public Collection<Context> all() {
    return byName.values();
  }

  /**
   * The context of a name.
   *
   * @throws IllegalArgumentException when there is none, in one line
   */
  public Context named(String name) {
    return Optional.ofNullable(byName.get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    byName.isEmpty()
                        ? "there is no context '%s': %s has none; 'fleetk context set %s --endpoint URL' makes one"
                            .formatted(name, file, name)
                        : "there is no context '%s' in %s; %s"
                            .formatted(
                                name,
                                file,
                                Nearest.suggestionOr(
                                    name, byName.keySet(), "'fleetk context list' lists them"))));
  }

  /** The same with another current one, or without any. */
  public Contexts using(Optional<String> name) {
    return new Contexts(file, name, byName);
  }

  /** The same with a context, in place of the one of its name. */
  public Contexts with(Context context) {
    Map<String, Context> next = new LinkedHashMap<>(byName);
    next.put(context.name(), context);
    return new Contexts(file, current, next);
  }

  /** The same without a context, which is current no more. */
  public Contexts without(String name) {
    Map<String, Context> next = new LinkedHashMap<>(byName);
    next.remove(name);
    return new Contexts(file, current.filter(one -> !one.equals(name)), next);
  }
}
