package io.fleetk.rollout;

/** Follows a rollout. Called on the thread that runs it; must return soon. */
public interface RolloutListener {
  /** Hears nothing. */
  RolloutListener NONE =
      new RolloutListener() {
        @Override
        public void progress(Progress progress) {
          // Nobody listens.
        }

        @Override
        public void step(Step step) {
          // Nobody listens.
        }
      };

  /** How far the rollout is; told whenever more than the time has changed. */
  void progress(Progress progress);

  /** What was just done or seen. */
  void step(Step step);
}
