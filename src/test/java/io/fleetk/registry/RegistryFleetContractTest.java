package io.fleetk.registry;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetContract;
import io.fleetk.fleet.MemoryJournals;
import io.fleetk.store.MemoryStore;
import io.fleetk.time.SystemTimeline;
import org.junit.jupiter.api.AfterEach;

/** A fleet on a store keeps the contract that one over HTTP keeps. */
class RegistryFleetContractTest extends FleetContract {
  private final MemoryJournals journals = new MemoryJournals();
  private SystemTimeline timeline;
  private MemoryStore store;

  @Override
  protected Fleet open() {
    timeline = new SystemTimeline();
    store = new MemoryStore(timeline);
    return new Registry(store, timeline, (unit, machineId, range) -> journals.lines(unit, range));
  }

  @Override
  protected MemoryJournals journals() {
    return journals;
  }

  @AfterEach
  void closeStore() {
    store.close();
    timeline.close();
  }
}
