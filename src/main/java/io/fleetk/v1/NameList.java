package io.fleetk.v1;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.fleetk.fleet.FleetView;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a fleet has, by name, for somebody who is typing one (fleetk extension, {@code GET
 * /fleetk/v1/names}). A whole view holds every unit's text and files, which takes many times as
 * long to send and to read.
 *
 * @param units by name
 * @param machines by ID, members that are away included
 */
public record NameList(List<Unit> units, List<Machine> machines) {
  /** Copies the lists. */
  public NameList {
    units = List.copyOf(units);
    machines = List.copyOf(machines);
  }

  /**
   * A unit.
   *
   * @param name its whole name
   * @param stack the stack that owns it; empty when none does
   * @param description its {@code Description=} (systemd.unit(5)); empty when it has none
   */
  @JsonInclude(Include.NON_EMPTY)
  public record Unit(String name, String stack, String description) {
    /** A unit. */
    public Unit {
      requireNonNull(name);
      requireNonNull(stack);
      requireNonNull(description);
    }
  }

  /**
   * A member.
   *
   * @param id its machine ID
   * @param primaryIP the address that others reach it by; may be empty
   * @param metadata key to value
   * @param present whether its daemon is alive
   */
  @JsonInclude(Include.NON_EMPTY)
  public record Machine(
      String id, String primaryIP, Map<String, String> metadata, boolean present) {
    /** Copies the metadata, in order of its keys. */
    public Machine {
      requireNonNull(id);
      requireNonNull(primaryIP);
      metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }
  }

  /** The names in a view. */
  public static NameList of(FleetView view) {
    return new NameList(
        view.units().values().stream()
            .map(
                unit ->
                    new Unit(
                        unit.name().text(),
                        unit.stack().orElse(""),
                        unit.content().file().last("Unit", "Description").orElse("")))
            .toList(),
        view.machines().values().stream()
            .map(one -> new Machine(one.id(), one.address(), one.metadata(), one.present()))
            .toList());
  }
}
