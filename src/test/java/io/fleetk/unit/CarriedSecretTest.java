package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a secret may go. */
class CarriedSecretTest {
  @ParameterizedTest
  @ValueSource(strings = {"/run/key", "/run/app/.key", "/run/app/..key", "/run/a b"})
  void goesBelowRun(String path) {
    assertThat(CarriedSecret.isPlace(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/run",
        "/run/",
        "/run/.",
        "/run/..",
        "/run/../etc/key",
        "/run/a/../key",
        "/run/./key",
        "/run//key",
        "/run/key/",
        "/etc/key",
        "run/key",
        "/run/a\0b"
      })
  void goesNowhereElseAndNoWayAround(String path) {
    assertThat(CarriedSecret.isPlace(path)).isFalse();
  }
}
