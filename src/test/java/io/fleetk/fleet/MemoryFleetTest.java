package io.fleetk.fleet;

/** Holds the fake to the contract, so that what is tested against it means something. */
class MemoryFleetTest extends FleetContract {
  @Override
  protected Fleet open() {
    return new MemoryFleet();
  }
}
