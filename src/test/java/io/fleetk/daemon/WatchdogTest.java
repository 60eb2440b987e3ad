package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private final AtomicInteger signs = new AtomicInteger();
  private final AtomicReference<List<String>> stuck = new AtomicReference<>(List.of());

  @Test
  void givesNoSignWhileSomethingIsStuck() {
    try (Watchdog _ = new Watchdog(Duration.ofMillis(10), signs::incrementAndGet, stuck::get)) {
      Awaitility.await().until(() -> signs.get() > 2);

      stuck.set(List.of("engine has made no progress for 130 s"));
      Awaitility.await()
          .until(
              () -> {
                int before = signs.get();
                Thread.sleep(100);
                return signs.get() == before;
              });

      stuck.set(List.of());
      int before = signs.get();
      Awaitility.await().until(() -> signs.get() > before);
    }
  }

  @Test
  void givesNoneAfterItsEnd() throws Exception {
    Watchdog watchdog = new Watchdog(Duration.ofMillis(5), signs::incrementAndGet, stuck::get);
    Awaitility.await().until(() -> signs.get() > 0);
    watchdog.close();
    Awaitility.await()
        .until(
            () -> {
              int before = signs.get();
              Thread.sleep(50);
              return signs.get() == before;
            });
    assertThat(stuck.get()).isEmpty();
  }
}
