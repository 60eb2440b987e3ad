package io.fleetk.systemd;

import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;

import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.util.List;
import java.util.Map;

/** The links by which systemd finds unit files where we have them; systemd makes them itself. */
final class UnitLinks {
  private final SystemdBus bus;

  UnitLinks(SystemdBus bus) {
    this.bus = bus;
  }

  /**
   * Links units that are written, and enables those that say so.
   *
   * @throws SystemdException when systemd refuses; one that is at fault takes the others with it
   */
  void add(List<LoadedUnit> units) {
    Map<Boolean, List<String>> paths =
        units.stream()
            .collect(
                partitioningBy(
                    unit -> install(unit.text()).isEmpty(),
                    mapping(unit -> UnitFolder.path(unit.name()), toList())));
    if (!paths.get(true).isEmpty()) {
      bus.request(BusCall.manager("LinkUnitFiles", "asbb", paths.get(true), true, true));
    }
    if (!paths.get(false).isEmpty()) {
      bus.request(BusCall.manager("EnableUnitFiles", "asbb", paths.get(false), true, true));
    }
  }

  /**
   * Disables a unit, if it is enabled, and takes its link away.
   *
   * @throws SystemdException when systemd refuses
   */
  void remove(UnitName name) {
    bus.request(BusCall.manager("DisableUnitFiles", "asb", List.of(name.text()), true));
  }

  /** What a unit says of being enabled; empty when it says nothing. */
  static List<Object> install(String text) {
    try {
      return UnitFile.parse(text).options().stream()
          .filter(option -> option.section().equals("Install"))
          .<Object>map(option -> option)
          .toList();
    } catch (UnitParseException e) {
      return List.of(); // systemd will say what it thinks of it.
    }
  }
}
