package io.fleetk.rollout;

import io.fleetk.plan.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which targets may be touched now, so that of all targets no more than a number are
 * unavailable at a time. Pure.
 */
final class Pacing {
  private static final Comparator<Candidate> ORDER =
      Comparator.<Candidate, Boolean>comparing(Candidate::available)
          .thenComparingLong(candidate -> instance(candidate.target()))
          .thenComparing(candidate -> candidate.target().unit())
          .thenComparing(candidate -> candidate.target().machineId().orElse(""));

  private Pacing() {}

  /**
   * A target before a decision.
   *
   * @param target the target
   * @param goal what it should become
   * @param stale whether it must be touched to get there
   * @param available whether it does its work: it is ready, and has been for long enough when it
   *     was touched
   */
  record Candidate(Target target, UnitGoal goal, boolean stale, boolean available) {}

  /**
   * The ones to touch now. Those that do no work anyway come first and cost nothing, but no more
   * are under way at a time than may be unavailable: a text that fails should fail few.
   *
   * @param candidates every target of a component
   * @param maxUnavailable how many may be unavailable
   */
  static List<Candidate> next(List<Candidate> candidates, int maxUnavailable) {
    long unavailable = candidates.stream().filter(one -> !one.available()).count();
    long underWay = candidates.stream().filter(one -> !one.available() && !one.stale()).count();
    List<Candidate> chosen = new ArrayList<>();
    for (Candidate candidate :
        candidates.stream().filter(Candidate::stale).sorted(ORDER).toList()) {
      boolean affordable = !candidate.available() || unavailable < maxUnavailable;
      if (affordable && underWay < maxUnavailable) {
        chosen.add(candidate);
        underWay++;
        unavailable += candidate.available() ? 1 : 0;
      }
    }
    return chosen;
  }

  /** Instance 10 comes after instance 9. */
  private static long instance(Target target) {
    String instance = target.unit().instance();
    return !instance.isEmpty()
            && instance.length() < 10
            && instance.chars().allMatch(Character::isDigit)
        ? Long.parseLong(instance)
        : 0;
  }
}
