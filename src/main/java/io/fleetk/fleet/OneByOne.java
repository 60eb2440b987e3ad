package io.fleetk.fleet;

import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/** Many requests to a fleet that takes them one by one: a few are under way at once. */
public final class OneByOne {
  /** As many as a server of fleet's takes without queueing. */
  private static final int AT_ONCE = 8;

  private OneByOne() {}

  /**
   * Makes a request for each item. One that is refused is no reason not to make the others.
   *
   * @param name the unit that an item is about
   * @throws FleetRefusedException when one was refused; a {@link UnitsRefusedException} when there
   *     are several items
   * @throws FleetException the first of any other kind; requests not begun by then are not made
   */
  public static <T> void all(Collection<T> items, Function<T, UnitName> name, Consumer<T> request) {
    if (items.size() == 1) {
      items.forEach(request);
      return;
    }
    Map<UnitName, String> refused = new ConcurrentHashMap<>();
    each(
        items,
        item -> {
          try {
            request.accept(item);
          } catch (FleetRefusedException e) {
            UnitName unit = name.apply(item);
            refused.put(unit, UnitsRefusedException.reason(unit, e));
          }
        });
    if (!refused.isEmpty()) {
      throw new UnitsRefusedException(refused);
    }
  }

  private static <T> void each(Collection<T> items, Consumer<T> request) {
    Semaphore free = new Semaphore(AT_ONCE);
    List<Future<?>> made = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (T item : items) {
        free.acquire();
        if (made.stream().anyMatch(one -> one.state() == Future.State.FAILED)) {
          break;
        }
        made.add(
            threads.submit(
                () -> {
                  try {
                    request.accept(item);
                  } finally {
                    free.release();
                  }
                }));
      }
      for (Future<?> one : made) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetUnreachableException("interrupted while asking the fleet", e);
    }
  }
}
