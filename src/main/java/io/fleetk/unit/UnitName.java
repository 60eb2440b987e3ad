package io.fleetk.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A unit's name, such as {@code kubelet.service} or {@code kube-apiserver@1.service}, checked by
 * the rules of the fleet v1 API and systemd.unit(5).
 *
 * @param text the whole name
 */
public record UnitName(@JsonValue String text) implements Comparable<UnitName> {
  // systemd's limit; fleet's own is one more, and such a unit would never load.
  private static final int MAX_LENGTH = 255;
  private static final String CHARACTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:-_.\\@";

  private static final Set<String> TYPES =
      Set.of(
          "automount",
          "busname",
          "device",
          "mount",
          "path",
          "scope",
          "service",
          "slice",
          "snapshot",
          "socket",
          "swap",
          "target",
          "timer");

  private static final Set<String> TEMPLATE_TYPES =
      Set.of("path", "service", "socket", "target", "timer");

  /**
   * A unit name.
   *
   * @throws IllegalArgumentException saying which rule the name breaks
   */
  @JsonCreator
  public UnitName {
    Optional<String> problem = problemWith(text);
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get());
    }
  }

  /** A unit name; reads well where names are made. */
  public static UnitName of(String text) {
    return new UnitName(text);
  }

  /** Why a text is no unit name, in fleet's words; empty when it is one. */
  public static Optional<String> problemWith(String text) {
    if (text.isEmpty()) {
      return Optional.of("unit name cannot be empty");
    }
    if (text.length() > MAX_LENGTH) {
      return Optional.of("unit name exceeds maximum length (%d)".formatted(MAX_LENGTH));
    }
    int dot = text.lastIndexOf('.');
    if (dot < 0) {
      return Optional.of("unit name must contain \".\"");
    }
    if (dot == text.length() - 1) {
      return Optional.of("unit name cannot end in \".\"");
    }
    String type = text.substring(dot + 1);
    if (!TYPES.contains(type)) {
      return Optional.of("invalid unit type: \"%s\"".formatted(type));
    }
    if (text.contains("@") && !TEMPLATE_TYPES.contains(type)) {
      return Optional.of("invalid unit type for template: \"%s\"".formatted(type));
    }
    if (dot == 0) {
      return Optional.of("unit name cannot start in \".\"");
    }
    OptionalInt bad =
        text.substring(0, dot).codePoints().filter(c -> CHARACTERS.indexOf(c) < 0).findFirst();
    if (bad.isPresent()) {
      return Optional.of("invalid character '%c' in unit name".formatted(bad.getAsInt()));
    }
    if (text.startsWith("@")) {
      return Optional.of("unit name cannot start in \"@\"");
    }
    return Optional.empty();
  }

  /** Every type that a unit may have, such as {@code service}. */
  public static Set<String> types() {
    return TYPES;
  }

  /** The type, such as {@code service}. */
  public String type() {
    return text.substring(text.lastIndexOf('.') + 1);
  }

  /** The name without its type, such as {@code kube-apiserver@1} (systemd's {@code %N}). */
  public String stem() {
    return text.substring(0, text.lastIndexOf('.'));
  }

  /** What stands before the first {@code @}, or the stem where there is none ({@code %p}). */
  public String prefix() {
    int at = stem().indexOf('@');
    return at < 0 ? stem() : stem().substring(0, at);
  }

  /** What stands between the first {@code @} and the type ({@code %i}); empty for a plain name. */
  public String instance() {
    int at = stem().indexOf('@');
    return at < 0 ? "" : stem().substring(at + 1);
  }

  /** Whether this names a template, such as {@code kube-apiserver@.service}. */
  public boolean isTemplate() {
    return stem().indexOf('@') >= 0 && instance().isEmpty();
  }

  /** Whether this names an instance of a template, such as {@code kube-apiserver@1.service}. */
  public boolean isInstance() {
    return !instance().isEmpty();
  }

  /** The number of an instance that is called by one, counted from 1; empty for all others. */
  public OptionalInt number() {
    return instance().matches("[1-9]\\d{0,8}")
        ? OptionalInt.of(Integer.parseInt(instance()))
        : OptionalInt.empty();
  }

  /** The template that this is an instance of; empty unless it is one. */
  public Optional<UnitName> template() {
    return isInstance() ? Optional.of(new UnitName(prefix() + "@." + type())) : Optional.empty();
  }

  /**
   * An instance of this template.
   *
   * @throws IllegalStateException when this is no template
   */
  public UnitName withInstance(String instance) {
    if (!isTemplate()) {
      throw new IllegalStateException(text + " is no template");
    }
    return new UnitName(prefix() + "@" + instance + "." + type());
  }

  /**
   * The component that this unit is, or is one instance of: {@code kube-apiserver} for {@code
   * kube-apiserver@1.service}; the type is left out for services and kept for others.
   */
  public String component() {
    return type().equals("service") ? prefix() : prefix() + "." + type();
  }

  /** A text with the specifiers {@code %n %N %p %i} put in, in fleet's order. */
  public String expand(String value) {
    return value
        .replace("%n", text)
        .replace("%N", stem())
        .replace("%p", prefix())
        .replace("%i", instance());
  }

  @Override
  public int compareTo(UnitName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
