package io.fleetk.registry;

import io.fleetk.store.Entry;
import io.fleetk.store.Range;
import io.fleetk.store.Store;
import io.fleetk.store.Watch;
import io.fleetk.store.Watch.Change;
import io.fleetk.store.WatchLostException;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what one machine should have: a read, then a watch from it; a watch that is lost is
 * replaced by a new read and a new watch. One thread follows; any may close.
 */
final class ScheduleFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScheduleFollower.class);

  private final Store store;
  private final Keyspace keys;
  private final String machineId;
  private final ContentCache contents;
  private final Map<UnitName, Stored.Schedule> schedule = new TreeMap<>();
  private Map<UnitName, ScheduledUnit> told = Map.of();
  private volatile Optional<Watch> watch = Optional.empty();
  private volatile boolean closed;

  ScheduleFollower(Store store, Keyspace keys, String machineId) {
    this.store = store;
    this.keys = keys;
    this.machineId = machineId;
    this.contents = new ContentCache(store, keys);
  }

  /** Everything that the machine should have at some moment during this call. */
  Map<UnitName, ScheduledUnit> read() {
    stopWatching();
    return readAfresh();
  }

  Optional<Map<UnitName, ScheduledUnit>> await(Duration patience) {
    if (closed) {
      return Optional.empty();
    }
    boolean done = false;
    try {
      Optional<Map<UnitName, ScheduledUnit>> news =
          watch.isEmpty() ? Optional.of(readAfresh()) : follow(patience);
      done = true;
      return news;
    } finally {
      if (!done) {
        // Changes may have been taken and not told: the next call begins anew.
        stopWatching();
      }
    }
  }

  private Optional<Map<UnitName, ScheduledUnit>> follow(Duration patience) {
    try {
      Optional<Watch.Changes> changes = watch.orElseThrow().next(patience);
      changes.ifPresent(some -> some.changes().forEach(this::take));
      return changes.map(some -> tell());
    } catch (WatchLostException e) {
      stopWatching();
      if (closed) {
        return Optional.empty();
      }
      log.info("Reading the schedule of {} afresh: {}", machineId, e.getMessage());
      return Optional.of(readAfresh());
    }
  }

  private void stopWatching() {
    watch.ifPresent(Watch::close);
    watch = Optional.empty();
  }

  private Map<UnitName, ScheduledUnit> readAfresh() {
    Range range = store.range(keys.schedule(machineId));
    schedule.clear();
    range.entries().forEach(this::put);
    Map<UnitName, ScheduledUnit> all = tell();
    watch = Optional.of(store.watch(keys.schedule(machineId), range.revision()));
    if (closed) {
      watch.orElseThrow().close();
    }
    return all;
  }

  private void take(Change change) {
    switch (change) {
      case Change.Put put -> put(put.entry());
      case Change.Delete delete -> {
        if (keys.read(delete.key()).orElse(null) instanceof Key.Schedule(var id, var unit)) {
          schedule.remove(unit);
        }
      }
    }
  }

  private void put(Entry entry) {
    if (keys.read(entry.key()).orElse(null) instanceof Key.Schedule(var id, var unit)) {
      schedule.put(unit, Codec.read(entry, Stored.Schedule.class));
    }
  }

  private Map<UnitName, ScheduledUnit> tell() {
    contents.keepOnly(schedule.values().stream().map(Stored.Schedule::contentId).toList());
    Map<UnitName, ScheduledUnit> all = new TreeMap<>();
    schedule.forEach(
        (unit, wanted) -> scheduled(unit, wanted).ifPresent(one -> all.put(unit, one)));
    told = all;
    return Map.copyOf(all);
  }

  /**
   * A unit as it should be here. When its content is not in the store, because the unit was
   * replaced and the engine has yet to notice, a unit that this machine has stays as it is.
   */
  private Optional<ScheduledUnit> scheduled(UnitName unit, Stored.Schedule wanted) {
    Optional<UnitContent> content = contents.get(wanted.contentId());
    if (content.isEmpty()) {
      log.warn(
          "The content {} of {} is not in the store; waiting for the engine to name another",
          wanted.contentId().abbreviated(),
          unit);
      return Optional.ofNullable(told.get(unit));
    }
    return Optional.of(new ScheduledUnit(unit, content.get(), wanted.on(machineId)));
  }

  @Override
  public void close() {
    closed = true;
    watch.ifPresent(Watch::close);
  }
}
