package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.fleet.Machine;
import io.fleetk.plan.Change;
import io.fleetk.plan.Plan;
import io.fleetk.rollout.Outcome;

/**
 * Tells how a rollout ended.
 *
 * @param command who tells it
 * @param plan what was carried out
 * @param what what that was for, as in "stack kubernetes"
 */
record OutcomeText(FleetkCommand command, Plan plan, String what) {
  /**
   * Tells it.
   *
   * @return what to exit with
   * @throws CommandFailure when it did not work out
   */
  int tell(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done -> {
        Paint paint = command.paint();
        command
            .out()
            .println(
                paint.text(Tone.GOOD, paint.tick())
                    + (plan.isEmpty()
                        ? " %s: nothing to change%s."
                            .formatted(
                                what, done.notes().isEmpty() ? ", all is as it should be" : "")
                        : " %s: done in %s.".formatted(what, Ages.of(done.took()))));
        done.notes().forEach(note -> command.out().println("Note: " + note));
        yield ExitCode.OK;
      }
      case Outcome.Failed failed -> throw failure(failed);
      case Outcome.TimedOut timedOut ->
          throw CommandFailure.timedOut(
              "not ready after %s: %s; see 'fleetk status'; what was begun goes on"
                  .formatted(
                      Ages.of(timedOut.after()),
                      timedOut.waitingFor().isEmpty()
                          ? "the fleet is still at work"
                          : String.join("; ", timedOut.waitingFor())));
      case Outcome.Interrupted _ -> {
        command.note(
            "interrupted: what was reached stays; "
                + (plan.changes().anyMatch(Change.Restart.class::isInstance)
                    ? "'fleetk apply' goes on with the rest, the same command begins anew"
                    : "the same command goes on with the rest"));
        yield ExitCode.INTERRUPTED;
      }
      case Outcome.Overtaken _ -> throw new IllegalArgumentException("not an end: plan again");
      case Outcome.LockHeld held ->
          throw CommandFailure.timedOut(
              "stack %s is being changed by %s since %s; wait for that, or give more --lock-timeout"
                  .formatted(held.stack(), held.holder(), Ages.moment(held.since())));
      case Outcome.LockLost lost ->
          throw CommandFailure.failed(
              "the lock of stack %s was lost (%s), so somebody else may be changing it; look at"
                      .formatted(lost.stack(), lost.reason())
                  + " 'fleetk status' and run the same command again");
    };
  }

  private CommandFailure failure(Outcome.Failed failed) {
    String where = failed.machineId().map(id -> " on machine " + Machine.shortId(id)).orElse("");
    if (!failed.log().isEmpty()) {
      command.err().println("Last lines of %s%s:".formatted(failed.unit(), where));
      failed.log().forEach(line -> command.err().println("  " + line));
    }
    String state = failed.state().isEmpty() ? "" : " is " + failed.state();
    return CommandFailure.failed(
        "%s%s%s: %s; %s"
            .formatted(failed.unit(), where, state, failed.reason(), afterwards(failed.undo())));
  }

  private static String afterwards(Outcome.Undo undo) {
    return switch (undo) {
      case Outcome.Undo.NotAsked _ ->
          "the rollout stopped there and the rest is as it was; mend it and run the same command"
              + " again";
      case Outcome.Undo.PutBack putBack ->
          "the old text is back in "
              + putBack.units().stream().map(Object::toString).collect(joining(", "));
      case Outcome.Undo.Impossible impossible ->
          "putting the old text back did not work out: " + impossible.reason();
    };
  }
}
