package io.fleetk.registry;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.store.LeaseLostException;
import io.fleetk.store.StoreException;
import io.fleetk.store.StoreLimitException;
import java.util.Optional;
import java.util.function.Supplier;

/** How a fleet speaks of what its store could not do. */
final class Calls {
  /** More losses in a row than any number of writers explains. */
  private static final int ATTEMPTS = 100;

  private Calls() {}

  /** Runs an action on the store, with its failures as a fleet's. */
  static <T> T onStore(Supplier<T> action) {
    try {
      return action.get();
    } catch (StoreLimitException e) {
      throw new FleetRefusedException(e.getMessage(), e);
    } catch (LeaseLostException e) {
      throw e;
    } catch (StoreException e) {
      throw new FleetUnreachableException(e.getMessage(), e);
    }
  }

  /**
   * Runs a read and a conditional write on the store until nobody else has written in between.
   *
   * @param attempt empty when it lost against another writer
   */
  static <T> T untilWon(String what, Supplier<Optional<T>> attempt) {
    return onStore(
        () -> {
          for (int i = 0; i < ATTEMPTS; i++) {
            Optional<T> outcome = attempt.get();
            if (outcome.isPresent()) {
              return outcome.get();
            }
          }
          throw new FleetUnreachableException(
              "%s lost against other writers %d times: try again".formatted(what, ATTEMPTS));
        });
  }
}
