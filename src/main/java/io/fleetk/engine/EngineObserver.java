package io.fleetk.engine;

import java.time.Duration;
import java.util.List;

/** Is told what an engine does, on the engine's thread, which it must not keep. */
public interface EngineObserver {
  /** Looks away. */
  EngineObserver NONE =
      new EngineObserver() {
        @Override
        public void decided(Duration took, List<Decision> decisions) {}

        @Override
        public void arrived(Duration took) {}
      };

  /**
   * It has looked at the whole fleet.
   *
   * @param took how long it thought, without the writing
   * @param decisions what it came to; often nothing
   */
  void decided(Duration took, List<Decision> decisions);

  /**
   * A machine has what was decided for it, and it is ready there.
   *
   * @param took since the decision was written
   */
  void arrived(Duration took);
}
