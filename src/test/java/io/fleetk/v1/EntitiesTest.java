package io.fleetk.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntitiesTest {
  @Test
  void readsFieldsInAnyCaseAndPassesOverUnknownOnes() {
    UnitEntity unit =
        Json.read(
            "{\"DESIREDSTATE\":\"loaded\",\"x\":{\"y\":[1]},\"machineID\":null}", UnitEntity.class);

    assertThat(unit.desiredState()).isEqualTo("loaded");
    assertThat(unit.machineID()).isEmpty();
    assertThat(unit.options()).isEmpty();
  }

  @Test
  void saysWhereAValueIsOfTheWrongKind() {
    assertThatThrownBy(() -> Json.read("{\"options\":[{},{\"section\":7}]}", UnitEntity.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unexpected value at options[1].section (line 1,");
  }

  @Test
  void leavesOutWhatIsEmpty() {
    assertThat(Json.text(new OptionEntity("ExecStart", "Service", "")))
        .isEqualTo("{\"name\":\"ExecStart\",\"section\":\"Service\"}");
  }

  @Test
  void writesMetadataAsFleetsOwnServerReadsIt() {
    assertThat(Json.text(MetadataOperation.of(new MetadataEdit("m", "role", Optional.of("node")))))
        .isEqualTo("{\"op\":\"add\",\"path\":\"/m/metadata/role\",\"value\":{\"value\":\"node\"}}");
    assertThat(Json.text(MetadataOperation.of(new MetadataEdit("m", "role", Optional.empty()))))
        .isEqualTo("{\"op\":\"remove\",\"path\":\"/m/metadata/role\"}");
  }

  static Stream<FleetEvent> events() {
    return Stream.of(
        new FleetEvent.UnitDestroyed(4, UnitName.of("a.service")),
        new FleetEvent.StatusGone(5, UnitName.of("a.service"), "m"),
        new FleetEvent.MachineRemoved(6, "m"),
        new FleetEvent.MachineChanged(
            7,
            new Machine(
                "m", "10.0.0.1", Map.of("a", "b"), true, true, "1", Optional.of(Instant.EPOCH))));
  }

  @ParameterizedTest
  @MethodSource("events")
  void carriesEventsUnchanged(FleetEvent event) {
    String wire = Json.text(ExtendedEvent.of(event));

    assertThat(Json.read(wire, ExtendedEvent.class).event(ExtendedEvent.kind(event)))
        .isEqualTo(event);
  }
}
