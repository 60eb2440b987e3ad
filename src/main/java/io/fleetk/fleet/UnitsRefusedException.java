package io.fleetk.fleet;

import static java.util.stream.Collectors.joining;

import io.fleetk.unit.UnitName;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A fleet refused some of many units; what was asked of the others is done. */
public final class UnitsRefusedException extends FleetRefusedException {
  private static final long serialVersionUID = 1L;

  private final transient Map<UnitName, String> reasons;

  /** Why which units were refused. */
  public UnitsRefusedException(Map<UnitName, String> reasons) {
    super(
        new TreeMap<>(reasons)
            .entrySet().stream()
                .map(one -> "%s: %s".formatted(one.getKey(), one.getValue()))
                .collect(joining("; ")));
    this.reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
  }

  /** Why a unit was refused, without its name in front. */
  public static String reason(UnitName unit, FleetRefusedException refusal) {
    String message = String.valueOf(refusal.getMessage());
    String name = unit.text() + ": ";
    return message.startsWith(name) ? message.substring(name.length()) : message;
  }

  /** Why each of them was refused. */
  public Map<UnitName, String> reasons() {
    return reasons;
  }
}
