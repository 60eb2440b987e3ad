package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Units that systemd keeps in memory for us (Unit, Ref), where it would forget them once they have
 * ended. Safe for use by several threads.
 */
final class KeptUnits {
  private static final Logger log = LoggerFactory.getLogger(KeptUnits.class);

  private final SystemdBus bus;
  private final Set<UnitName> kept = ConcurrentHashMap.newKeySet();

  KeptUnits(SystemdBus bus) {
    this.bus = bus;
  }

  /** Has systemd keep units, where it can. */
  void keep(Collection<UnitName> units) {
    List<UnitName> unkept =
        units.stream().filter(unit -> !unit.isTemplate() && !kept.contains(unit)).toList();
    try {
      List<BusAnswer> answers =
          bus.callAll(
              unkept.stream().map(unit -> BusCall.manager("RefUnit", "s", unit.text())).toList());
      for (int i = 0; i < unkept.size(); i++) {
        if (answers.get(i).error().isEmpty()) {
          kept.add(unkept.get(i));
        }
      }
    } catch (BusError e) {
      log.debug("systemd does not keep units: {}", e.getMessage());
    }
  }

  /**
   * Has systemd keep a unit no longer.
   *
   * @throws SystemdException when it does not take that
   */
  void release(UnitName unit) {
    if (kept.remove(unit)) {
      bus.request(BusCall.manager("UnrefUnit", "s", unit.text()));
    }
  }

  /** systemd keeps none any more: it did so for a connection that is lost. */
  void clear() {
    kept.clear();
  }
}
