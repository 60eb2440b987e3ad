package io.fleetk.client;

import static io.fleetk.client.CannedServer.ok;
import static io.fleetk.client.CannedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.fleet.UnitsRefusedException;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fleet of 2018, which knows nothing but {@code /fleet/v1}: what it answers is recorded here. */
class PlainV1Test {
  private static final String NOT_FOUND =
      status("404 Not Found", "application/json", "{\"error\":{\"code\":404,\"message\":\"\"}}");
  private static final String SLEEP_OPTIONS =
      "\"options\":[{\"name\":\"ExecStart\",\"section\":\"Service\",\"value\":\"/bin/sleep inf\"}]";
  private static final UnitFile SLEEP =
      new UnitFile(List.of(new UnitOption("Service", "ExecStart", "/bin/sleep inf")));

  private final Map<String, String> answers = new HashMap<>();
  private CannedServer server;
  private HttpFleet fleet;

  @BeforeEach
  void serve() throws IOException {
    server =
        new CannedServer(
            request -> {
              String line = request.lines().findFirst().orElseThrow();
              return answers.getOrDefault(line.replace(" HTTP/1.1", ""), NOT_FOUND);
            });
    answers.put("GET /fleet/v1/units", json("{}"));
    answers.put("GET /fleet/v1/state", json("{}"));
    answers.put("GET /fleet/v1/machines", json("{}"));
    fleet = new HttpFleet(server.endpoint());
  }

  @AfterEach
  void stop() throws IOException {
    fleet.close();
    server.close();
  }

  private static String json(String body) {
    return ok("application/json", body);
  }

  private FleetUnit unit(FleetView view, String name) {
    return view.unit(UnitName.of(name)).orElseThrow();
  }

  @Test
  void hasNoExtensionsAndIsAskedForThemOnce() {
    assertThat(fleet.extensions()).isEmpty();
    fleet.view();
    fleet.view();

    assertThat(server.requests()).filteredOn(asked -> asked.startsWith("GET /fleetk")).hasSize(1);
  }

  @Test
  void isReadPageByPage() {
    answers.put(
        "GET /fleet/v1/units",
        json(
            "{\"nextPageToken\":\"ZAACAA==\",\"units\":[{\"currentState\":\"launched\",\"desiredState\":\"launched\",\"machineID\":\"m1\",\"name\":\"a.service\","
                + SLEEP_OPTIONS
                + "}]}"));
    answers.put(
        "GET /fleet/v1/units?nextPageToken=ZAACAA%3D%3D",
        json(
            "{\"units\":[{\"desiredState\":\"loaded\",\"name\":\"b.service\","
                + SLEEP_OPTIONS
                + "}]}"));
    answers.put(
        "GET /fleet/v1/machines",
        json(
            "{\"machines\":[{\"id\":\"m1\",\"primaryIP\":\"10.0.0.1\",\"metadata\":{\"role\":\"node\"}}]}"));
    answers.put(
        "GET /fleet/v1/state",
        json(
            "{\"states\":[{\"hash\":\"%s\",\"machineID\":\"m1\",\"name\":\"a.service\",\"systemdActiveState\":\"active\",\"systemdLoadState\":\"loaded\",\"systemdSubState\":\"running\"}]}"
                .formatted(SLEEP.hash())));

    FleetView view = fleet.view();

    assertThat(view.revision()).isZero();
    assertThat(view.units()).hasSize(2);
    FleetUnit a = unit(view, "a.service");
    assertThat(a.content()).isEqualTo(UnitContent.of(SLEEP));
    assertThat(a.assignments()).containsOnlyKeys("m1");
    assertThat(a.isCurrent(a.assignments().get("m1"))).isTrue();
    assertThat(unit(view, "b.service").assignments()).isEmpty();
    assertThat(view.machine("m1").orElseThrow().present()).isTrue();
    assertThat(view.machine("m1").orElseThrow().metadata()).isEqualTo(Map.of("role", "node"));
    UnitStatus status = view.status(UnitName.of("a.service"), "m1").orElseThrow();
    assertThat(status.ready()).isTrue();
    assertThat(status.reason()).isEqualTo("active (running)");
    assertThat(status.contentId()).contains(a.content().id());
  }

