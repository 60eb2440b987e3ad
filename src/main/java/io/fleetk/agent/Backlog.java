package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.UnitName;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What has happened and was not looked at yet. However much comes in, one look is asked for; what
 * comes after that look has begun asks for another.
 *
 * <p>Any thread adds to it; one thread takes.
 */
final class Backlog {
  private final Runnable askForLook;
  private final AtomicReference<Optional<News>> newest = new AtomicReference<>(Optional.empty());
  private final Set<UnitName> changed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean asked = new AtomicBoolean();

  /**
   * An empty one.
   *
   * @param askForLook run by whoever adds something, and must not block
   */
  Backlog(Runnable askForLook) {
    this.askForLook = requireNonNull(askForLook);
  }

  /** There are news of the schedule, which take the place of what was not looked at. */
  void add(News news) {
    newest.updateAndGet(before -> Optional.of(before.map(news::after).orElse(news)));
    added();
  }

  /** The state of these units has changed. */
  void add(Set<UnitName> units) {
    changed.addAll(units);
    added();
  }

  private void added() {
    if (!asked.getAndSet(true)) {
      askForLook.run();
    }
  }

  /**
   * A look begins. Its units are to be read after this, as what changes from here on counts anew.
   *
   * @return the units that have changed since the last look began
   */
  Set<UnitName> begin() {
    asked.set(false);
    Set<UnitName> units = new TreeSet<>(changed);
    changed.removeAll(units);
    return units;
  }

  /** Takes the news of the schedule, which a look that fails before leaves to the next. */
  Optional<News> takeNews() {
    return newest.getAndSet(Optional.empty());
  }
}
