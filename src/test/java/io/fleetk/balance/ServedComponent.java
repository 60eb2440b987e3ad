package io.fleetk.balance;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fleet that only remembers, in which a component has one instance on each of some machines. */
final class ServedComponent {
  private final MemoryFleet fleet;
  private final String component;
  private final List<String> addresses;

  ServedComponent(String component, String... addresses) {
    this(new MemoryFleet(), component, addresses);
  }

  ServedComponent(MemoryFleet fleet, String component, String... addresses) {
    this.fleet = fleet;
    this.component = component;
    this.addresses = List.of(addresses);
    for (String address : addresses) {
      fleet.machine(machine(address), address, Map.of());
      put(address, "/bin/" + component);
      fleet.assign(unit(address), machine(address));
    }
  }

  MemoryFleet fleet() {
    return fleet;
  }

  UnitName unit(String address) {
    return UnitName.of("%s@%d.service".formatted(component, 1 + addresses.indexOf(address)));
  }

  String machine(String address) {
    return "%032x".formatted(1 + addresses.indexOf(address));
  }

  Hash contentId(String address) {
    return seen(address).content().id();
  }

  private FleetUnit seen(String address) {
    return fleet.view().unit(unit(address)).orElseThrow();
  }

  void put(String address, String command) {
    UnitContent content =
        UnitContent.of(new UnitFile(List.of(new UnitOption("Service", "ExecStart", command))));
    fleet.put(
        new UnitSubmission(unit(address), content, DesiredState.LAUNCHED, Optional.empty(), false));
  }

  /** The machine reports that it has the newest, and that it is ready. */
  void ready(String address) {
    report(address, "active", true, "running");
  }

  void unready(String address, String reason) {
    report(address, "active", false, reason);
  }

  void stopped(String address) {
    report(address, "inactive", false, "inactive");
  }

  private void report(String address, String activeState, boolean ready, String reason) {
    FleetUnit unit = seen(address);
    fleet.status(
        new UnitStatus(
            unit.name(),
            machine(address),
            Optional.empty(),
            Optional.of(unit.content().id()),
            unit.generation(),
            "loaded",
            activeState,
            "",
            Optional.empty(),
            0,
            "success",
            0,
            ready,
            reason));
  }
}
