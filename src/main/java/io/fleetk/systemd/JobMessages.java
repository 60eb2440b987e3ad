package io.fleetk.systemd;

/** What systemd logs of jobs, in its words for each type of unit. */
final class JobMessages {
  private JobMessages() {}

  /** That a job goes on, where doing it takes time. */
  static void begun(SimulatedUnit unit, Job.Type type) {
    String verb =
        switch (unit.name().type()) {
          case "mount" -> type == Job.Type.START ? "Mounting" : "Unmounting";
          case "swap" -> type == Job.Type.START ? "Activating swap" : "Deactivating swap";
          default -> type == Job.Type.START ? "Starting" : "Stopping";
        };
    unit.log("%s %s...".formatted(verb, unit.definition().title()));
  }

  /** That a job did something and is done with, one way or another. */
  static void finished(SimulatedUnit unit, Job.Type type, Job.Result result) {
    String title = unit.definition().title();
    switch (result) {
      case DONE -> unit.log(done(unit, type) + " " + title + ".");
      case FAILED ->
          unit.log(
              type == Job.Type.START
                  ? "Failed to %s %s.".formatted(verb(unit), title)
                  : "Failed to stop %s.".formatted(title));
      case DEPENDENCY -> {
        unit.log("Dependency failed for " + title + ".");
        unit.log(
            "%s: Job %s/start failed with result 'dependency'."
                .formatted(unit.name(), unit.name()));
      }
      case CANCELED, SKIPPED -> {}
    }
  }

  private static String verb(SimulatedUnit unit) {
    return switch (unit.name().type()) {
      case "mount" -> "mount";
      case "socket" -> "listen on";
      case "swap" -> "activate swap";
      default -> "start";
    };
  }

  private static String done(SimulatedUnit unit, Job.Type type) {
    boolean start = type == Job.Type.START || type == Job.Type.VERIFY_ACTIVE;
    return switch (unit.name().type()) {
      case "service" -> start ? (unit.endsByItself() ? "Finished" : "Started") : "Stopped";
      case "target" -> start ? "Reached target" : "Stopped target";
      case "socket" -> start ? "Listening on" : "Closed";
      case "mount" -> start ? "Mounted" : "Unmounted";
      case "swap" -> start ? "Activated swap" : "Deactivated swap";
      case "automount" -> start ? "Set up automount" : "Unset automount";
      case "slice" -> start ? "Created slice" : "Removed slice";
      default -> start ? "Started" : "Stopped";
    };
  }
}
