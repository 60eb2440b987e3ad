package io.fleetk.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceManagerTest {
  @TempDir Path folder;

  @Test
  void saysNothingWhereNobodyListens() throws Exception {
    ServiceManager manager = ServiceManager.of(Map.of("WATCHDOG_USEC", "1000000"));

    manager.ready("up");

    assertThat(manager.watchdog()).isEmpty();
  }

  @Test
  void knowsHowOftenTheWatchdogWantsASign() {
    assertThat(
            ServiceManager.of(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "2500000")).watchdog())
        .contains(Duration.ofMillis(2500));
    assertThat(
            ServiceManager.of(
                    Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "1", "WATCHDOG_PID", "1"))
                .watchdog())
        .isEmpty();
  }

  @Test
  void saysWhenNobodyTakesIt() {
    ServiceManager manager =
        ServiceManager.of(Map.of("NOTIFY_SOCKET", folder.resolve("none").toString()));

    assertThatThrownBy(() -> manager.ready("up"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be notified");
  }
}
