package io.fleetk.fleet;

/** Holds the fake to the contract, so that what is tested against it means something. */
class MemoryFleetTest extends FleetContract {
  private final MemoryFleet fleet = new MemoryFleet();

  @Override
  protected Fleet open() {
    return fleet;
  }

  @Override
  protected MemoryJournals journals() {
    return fleet.journals();
  }
}
