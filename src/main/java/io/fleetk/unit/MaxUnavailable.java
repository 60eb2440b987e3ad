package io.fleetk.unit;

/**
 * How many of a component's instances a rollout may take down at once ({@code MaxUnavailable=}).
 */
public sealed interface MaxUnavailable {
  /** A number of instances, at least one. */
  record Count(int instances) implements MaxUnavailable {
    @Override
    public String toString() {
      return Integer.toString(instances);
    }
  }

  /** A share of the instances in per cent, 1 to 100, rounded down but never to none. */
  record Percent(int percent) implements MaxUnavailable {
    @Override
    public String toString() {
      return percent + "%";
    }
  }

  /** How many of {@code total} instances may be unavailable: at least one. */
  default int of(int total) {
    return switch (this) {
      case Count count -> Math.max(1, count.instances());
      case Percent share -> Math.max(1, total * share.percent() / 100);
    };
  }
}
