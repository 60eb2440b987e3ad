package io.fleetk.cli;

import io.fleetk.rollout.Progress;
import io.fleetk.rollout.Step;
import java.io.PrintWriter;
import java.util.Optional;

/** Follows a rollout in plain lines, one for each thing that was done or seen. */
final class StepLines implements RolloutView {
  private final PrintWriter out;
  private Optional<String> waitingFor = Optional.empty();

  StepLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void progress(Progress progress) {
    if (!progress.waitingFor().equals(waitingFor)) {
      waitingFor = progress.waitingFor();
      waitingFor.ifPresent(what -> println("Waiting for " + what));
    }
  }

  @Override
  public void step(Step step) {
    println(step.component() + ": " + step.text());
  }

  private void println(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
