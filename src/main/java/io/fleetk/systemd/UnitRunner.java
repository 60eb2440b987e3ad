package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks systemd to start and to stop what is loaded. Safe for use by several threads. */
final class UnitRunner {
  private static final Logger log = LoggerFactory.getLogger(UnitRunner.class);

  private final SystemdBus bus;
  private final UnitFolder folder;
  private final UnitLoader loader;

  UnitRunner(SystemdBus bus, UnitFolder folder, UnitLoader loader) {
    this.bus = bus;
    this.folder = folder;
    this.loader = loader;
  }

  /** See {@link Systemd#startAll}. */
  Map<UnitName, SystemdException> startAll(List<UnitName> names) {
    Map<UnitName, BusError> failed = tryStart(names);
    List<UnitName> unseen =
        failed.entrySet().stream()
            .filter(one -> one.getValue().isNoSuchUnit() && folder.isLinked(one.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    if (!unseen.isEmpty()) {
      // By the time that its folders bear, which is coarse, systemd took them for unchanged.
      log.info("systemd has not seen {} yet: reloading", unseen);
      loader.reloadAnyway();
      failed.keySet().removeAll(unseen);
      failed.putAll(tryStart(unseen));
    }
    Map<UnitName, SystemdException> told = new LinkedHashMap<>();
    failed.forEach((name, error) -> told.put(name, error.failure()));
    return told;
  }

  private Map<UnitName, BusError> tryStart(List<UnitName> names) {
    Map<UnitName, BusError> failed = new LinkedHashMap<>();
    try {
      List<BusAnswer> answers =
          bus.callAll(
              names.stream()
                  .map(name -> BusCall.manager("StartUnit", "ss", name.text(), "replace"))
                  .toList());
      for (int i = 0; i < names.size(); i++) {
        UnitName name = names.get(i);
        answers.get(i).error().ifPresent(error -> failed.put(name, error));
      }
    } catch (BusError e) {
      names.forEach(name -> failed.put(name, e));
    }
    return failed;
  }

  /** See {@link Systemd#stop}. */
  void stop(UnitName name) {
    requestIfKnown(name, BusCall.manager("StopUnit", "ss", name.text(), "replace"));
  }

  /** See {@link Systemd#restart}. */
  void restart(UnitName name) {
    bus.request(BusCall.manager("RestartUnit", "ss", name.text(), "replace"));
  }

  /** See {@link Systemd#resetFailed}. */
  void resetFailed(UnitName name) {
    requestIfKnown(name, BusCall.manager("ResetFailedUnit", "s", name.text()));
  }

  /** A unit that is loaded but not in systemd's memory neither runs nor failed. */
  private void requestIfKnown(UnitName name, BusCall call) {
    try {
      bus.call(call);
    } catch (BusError e) {
      if (!e.isNoSuchUnit() || !folder.isLinked(name)) {
        throw e.failure();
      }
    }
  }
}
