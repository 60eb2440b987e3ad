package io.fleetk.registry;

import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.client.Endpoint;
import io.fleetk.client.HttpFleet;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetContract;
import io.fleetk.fleet.MemoryJournals;
import io.fleetk.store.MemoryStore;
import io.fleetk.time.SystemTimeline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;

/** The real fleet behind the real API keeps the contract: client, server and registry together. */
class RegistryOverHttpContractTest extends FleetContract {
  private final MemoryJournals journals = new MemoryJournals();
  private SystemTimeline timeline;
  private MemoryStore store;
  private ApiServer server;

  @Override
  protected Fleet open() throws Exception {
    timeline = new SystemTimeline();
    store = new MemoryStore(timeline);
    Fleet registry =
        new Registry(store, timeline, (unit, machineId, range) -> journals.lines(unit, range));
    server =
        new ApiServer(
            registry, ListenOn.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    server.start();
    return new HttpFleet(Endpoint.parse("http://localhost:" + server.port().orElseThrow()));
  }

  @Override
  protected MemoryJournals journals() {
    return journals;
  }

  @AfterEach
  void closeServer() {
    server.close();
    store.close();
    timeline.close();
  }
}
