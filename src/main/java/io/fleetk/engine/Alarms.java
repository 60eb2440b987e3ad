package io.fleetk.engine;

import io.fleetk.time.Timeline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Alarms that run something on a thread of their owner's, which is also the only one to set them.
 *
 * @param <K> what tells them apart; each goes off once for each time that it is set
 */
final class Alarms<K> implements AutoCloseable {
  private record Alarm(long number, Timeline.Timer timer) {}

  private final Timeline timeline;
  private final Executor owner;
  private final Map<K, Alarm> alarms = new HashMap<>();
  private long set;

  Alarms(Timeline timeline, Executor owner) {
    this.timeline = timeline;
    this.owner = owner;
  }

  /** Sets an alarm, in place of the one that is set. */
  void set(K key, Duration length, Runnable action) {
    cancel(key);
    long number = ++set;
    Timeline.Timer timer =
        timeline.after(length, () -> owner.execute(() -> goOff(key, number, action)));
    alarms.put(key, new Alarm(number, timer));
  }

  boolean isSet(K key) {
    return alarms.containsKey(key);
  }

  void cancel(K key) {
    Alarm alarm = alarms.remove(key);
    if (alarm != null) {
      alarm.timer().cancel();
    }
  }

  private void goOff(K key, long number, Runnable action) {
    // Its time may have come just before it was cancelled or set anew.
    Alarm alarm = alarms.get(key);
    if (alarm != null && alarm.number() == number) {
      alarms.remove(key);
      action.run();
    }
  }

  @Override
  public void close() {
    alarms.values().forEach(alarm -> alarm.timer().cancel());
    alarms.clear();
  }
}
