package io.fleetk.systemd;

import io.fleetk.unit.TimeSpan;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitOption;
import io.fleetk.unit.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One section of a unit file, read as systemd reads values: continued lines joined, specifiers
 * expanded, an empty assignment taking back what stood before it.
 */
final class Section {
  private final List<UnitOption> options;
  private final UnaryOperator<String> specifiers;

  Section(UnitFile file, String name, UnaryOperator<String> specifiers) {
    this.options = file.options().stream().filter(o -> o.section().equals(name)).toList();
    this.specifiers = specifiers;
  }

  /** The options that stand here, each once. */
  Set<String> names() {
    return Set.copyOf(options.stream().map(UnitOption::name).toList());
  }

  /** The values of an option that may be given several times. */
  List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (UnitOption option : options) {
      if (option.name().equals(name)) {
        String value = specifiers.apply(Words.joined(option.value()));
        if (value.isEmpty()) {
          values.clear();
        } else {
          values.add(value);
        }
      }
    }
    return values;
  }

  /** The value of an option of which the last counts. */
  Optional<String> last(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  /** The words of all values of an option that is a list. */
  List<String> words(String name) {
    return all(name).stream().flatMap(value -> Words.of(value).stream()).toList();
  }

  boolean yes(String name) {
    return last(name)
        .map(v -> Set.of("1", "yes", "y", "true", "t", "on").contains(v.toLowerCase(Locale.ROOT)))
        .orElse(false);
  }

  /**
   * A time span; what systemd would not understand it ignores with a warning, and so the default
   * stays.
   */
  Duration span(String name, Duration otherwise) {
    return last(name).flatMap(Section::span).orElse(otherwise);
  }

  /** A timeout, where {@code infinity} and zero mean that there is none. */
  Optional<Duration> timeout(String name, Optional<Duration> otherwise) {
    Optional<String> value = last(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.get().equals("infinity")) {
      return Optional.empty();
    }
    Optional<Duration> span = span(value.get());
    return span.isEmpty() ? otherwise : span.filter(Duration::isPositive);
  }

  int number(String name, int otherwise) {
    return last(name).filter(v -> v.matches("\\d{1,9}")).map(Integer::valueOf).orElse(otherwise);
  }

  private static Optional<Duration> span(String text) {
    try {
      return Optional.of(TimeSpan.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
