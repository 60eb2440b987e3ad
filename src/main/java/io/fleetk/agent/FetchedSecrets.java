package io.fleetk.agent;

import io.fleetk.unit.CarriedSecret;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The texts of secrets from when they were fetched until they are written. One thread's. */
final class FetchedSecrets {
  private final Function<CarriedSecret, byte[]> source;
  private final Map<CarriedSecret, byte[]> texts = new HashMap<>();

  FetchedSecrets(Function<CarriedSecret, byte[]> source) {
    this.source = source;
  }

  /**
   * Gets a text, unless it is there.
   *
   * @throws io.fleetk.fleet.FleetException when it cannot be had
   */
  void fetch(CarriedSecret secret) {
    texts.computeIfAbsent(secret, source);
  }

  /** Whether a text was fetched. */
  boolean has(CarriedSecret secret) {
    return texts.containsKey(secret);
  }

  /** A text that was fetched, which stays this object's. */
  byte[] text(CarriedSecret secret) {
    return Optional.ofNullable(texts.get(secret))
        .orElseThrow(() -> new IllegalStateException(secret.shown() + " was not fetched"));
  }

  /** Forgets all texts, and overwrites what held them. */
  void forget() {
    texts.values().forEach(text -> Arrays.fill(text, (byte) 0));
    texts.clear();
  }
}
