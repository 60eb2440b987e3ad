package io.fleetk.client;

import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetContract;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.fleet.MemoryJournals;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A fleet over a unix socket keeps the contract that it keeps directly. */
class UnixSocketContractTest extends FleetContract {
  @TempDir private Path directory;
  private final MemoryFleet fleet = new MemoryFleet();
  private ApiServer server;

  @Override
  protected Fleet open() throws Exception {
    Path socket = directory.resolve("fleet.sock");
    server = new ApiServer(fleet, ListenOn.socket(socket));
    server.start();
    return new HttpFleet(Endpoint.parse("unix://" + socket));
  }

  @Override
  protected MemoryJournals journals() {
    return fleet.journals();
  }

  @AfterEach
  void closeServer() {
    server.close();
  }
}
