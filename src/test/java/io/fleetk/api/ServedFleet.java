package io.fleetk.api;

import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A remembering fleet behind a server of its own. */
final class ServedFleet implements AutoCloseable {
  static final String ONE = "11111111111111111111111111111111";
  static final String TWO = "22222222222222222222222222222222";

  /** How many event streams may be open at once. */
  static final int MOST_STREAMS = 3;

  final MemoryFleet fleet;
  final ApiServer server;
  final RawHttp http;

  ServedFleet() throws IOException {
    this(new MemoryFleet(), 100, Duration.ofSeconds(15));
  }

  ServedFleet(MemoryFleet fleet, int pageLimit, Duration heartbeat) throws IOException {
    this.fleet = fleet;
    this.server =
        new ApiServer(
            fleet,
            ListenOn.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            pageLimit,
            heartbeat,
            MOST_STREAMS);
    server.start();
    this.http = new RawHttp(server.port().orElseThrow());
  }

  /** Two machines that are present. */
  ServedFleet withMachines() {
    fleet.machine(ONE, "10.0.0.1", Map.of("role", "node", "disk", "ssd"));
    fleet.machine(TWO, "10.0.0.2", Map.of());
    return this;
  }

  /** A unit that was put without files and owner. */
  ServedFleet withUnit(String name, String text, DesiredState state) {
    fleet.put(
        new UnitSubmission(
            UnitName.of(name), UnitContent.of(file(text)), state, Optional.empty(), false));
    return this;
  }

  static UnitFile file(String text) {
    try {
      return UnitFile.parse(text);
    } catch (UnitParseException e) {
      throw new AssertionError("the test's own unit file", e);
    }
  }

  /** The machine says that it runs the unit in the text that the fleet has. */
  void reports(String name, String machine, String active, String sub) {
    UnitContent content = fleet.view().unit(UnitName.of(name)).orElseThrow().content();
    fleet.status(
        new UnitStatus(
            UnitName.of(name),
            machine,
            Optional.of(content.unitHash()),
            Optional.of(content.id()),
            0,
            "loaded",
            active,
            sub,
            Optional.of(MemoryFleet.NOW),
            0,
            "success",
            0,
            true,
            "running"));
  }

  FleetExtensions.Release release(String name, String machine, Hash content, long generation) {
    return new FleetExtensions.Release(UnitName.of(name), machine, content, generation);
  }

  @Override
  public void close() {
    server.close();
  }
}
