package io.fleetk.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.UnitSubmission;
import io.fleetk.plan.Stacks;
import io.fleetk.plan.Target;
import io.fleetk.rollout.Pacing.Candidate;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PacingProperties {
  private static final UnitName UNIT = UnitName.of("proxy.service");
  private static final UnitGoal GOAL =
      new UnitGoal(
          new UnitSubmission(
              UNIT,
              UnitContent.of(Stacks.file("[Service]\nExecStart=/bin/one\n")),
              DesiredState.LAUNCHED,
              Optional.empty(),
              true),
          List.of());

  private static List<Candidate> candidates(List<Integer> kinds) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      Target target =
          new Target(
              UNIT,
              Optional.of("%032x".formatted(i)),
              Optional.empty(),
              Optional.empty(),
              true,
              false,
              Optional.empty());
      candidates.add(new Candidate(target, GOAL, kinds.get(i) % 2 == 1, kinds.get(i) >= 2));
    }
    return candidates;
  }

  private static long unavailable(List<Candidate> candidates) {
    return candidates.stream().filter(one -> !one.available()).count();
  }

  @Property
  void neverTakesAnAvailableOneBeyondTheLimit(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 3) Integer> kinds,
      @ForAll @IntRange(min = 1, max = 12) int limit) {
    List<Candidate> all = candidates(kinds);

    List<Candidate> taken = Pacing.next(all, limit);

    long nowDown = unavailable(all) + taken.stream().filter(Candidate::available).count();
    assertThat(nowDown).isLessThanOrEqualTo(Math.max(limit, unavailable(all)));
    assertThat(taken).allMatch(Candidate::stale).doesNotHaveDuplicates();
  }

  @Property
  void takesThoseThatDoNoWorkFirst(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 3) Integer> kinds,
      @ForAll @IntRange(min = 1, max = 12) int limit) {
    List<Candidate> all = candidates(kinds);

    List<Candidate> taken = Pacing.next(all, limit);

    if (taken.stream().anyMatch(Candidate::available)) {
      assertThat(taken).containsAll(all.stream().filter(c -> c.stale() && !c.available()).toList());
    }
  }

  @Property
  void neverHasMoreUnderWayThanTheLimit(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 3) Integer> kinds,
      @ForAll @IntRange(min = 1, max = 12) int limit) {
    List<Candidate> all = candidates(kinds);
    long underWay = all.stream().filter(c -> !c.stale() && !c.available()).count();

    long after = underWay + Pacing.next(all, limit).size();

    assertThat(after).isLessThanOrEqualTo(Math.max(limit, underWay));
  }

  @Property
  void takesSomethingWhenNothingIsUnderWayAndSomethingIsStale(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 3) Integer> kinds,
      @ForAll @IntRange(min = 1, max = 12) int limit) {
    // Without the kind 0, all that does no work is stale, so nothing is under way.
    List<Candidate> all = candidates(kinds);

    assertThat(Pacing.next(all, limit).isEmpty())
        .isEqualTo(all.stream().noneMatch(Candidate::stale));
  }
}
