package io.fleetk.systemd;

import java.util.Optional;

/** What came back of a call: values, or an error. */
final class BusAnswer {
  private final Object[] values;
  private final Optional<BusError> error;

  private BusAnswer(Object[] values, Optional<BusError> error) {
    this.values = values;
    this.error = error;
  }

  static BusAnswer of(Object[] values) {
    return new BusAnswer(values, Optional.empty());
  }

  static BusAnswer of(BusError error) {
    return new BusAnswer(new Object[0], Optional.of(error));
  }

  /** The values. */
  Object[] values() throws BusError {
    if (error.isPresent()) {
      throw error.get();
    }
    return values.clone();
  }

  Optional<BusError> error() {
    return error;
  }
}
