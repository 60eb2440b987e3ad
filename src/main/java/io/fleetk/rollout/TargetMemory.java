package io.fleetk.rollout;

import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.plan.Target;
import io.fleetk.plan.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a rollout remembers of its targets: what it did to them, and since when they are how. */
final class TargetMemory {
  /** What was done to a target: the version it was given, and what it said at that time. */
  private record Touch(Optional<Version> version, Optional<UnitStatus> before) {}

  private final Map<Place, Touch> touches = new HashMap<>();
  private final Map<Place, Instant> readySince = new HashMap<>();
  private final Map<Place, Instant> unreadySince = new HashMap<>();

  /** Notes that a target was given a version to take. */
  void give(Target target, Version version, Instant now) {
    touch(target, Optional.of(version), now);
  }

  /** Notes that a target was told to start or to stop. */
  void stir(Target target, Instant now) {
    Optional<Version> given = place(target).map(touches::get).flatMap(Touch::version);
    touch(target, given, now);
  }

  private void touch(Target target, Optional<Version> version, Instant now) {
    place(target)
        .ifPresent(
            place -> {
              touches.put(place, new Touch(version, target.status()));
              readySince.remove(place);
              unreadySince.put(place, now);
            });
  }

  boolean wasTouched(Target target) {
    return place(target).filter(touches::containsKey).isPresent();
  }

  boolean wasGiven(Target target, Version version) {
    return place(target)
        .map(touches::get)
        .flatMap(Touch::version)
        .filter(version::equals)
        .isPresent();
  }

  /** Whether what the target says may be from before it was touched. */
  boolean mayBeOld(Target target) {
    return place(target)
        .map(touches::get)
        .filter(touch -> touch.before().equals(target.status()))
        .isPresent();
  }

  /**
   * Notes how a target is now.
   *
   * @param settled whether it is ready with what it should have
   */
  void see(Target target, boolean settled, Instant now) {
    Optional<Place> place = place(target);
    if (place.isEmpty()) {
      return;
    }
    if (settled) {
      readySince.putIfAbsent(place.get(), now);
      unreadySince.remove(place.get());
    } else {
      readySince.remove(place.get());
      if (target.present()) {
        unreadySince.putIfAbsent(place.get(), now);
      } else {
        // Its time runs while its machine is there.
        unreadySince.remove(place.get());
      }
    }
  }

  /** How long a target has been ready; zero when it is not. */
  Duration readyFor(Target target, Instant now) {
    return since(readySince, target, now);
  }

  /** How long a target on a machine that is there has not been ready; zero when it is. */
  Duration unreadyFor(Target target, Instant now) {
    return since(unreadySince, target, now);
  }

  private static Duration since(Map<Place, Instant> moments, Target target, Instant now) {
    return place(target)
        .map(moments::get)
        .map(moment -> Duration.between(moment, now))
        .orElse(Duration.ZERO);
  }

  private static Optional<Place> place(Target target) {
    return target.machineId().map(machine -> new Place(target.unit(), machine));
  }
}
