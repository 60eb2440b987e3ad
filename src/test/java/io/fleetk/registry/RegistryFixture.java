package io.fleetk.registry;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.store.MemoryStore;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A fleet on a store in memory, and short words for what tests do with it. */
abstract class RegistryFixture {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final UnitName WEB = UnitName.of("web.service");
  static final UnitName API = UnitName.of("api.service");
  static final Duration TTL = Duration.ofSeconds(30);

  final ManualTimeline timeline = new ManualTimeline(START);
  final MemoryStore memory = new MemoryStore(timeline);
  final StandInStore store = new StandInStore(memory);
  final Registry registry =
      new Registry(
          store,
          timeline,
          (unit, machine, range) ->
              new JournalLines(List.of(unit + " on " + machine), Optional.empty(), false));

  @AfterEach
  void closeStore() {
    store.close();
  }

  static UnitContent content(String command, String... fleetOptions) {
    List<UnitOption> options = new ArrayList<>();
    options.add(new UnitOption("Service", "ExecStart", command));
    for (String option : fleetOptions) {
      int equals = option.indexOf('=');
      options.add(
          new UnitOption("X-Fleet", option.substring(0, equals), option.substring(equals + 1)));
    }
    return UnitContent.of(new UnitFile(options));
  }

  static UnitSubmission unit(UnitName name, UnitContent content) {
    return new UnitSubmission(name, content, DesiredState.LAUNCHED, Optional.empty(), false);
  }

  static UnitSubmission held(UnitName name, UnitContent content) {
    return new UnitSubmission(name, content, DesiredState.LAUNCHED, Optional.empty(), true);
  }

  static Release release(UnitName name, String machine, UnitContent content, long generation) {
    return new Release(name, machine, content.id(), generation);
  }

  static Assignment assignment(String machine, UnitContent content) {
    return assignment(machine, content, 0);
  }

  static Assignment assignment(String machine, UnitContent content, long generation) {
    return new Assignment(
        machine, content.id(), content.runHash(), DesiredState.LAUNCHED, generation);
  }

  static Machine machine(String id, String address) {
    return new Machine(id, address, Map.of("role", "node"), true, false, "1.0", Optional.empty());
  }

  static UnitStatus status(UnitName unit, String machine, String activeState) {
    return status(unit, machine, activeState, 0);
  }

  static UnitStatus status(UnitName unit, String machine, String activeState, long generation) {
    return new UnitStatus(
        unit,
        machine,
        Optional.empty(),
        Optional.empty(),
        generation,
        "loaded",
        activeState,
        "",
        Optional.empty(),
        0,
        "success",
        0,
        activeState.equals("active"),
        activeState);
  }

  AgentRegistry agent(String id) {
    return new AgentRegistry(store, timeline, id);
  }

  AgentRegistry joined(String id) {
    AgentRegistry agent = agent(id);
    agent.join(machine(id, "10.0.0.1"), TTL);
    return agent;
  }

  FleetUnit seen(UnitName name) {
    return registry.view().unit(name).orElseThrow();
  }

  long revision() {
    return store.range("").revision();
  }
}