  @Test
  void hasGlobalUnitsWhereTheyAreReported() {
    answers.put(
        "GET /fleet/v1/units",
        json(
            "{\"units\":[{\"currentState\":\"inactive\",\"desiredState\":\"launched\",\"name\":\"all.service\",\"options\":[{\"section\":\"X-Fleet\",\"name\":\"Global\",\"value\":\"true\"},{\"section\":\"X-Fleetk\",\"name\":\"Stack\",\"value\":\"shop\"}]}]}"));
    String old = Hash.of("an older text").hex();
    answers.put(
        "GET /fleet/v1/state",
        json(
            "{\"states\":[{\"hash\":\"%s\",\"machineID\":\"m1\",\"name\":\"all.service\",\"systemdActiveState\":\"failed\",\"systemdLoadState\":\"loaded\",\"systemdSubState\":\"failed\"},{\"machineID\":\"m2\",\"name\":\"all.service\"},{\"machineID\":\"m3\",\"name\":\"stranger.service\"}]}"
                .formatted(old)));

    FleetView view = fleet.view();

    FleetUnit all = unit(view, "all.service");
    assertThat(all.assignments()).containsOnlyKeys("m1", "m2");
    assertThat(all.isCurrent(all.assignments().get("m1"))).as("m1 has an older text").isFalse();
    assertThat(all.stack()).contains("shop");
    assertThat(view.statuses()).hasSize(2);
    assertThat(view.status(UnitName.of("all.service"), "m1").orElseThrow().ready()).isFalse();
  }

  @Test
  void takesUnitsAndStates() {
    answers.put(
        "PUT /fleet/v1/units/a.service",
        "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    answers.put(
        "DELETE /fleet/v1/units/a.service", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    answers.put("PATCH /fleet/v1/machines", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");

    fleet.put(
        new UnitSubmission(
            UnitName.of("a.service"),
            UnitContent.of(SLEEP),
            DesiredState.LAUNCHED,
            Optional.of("shop"),
            true));
    fleet.setDesiredState(UnitName.of("a.service"), DesiredState.INACTIVE);
    fleet.destroy(UnitName.of("a.service"));
    fleet.editMetadata(List.of(new MetadataEdit("m1", "role", Optional.of("node"))));

    assertThat(server.requests())
        .containsExactly(
            "GET /fleetk/v1 HTTP/1.1\n",
            "PUT /fleet/v1/units/a.service HTTP/1.1\n"
                + "{\"desiredState\":\"launched\",\"name\":\"a.service\","
                + SLEEP_OPTIONS
                + "}",
            "PUT /fleet/v1/units/a.service HTTP/1.1\n"
                + "{\"desiredState\":\"inactive\",\"name\":\"a.service\"}",
            "DELETE /fleet/v1/units/a.service HTTP/1.1\n",
            "PATCH /fleet/v1/machines HTTP/1.1\n"
                + "[{\"op\":\"add\",\"path\":\"/m1/metadata/role\",\"value\":{\"value\":\"node\"}}]");
  }

  @Test
  void isNotSentAUnitThatNamesSecrets() {
    UnitSubmission submission =
        new UnitSubmission(
            UnitName.of("a.service"),
            UnitContent.of(SLEEP.with("X-Fleetk", "Secret", "/run/a/key app/key")),
            DesiredState.LAUNCHED,
            Optional.empty(),
            false);

    assertThatThrownBy(() -> fleet.putAll(List.of(submission)))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("put the files on the machines yourself and remove Secret=");
    assertThat(server.requests()).noneMatch(request -> request.startsWith("PUT"));
  }

  @Test
  void takesTheOthersOfManyWhenItRefusesOne() {
    List<UnitName> units =
        Stream.of("a.service", "b.service", "c.service").map(UnitName::of).toList();
    for (String accepted : List.of("a.service", "c.service")) {
      answers.put(
          "PUT /fleet/v1/units/" + accepted,
          "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    }
    answers.put(
        "PUT /fleet/v1/units/b.service",
        status(
            "400 Bad Request",
            "application/json",
            "{\"error\":{\"code\":400,\"message\":\"not so\"}}"));

    assertThatThrownBy(() -> fleet.setDesiredStates(units, DesiredState.LOADED))
        .isInstanceOfSatisfying(
            UnitsRefusedException.class,
            e -> assertThat(e.reasons()).isEqualTo(Map.of(UnitName.of("b.service"), "not so")))
        .hasMessage("b.service: not so");
    assertThat(server.requests())
        .filteredOn(request -> request.startsWith("PUT"))
        .hasSize(units.size());
  }

  @Test
  void refusesInItsOwnWords() {
    answers.put(
        "DELETE /fleet/v1/units/a.service",
        status(
            "404 Not Found",
            "application/json",
            "{\"error\":{\"code\":404,\"message\":\"unit does not exist\"}}"));

    assertThatThrownBy(() -> fleet.destroy(UnitName.of("a.service")))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessage("a.service: unit does not exist");
  }

  @Test
  void mayGivePagesWithoutEnd() {
    answers.put("GET /fleet/v1/units", json("{\"nextPageToken\":\"x\"}"));
    answers.put("GET /fleet/v1/units?nextPageToken=x", json("{\"nextPageToken\":\"x\"}"));

    assertThatThrownBy(fleet::view).hasMessageContaining("gave page after page without end");
  }
}
