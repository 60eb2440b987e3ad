package io.fleetk.engine;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A picture kept by events is the picture that one would take afresh. */
class LiveClusterProperties {
  private static final List<String> MACHINES = List.of("m1", "m2", "m3");
  private static final List<String> UNITS = List.of("a.service", "b.service", "c.service");

  @Property(tries = 300)
  void whatEventsToldIsWhatAViewShows(@ForAll("events") List<FleetEvent> events) {
    FleetView view = FleetView.of(0, List.of(), List.of(), List.of());
    LiveCluster followed = new LiveCluster(view);
    for (FleetEvent event : events) {
      followed.accept(event);
      view = view.after(event);
    }

    LiveCluster afresh = new LiveCluster(view);
    assertThat(followed.units()).containsExactlyElementsOf(afresh.units());
    assertThat(followed.machines()).containsExactlyElementsOf(afresh.machines());
    assertThat(index(MACHINES, followed::unitsOn)).isEqualTo(index(MACHINES, afresh::unitsOn));
    assertThat(index(UNITS, followed::followersOf)).isEqualTo(index(UNITS, afresh::followersOf));
    assertThat(index(MACHINES, followed::standing)).isEqualTo(index(MACHINES, afresh::standing));
  }

  private static <V> Map<String, V> index(List<String> keys, Function<String, V> lookup) {
    return keys.stream().collect(toMap(key -> key, lookup));
  }

  @Provide
  Arbitrary<List<FleetEvent>> events() {
    Arbitrary<FleetEvent> unit =
        Combinators.combine(
                Arbitraries.of(UNITS),
                Arbitraries.of(MACHINES).set().ofMaxSize(2),
                Arbitraries.of(UNITS).set().ofMaxSize(2))
            .as(
                (name, machines, leaders) -> {
                  Scene scene = new Scene();
                  scene.unit(
                      name,
                      leaders.stream().map(leader -> "MachineOf=" + leader).toArray(String[]::new));
                  machines.forEach(machine -> scene.assigned(name, machine));
                  return new FleetEvent.UnitChanged(1, scene.get(name));
                });
    Arbitrary<FleetEvent> destroyed =
        Arbitraries.of(UNITS)
            .map(name -> new Scene().unit(name).get(name))
            .map(FleetUnit::name)
            .map(name -> new FleetEvent.UnitDestroyed(1, name));
    Arbitrary<FleetEvent> machine =
        Combinators.combine(Arbitraries.of(MACHINES), Arbitraries.of(true, false))
            .as(
                (id, present) -> {
                  Scene scene = new Scene().machine(id);
                  Machine joined = (present ? scene : scene.away(id)).machines().getFirst();
                  return new FleetEvent.MachineChanged(1, joined);
                });
    Arbitrary<FleetEvent> removed =
        Arbitraries.of(MACHINES).map(id -> new FleetEvent.MachineRemoved(1, id));
    return Arbitraries.oneOf(unit, unit, destroyed, machine, removed).list().ofMaxSize(20);
  }
}
