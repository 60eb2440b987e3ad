package io.fleetk.cli;

import io.fleetk.rollout.RolloutListener;

/** Shows a rollout until it is closed; what it showed last stays. */
interface RolloutView extends RolloutListener, AutoCloseable {
  @Override
  void close();
}
