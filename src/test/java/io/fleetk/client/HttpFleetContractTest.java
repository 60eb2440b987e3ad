package io.fleetk.client;

import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetContract;
import io.fleetk.fleet.MemoryFleet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;

/** A fleet over TCP keeps the contract that it keeps directly. */
class HttpFleetContractTest extends FleetContract {
  private ApiServer server;

  @Override
  protected Fleet open() throws Exception {
    server =
        new ApiServer(
            new MemoryFleet(),
            ListenOn.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    server.start();
    return new HttpFleet(Endpoint.parse("http://localhost:" + server.port().orElseThrow()));
  }

  @AfterEach
  void closeServer() {
    server.close();
  }
}
