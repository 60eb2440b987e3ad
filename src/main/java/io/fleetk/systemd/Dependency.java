package io.fleetk.systemd;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways in which a unit may name another, as systemd.unit(5) has them. */
enum Dependency {
  REQUIRES("Requires"),
  REQUISITE("Requisite"),
  WANTS("Wants"),
  BINDS_TO("BindsTo"),
  PART_OF("PartOf"),
  CONFLICTS("Conflicts"),
  BEFORE("Before"),
  AFTER("After"),
  ON_FAILURE("OnFailure");

  /** What starting a unit starts as well, or else fails. */
  static final List<Dependency> PULL_IN = List.of(REQUIRES, BINDS_TO);

  /** Through which a failure to start reaches the jobs of those that name the unit. */
  static final List<Dependency> SHARE_START_FAILURE = List.of(REQUIRES, REQUISITE, BINDS_TO);

  /** Through which a stop or restart, asked for, reaches those that name the unit. */
  static final List<Dependency> SHARE_STOP = List.of(REQUIRES, REQUISITE, BINDS_TO, PART_OF);

  private final String option;

  Dependency(String option) {
    this.option = option;
  }

  /** The option's name in {@code [Unit]}. */
  String option() {
    return option;
  }

  static Optional<Dependency> named(String option) {
    return Stream.of(values()).filter(kind -> kind.option.equals(option)).findFirst();
  }
}
