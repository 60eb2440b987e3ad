package io.fleetk.client;

import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetContract;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.fleet.MemoryJournals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;

/** A fleet over TCP keeps the contract that it keeps directly. */
class HttpFleetContractTest extends FleetContract {
  private final MemoryFleet fleet = new MemoryFleet();
  private ApiServer server;

  @Override
  protected Fleet open() throws Exception {
    server =
        new ApiServer(
            fleet, ListenOn.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    server.start();
    return new HttpFleet(Endpoint.parse("http://localhost:" + server.port().orElseThrow()));
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
