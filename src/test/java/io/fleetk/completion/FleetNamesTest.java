package io.fleetk.completion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import io.fleetk.v1.Json;
import io.fleetk.v1.NameList;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetNamesTest {
  private static final String ID = "6f9c2d10aaaaaaaaaaaaaaaaaaaaaaaa";

  private static FleetUnit unit(String name, String stack) {
    UnitContent content =
        UnitContent.of(
            new UnitFile(List.of(new UnitOption("Unit", "Description", "Server %i of \"all\""))));
    return new FleetUnit(
        UnitName.of(name),
        content,
        DesiredState.LAUNCHED,
        Optional.of(stack).filter(text -> !text.isEmpty()),
        0,
        false,
        Map.of(ID, new Assignment(ID, content.id(), content.runHash(), DesiredState.LAUNCHED, 0)),
        Map.of(),
        Optional.empty());
  }

  private static Machine machine(String id, String address, Map<String, String> metadata) {
    return new Machine(
        id,
        address,
        metadata,
        metadata.containsKey("name"),
        false,
        "1",
        Optional.of(Instant.EPOCH));
  }

  private static final FleetView VIEW =
      FleetView.of(
          7,
          List.of(
              unit("api@1.service", "web"), unit("api@2.service", "web"), unit("api@.service", "")),
          List.of(),
          List.of(
              machine(ID, "10.0.0.1", Map.of("name", "m1", "role", "node")),
              machine("7".repeat(32), "10.0.0.2", Map.of()),
              machine("7".repeat(31) + "8", "", Map.of())));

  @Test
  void namesWhatAFleetHas() {
    FleetNames names = FleetNames.of(VIEW);
    assertThat(names.candidates(Kind.UNIT))
        .contains(new Candidate("api@2.service", "Server 2 of \"all\""));
    assertThat(names.candidates(Kind.COMPONENT))
        .containsExactly(new Candidate("api", "Server 1 of \"all\" (2 units)"));
    assertThat(names.candidates(Kind.STACK)).containsExactly(new Candidate("web", "2 units"));
  }

  @Test
  void namesAMachineInEveryWayThatMeansItAlone() {
    assertThat(FleetNames.of(VIEW).candidates(Kind.MACHINE))
        .contains(
            new Candidate("m1", "6f9c2d10 10.0.0.1 role=node"),
            new Candidate("6f9c2d10", "m1 10.0.0.1 role=node"),
            new Candidate("10.0.0.2", "7".repeat(32) + " away"),
            new Candidate("7".repeat(31) + "8", "away"));
  }

  /** Token by token it finds what was written. */
  @Test
  void readsTheSameFromTheWire() {
    String wire = Json.text(NameList.of(VIEW));
    assertThat(NamesReader.read(new ByteArrayInputStream(wire.getBytes(UTF_8))))
        .isEqualTo(NameList.of(VIEW));
  }

  @Test
  void refusesWhatIsSomethingElse() {
    for (String wire : List.of("", "<html>", "{\"units\":[{\"name\":")) {
      assertThatThrownBy(() -> NamesReader.read(new ByteArrayInputStream(wire.getBytes(UTF_8))))
          .as(wire)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
