package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Duration A_WHILE = Duration.ofMillis(100);

  private final AtomicInteger signs = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicReference<List<String>> stuck = new AtomicReference<>(List.of());

  private Watchdog begin() {
    return new Watchdog(Duration.ofMillis(10), signs::incrementAndGet, this::look);
  }

  private List<String> look() {
    List<String> found = stuck.get();
    looks.incrementAndGet();
    return found;
  }

  @Test
  void givesNoSignWhileSomethingIsStuck() {
    try (Watchdog _ = begin()) {
      Awaitility.await().until(() -> signs.get() > 2);

      stuck.set(List.of("engine has made no progress for 130 s"));
      awaitLook(); // the one that may have been under way
      awaitLook();
      int before = signs.get();
      awaitLook();
      assertThat(signs).hasValue(before);

      stuck.set(List.of());
      Awaitility.await().until(() -> signs.get() > before);
    }
  }

  private void awaitLook() {
    int before = looks.get();
    Awaitility.await().until(() -> looks.get() > before);
  }

  @Test
  void givesNoneAfterItsEnd() {
    Watchdog watchdog = begin();
    Awaitility.await().until(() -> signs.get() > 0);
    watchdog.close();
    awaitQuiet();
    assertThat(stuck.get()).isEmpty();
  }

  private void awaitQuiet() {
    AtomicInteger last = new AtomicInteger(-1);
    Awaitility.await()
        .pollInterval(A_WHILE)
        .until(() -> last.getAndSet(signs.get()) == signs.get());
  }
}
