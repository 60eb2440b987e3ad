package io.fleetk.api;

import static io.fleetk.api.RawHttp.request;
import static io.fleetk.api.ServedFleet.ONE;
import static io.fleetk.api.ServedFleet.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** fleet v1 letter by letter, as {@code Documentation/api-v1.md} and fleet's own server have it. */
class FleetV1Test {
  private static final String SLEEP = "[Service]\nExecStart=/bin/sleep inf\n";
  private static final String SLEEP_OPTIONS =
      "\"options\":[{\"name\":\"ExecStart\",\"section\":\"Service\",\"value\":\"/bin/sleep inf\"}]";
  private static final String JSON = "Content-Type: application/json";

  private ServedFleet served;

  @BeforeEach
  void serve() throws IOException {
    served = new ServedFleet();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private RawHttp.Answer get(String path) throws IOException {
    return served.http.send(request("GET", path, ""));
  }

  private RawHttp.Answer put(String path, String body) throws IOException {
    return served.http.send(request("PUT", path, body, JSON));
  }

  private static String error(int code, String message) {
    return "{\"error\":{\"code\":%d,\"message\":\"%s\"}}".formatted(code, message);
  }

  private FleetUnit unit(String name) {
    return served.fleet.view().unit(UnitName.of(name)).orElseThrow();
  }

  // Units

  @Test
  void listsAnEmptyFleetAsAnEmptyObject() throws IOException {
    assertThat(get("/fleet/v1/units").body()).isEqualTo("{}");
    assertThat(get("/fleet/v1/state").body()).isEqualTo("{}");
    assertThat(get("/fleet/v1/machines").body()).isEqualTo("{}");
  }

  @Test
  void listsUnitsWithWhereTheyAre() throws IOException {
    served.withMachines().withUnit("sleep.service", SLEEP, DesiredState.LAUNCHED);
    served.fleet.assign(UnitName.of("sleep.service"), ONE);

    assertThat(get("/fleet/v1/units").body())
        .isEqualTo(
            "{\"units\":[{\"currentState\":\"inactive\",\"desiredState\":\"launched\",\"machineID\":\""
                + ONE
                + "\",\"name\":\"sleep.service\","
                + SLEEP_OPTIONS
                + "}]}");
  }

  @Test
  void answersInFullHttp() throws IOException {
    served.withUnit("sleep.service", SLEEP, DesiredState.LAUNCHED);

    RawHttp.Answer answer = get("/fleet/v1/units");

    assertThat(answer.text()).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Server")).matches("fleetk/\\S+");
    assertThat(answer.header("X-Fleetk-Revision")).isEqualTo("2");
    assertThat(answer.header("X-Request-Id")).matches("[0-9a-f]{16}");
  }

  @Test
  void keepsTheRequestIdOfAClient() throws IOException {
    String request = request("GET", "/fleet/v1/units", "", "X-Request-Id: mine-1");

    assertThat(served.http.send(request).header("X-Request-Id")).isEqualTo("mine-1");
  }

  @Test
  void goesFromInactiveOverLoadedToLaunchedAsTheMachineReports() throws IOException {
    served.withMachines().withUnit("sleep.service", SLEEP, DesiredState.LOADED);
    assertThat(get("/fleet/v1/units/sleep.service").body())
        .startsWith("{\"currentState\":\"inactive\",\"desiredState\":\"loaded\",\"name\"");

    served.fleet.assign(UnitName.of("sleep.service"), ONE);
    served.reports("sleep.service", ONE, "inactive", "dead");
    assertThat(get("/fleet/v1/units/sleep.service").body())
        .startsWith("{\"currentState\":\"loaded\",");

    served.fleet.setDesiredState(UnitName.of("sleep.service"), DesiredState.LAUNCHED);
    served.fleet.assign(UnitName.of("sleep.service"), ONE);
    served.reports("sleep.service", ONE, "failed", "failed");
    assertThat(get("/fleet/v1/units/sleep.service").body())
        .as("fleet calls a failed unit launched: its agent still means to run it")
        .startsWith("{\"currentState\":\"launched\",\"desiredState\":\"launched\",\"machineID\"");
  }

  @Test
  void placesNoGlobalUnitOnAMachine() throws IOException {
    served
        .withMachines()
        .withUnit("all.service", SLEEP + "[X-Fleet]\nGlobal=true\n", DesiredState.LAUNCHED);
    served.fleet.assign(UnitName.of("all.service"), ONE);
    served.fleet.assign(UnitName.of("all.service"), TWO);
    served.reports("all.service", ONE, "active", "running");

    assertThat(get("/fleet/v1/units/all.service").body())
        .startsWith("{\"desiredState\":\"launched\",\"name\":\"all.service\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing.service", "nonsense", "a%20b.service"})
  void findsNoUnitByANameThatIsNotThere(String name) throws IOException {
    assertThat(get("/fleet/v1/units/" + name).body()).isEqualTo(error(404, "unit does not exist"));
    assertThat(served.http.send(request("DELETE", "/fleet/v1/units/" + name, "")).body())
        .isEqualTo(error(404, "unit does not exist"));
  }

  @Test
  void createsAUnit() throws IOException {
    RawHttp.Answer answer =
        put(
            "/fleet/v1/units/sleep.service",
            "{\"desiredState\":\"launched\"," + SLEEP_OPTIONS + "}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body()).isEmpty();
    assertThat(unit("sleep.service").content().file().text()).isEqualTo(SLEEP);
    assertThat(unit("sleep.service").desiredState()).isEqualTo(DesiredState.LAUNCHED);
    assertThat(unit("sleep.service").held()).isFalse();
  }

  @Test
  void createsAUnitWithoutAStateAsInactive() throws IOException {
    assertThat(put("/fleet/v1/units/sleep.service", "{" + SLEEP_OPTIONS + "}").status())
        .isEqualTo(201);
    assertThat(unit("sleep.service").desiredState()).isEqualTo(DesiredState.INACTIVE);
  }

  @Test
  void setsTheDesiredStateOfAUnit() throws IOException {
    served.withUnit("sleep.service", SLEEP, DesiredState.LAUNCHED);

    RawHttp.Answer answer = put("/fleet/v1/units/sleep.service", "{\"desiredState\":\"inactive\"}");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(unit("sleep.service").desiredState()).isEqualTo(DesiredState.INACTIVE);
  }

  @Test
  void saysLaunchedForAMomentOfAUnitThatWasToldToStopSinceARestartAwaitsThat() throws IOException {
    served.withMachines().withUnit("sleep.service", SLEEP, DesiredState.LAUNCHED);
    served.fleet.assign(UnitName.of("sleep.service"), ONE);
    served.reports("sleep.service", ONE, "active", "running");

    put("/fleet/v1/units/sleep.service", "{\"desiredState\":\"loaded\"}");
    served.fleet.assign(UnitName.of("sleep.service"), ONE);

    assertThat(get("/fleet/v1/units/sleep.service").body())
        .startsWith("{\"currentState\":\"launched\",\"desiredState\":\"loaded\"");
    await()
        .untilAsserted(
            () ->
                assertThat(get("/fleet/v1/units/sleep.service").body())
                    .startsWith("{\"currentState\":\"loaded\",\"desiredState\":\"loaded\""));
  }

  @Test
  void letsAUnitStopBeforeItIsToldToStartAgain() throws Exception {
    served.withMachines().withUnit("sleep.service", SLEEP, DesiredState.LAUNCHED);
    served.fleet.assign(UnitName.of("sleep.service"), ONE);
    served.reports("sleep.service", ONE, "active", "running");
    put("/fleet/v1/units/sleep.service", "{\"desiredState\":\"loaded\"}");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var start =
          threads.submit(
              () -> put("/fleet/v1/units/sleep.service", "{\"desiredState\":\"launched\"}"));
      assertThatThrownBy(() -> start.get(200, TimeUnit.MILLISECONDS))
          .as("it has not stopped yet")
          .isInstanceOf(TimeoutException.class);
      assertThat(unit("sleep.service").desiredState()).isEqualTo(DesiredState.LOADED);

      served.reports("sleep.service", ONE, "inactive", "dead");
      assertThat(start.get().status()).isEqualTo(204);
    }
    assertThat(unit("sleep.service").desiredState()).isEqualTo(DesiredState.LAUNCHED);
  }

  @Test
  void takesTheSameOptionsForAChangeOfState() throws IOException {
    served.withUnit("sleep.service", SLEEP, DesiredState.LAUNCHED);
    served.fleet.restart(UnitName.of("sleep.service"));

    assertThat(
            put(
                    "/fleet/v1/units/sleep.service",
                    "{\"desiredState\":\"loaded\"," + SLEEP_OPTIONS + "}")
                .status())
        .isEqualTo(204);
    assertThat(unit("sleep.service").held()).as("nothing is released").isTrue();
  }

  @Test
  void replacesAChangedUnitOnTheMachineItIsOn() throws IOException {
    served
        .withMachines()
        .withUnit("sleep.service", "[Service]\nExecStart=/old\n", DesiredState.LAUNCHED);
    served.fleet.assign(UnitName.of("sleep.service"), TWO);

    assertThat(
            put(
                    "/fleet/v1/units/sleep.service",
                    "{\"desiredState\":\"launched\"," + SLEEP_OPTIONS + "}")
                .status())
        .isEqualTo(201);
    assertThat(unit("sleep.service").assignments()).containsOnlyKeys(TWO);
    assertThat(unit("sleep.service").held()).isFalse();
    assertThat(unit("sleep.service").content().file().text()).isEqualTo(SLEEP);
  }

  @Test
  void keepsOwnerAndFilesThatANewTextStillAsksFor() throws IOException {
    String fleetk = "[X-Fleetk]\nFile=/etc/a a\nFile=/etc/b b\n";
    served.fleet.put(
        new UnitSubmission(
            UnitName.of("sleep.service"),
            new UnitContent(
                ServedFleet.file(SLEEP + fleetk),
                List.of(
                    new CarriedFile("/etc/a", 0600, "A"), new CarriedFile("/etc/b", 0644, "B"))),
            DesiredState.LAUNCHED,
            Optional.of("shop"),
            true));

    put(
        "/fleet/v1/units/sleep.service",
        "{\"desiredState\":\"launched\",\"options\":[{\"section\":\"Service\",\"name\":\"ExecStart\",\"value\":\"/new\"},{\"section\":\"X-Fleetk\",\"name\":\"File\",\"value\":\"/etc/b b\"}]}");

    assertThat(unit("sleep.service").content().files())
        .containsExactly(new CarriedFile("/etc/b", 0644, "B"));
    assertThat(unit("sleep.service").stack()).contains("shop");
  }

  @Test
  void destroysAUnit() throws IOException {
    served.withUnit("sleep.service", SLEEP, DesiredState.LAUNCHED);

    RawHttp.Answer answer =
        served.http.send(request("DELETE", "/fleet/v1/units/sleep.service", ""));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(served.fleet.view().units()).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1} is answered with {2}, {3}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          new.service, `{"desiredState":"launched"}`, 409, unit does not exist and options field empty
          new.service, `{"desiredState":"launched","options":[]}`, 409, unit does not exist and options field empty
          old.service, `{}`, 409, must provide DesiredState to update existing unit
          old.service, `{"name":"new.service","desiredState":"loaded"}`, 400, name in URL \\"old.service\\" differs from unit name in request body \\"new.service\\"
          old.service, `{"desiredState":"running"}`, 400, invalid value \\"running\\" for JobState
          old@.service, `{"desiredState":"launched"}`, 400, cannot activate template \\"old@.service\\"
          nonsense, `{"desiredState":"loaded"}`, 400, unit name must contain \\".\\"
          a.cerveza, `{"desiredState":"loaded"}`, 400, invalid unit type: \\"cerveza\\"
          new.service, `{"options":[{"section":"X-Fleet","name":"MachineID","value":"a"},{"section":"X-Fleet","name":"MachineOf","value":"b.service"}]}`, 400, MachineID cannot be used with Peers
          new.service, `{"options":[{"section":"X-Fleet","name":"Conflicts","value":"b*e"},{"section":"X-Fleet","name":"MachineOf","value":"b.service"}]}`, 400, unresolvable requirements: peer \\"b.service\\" matches conflict \\"b*e\\"
          new.service, `{"options":[{"section":"Service","name":"ExecStart","value":"a\\u0000b"}]}`, 400, a unit file cannot hold a NUL byte
          new.service, `{"options":[null]}`, 400, `unable to decode body: `
          new.service, `{"options":[{"section":7}]}`, 400, `unable to decode body: `
          new.service, `[1,2`, 400, `unable to decode body: `
          new.service, `null`, 400, `unable to decode body: null where an object was expected`
          new.service, `<html>`, 400, `unable to decode body: `
          """)
  void refusesAPutThatMakesNoSense(String name, String body, int code, String message)
      throws IOException {
    served.withUnit("old.service", SLEEP, DesiredState.LAUNCHED);
    served.withUnit("old@.service", SLEEP, DesiredState.INACTIVE);

    RawHttp.Answer answer = put("/fleet/v1/units/" + name, body);

    assertThat(answer.status()).isEqualTo(code);
    assertThat(answer.body())
        .startsWith("{\"error\":{\"code\":" + code + ",\"message\":\"" + message);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(served.fleet.view().units()).hasSize(2);
  }

  @Test
  void refusesLinesThatGoSystemdWouldNotRead() throws IOException {
    String body =
        "{\"options\":[{\"section\":\"Service\",\"name\":\"ExecStart\",\"value\":\"%s\"}]}"
            .formatted("x".repeat(2048));

    RawHttp.Answer answer = put("/fleet/v1/units/long.service", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("line too long (max 2047 bytes)");
  }

  @Test
  void wantsJson() throws IOException {
    String body = "{\"desiredState\":\"launched\"}";
    assertThat(
            served
                .http
                .send(request("PUT", "/fleet/v1/units/a.service", body, "Content-Type: text/xml"))
                .body())
        .isEqualTo(error(415, "only acceptable Content-Type is application/json"));
    assertThat(served.http.send(request("PUT", "/fleet/v1/units/a.service", body)).body())
        .isEqualTo(error(415, "expected 1 Content-Type, got 0"));
    assertThat(
            served
                .http
                .send(
                    request(
                        "PUT",
                        "/fleet/v1/units/a.service",
                        body,
                        "Content-Type: application/json; charset=utf-8"))
                .status())
        .isEqualTo(409);
  }

  // States

  @Test
  void listsStatesByUnitAndMachine() throws IOException {
    served.withMachines().withUnit("a.service", SLEEP, DesiredState.LAUNCHED);
    served.reports("a.service", ONE, "active", "running");
    served.reports("a.service", TWO, "failed", "failed");
    String first =
        "{\"hash\":\"%s\",\"machineID\":\"%s\",\"name\":\"a.service\",\"systemdActiveState\":\"active\",\"systemdLoadState\":\"loaded\",\"systemdSubState\":\"running\"}"
            .formatted(unit("a.service").content().unitHash(), ONE);
    String second =
        first.replace(ONE, TWO).replace("active\",", "failed\",").replace("running", "failed");

    assertThat(get("/fleet/v1/state").body())
        .isEqualTo("{\"states\":[" + first + "," + second + "]}");
    assertThat(get("/fleet/v1/state?machineID=" + TWO).body())
        .isEqualTo("{\"states\":[" + second + "]}");
    assertThat(get("/fleet/v1/state?unitName=b.service").body()).isEqualTo("{}");
    assertThat(get("/fleet/v1/state/a.service").body()).isEqualTo(first);
    assertThat(get("/fleet/v1/state/b.service").body())
        .isEqualTo(error(404, "unit state does not exist"));
  }

  // Machines

  @Test
  void listsTheMachinesThatArePresent() throws IOException {
    served.withMachines();
    served.fleet.machine(
        new Machine("3".repeat(32), "10.0.0.3", Map.of(), false, false, "1", Optional.empty()));

    assertThat(get("/fleet/v1/machines").body())
        .isEqualTo(
            "{\"machines\":[{\"id\":\"%s\",\"metadata\":{\"disk\":\"ssd\",\"role\":\"node\"},\"primaryIP\":\"10.0.0.1\"},{\"id\":\"%s\",\"primaryIP\":\"10.0.0.2\"}]}"
                .formatted(ONE, TWO));
  }

  @Test
  void editsMetadataInOrder() throws IOException {
    served.withMachines();
    String path = "/" + ONE + "/metadata/";
    String body =
        """
        [{"op":"add","path":"%1$srole","value":"master"},
         {"op":"replace","path":"%1$szone","value":{"value":"a"}},
         {"op":"remove","path":"%1$sdisk"}]"""
            .formatted(path);

    RawHttp.Answer answer = served.http.send(request("PATCH", "/fleet/v1/machines", body));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(served.fleet.view().machine(ONE).orElseThrow().metadata())
        .containsExactlyInAnyOrderEntriesOf(Map.of("role", "master", "zone", "a"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          `[{"op":"move","path":"/m/metadata/k","value":"v"}]`, `invalid op: expect add, remove, or replace`
          `[{"op":"add","path":"/m/metadata/","value":"v"}]`, machine metadata path invalid
          `[{"op":"add","path":"/m/meta/k","value":"v"}]`, machine metadata path invalid
          `[{"op":"add","path":"/m/metadata/a b","value":"v"}]`, machine metadata path invalid
          `[{"op":"add","path":"/m/metadata/k"}]`, invalid value: add and replace require a value
          `[{"op":"replace","path":"/m/metadata/k","value":""}]`, invalid value: add and replace require a value
          `[{"op":"add","path":"/m/metadata/k","value":7}]`, invalid value: add and replace require a value
          `[null]`, unable to decode body: null in a list
          `{"op":"add"}`, `unable to decode body: `
          `nonsense`, `unable to decode body: `
          """)
  void refusesAPatchThatMakesNoSenseWhole(String body, String message) throws IOException {
    served.withMachines();
    String good = "[{\"op\":\"add\",\"path\":\"/" + ONE + "/metadata/new\",\"value\":\"v\"},";
    String sent = body.startsWith("[{") ? good + body.substring(1) : body;

    RawHttp.Answer answer = served.http.send(request("PATCH", "/fleet/v1/machines", sent));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":{\"code\":400,\"message\":\"" + message);
    assertThat(served.fleet.view().machine(ONE).orElseThrow().metadata()).doesNotContainKey("new");
  }

  // Pages

  @Test
  void givesPagesWithTokensOfTheEncodingThatFleetHas() throws IOException {
    try (ServedFleet small =
        new ServedFleet(new io.fleetk.fleet.MemoryFleet(), 2, Duration.ofSeconds(15))) {
      for (String name : List.of("a", "b", "c", "d")) {
        small.withUnit(name + ".service", SLEEP, DesiredState.INACTIVE);
      }
      // Two little-endian 16-bit numbers: limit 2, page 2 and 3.
      String first = small.http.send(request("GET", "/fleet/v1/units", "")).body();
      assertThat(first)
          .startsWith("{\"nextPageToken\":\"AgACAA==\",\"units\":[")
          .contains("a.service", "b.service")
          .doesNotContain("c.service");
      String second =
          small.http.send(request("GET", "/fleet/v1/units?nextPageToken=AgACAA==", "")).body();
      assertThat(second)
          .startsWith("{\"nextPageToken\":\"AgADAA==\"")
          .contains("c.service", "d.service");
      assertThat(
              small.http.send(request("GET", "/fleet/v1/units?nextPageToken=AgADAA==", "")).body())
          .as("as fleet does, a last full page is followed by an empty one")
          .isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nextPageToken=bogus, invalid value of nextPageToken query parameter",
    "nextPageToken=, invalid value of nextPageToken query parameter",
    "nextPageToken=%FF, invalid value of nextPageToken query parameter",
    "nextPageToken=EwBMLg==, token limit must be 100",
    "nextPageToken=ZAAAAA==, token page must be greater than zero",
    "nextPageToken=ZAABAA==&nextPageToken=ZAABAA==, too many values for page token",
  })
  void refusesTokensThatAreNone(String query, String message) throws IOException {
    for (String list : List.of("units", "state", "machines")) {
      RawHttp.Answer answer = get("/fleet/v1/" + list + "?" + query);
      assertThat(answer.status()).isEqualTo(400);
      if (!query.contains("%")) {
        assertThat(answer.body()).isEqualTo(error(400, message));
      }
    }
  }

  // The rest of the surface

  @ParameterizedTest(name = "{0} {1} is answered with {2}, {3}")
  @CsvSource({
    "POST, /fleet/v1/units, 405, only GET supported against this resource",
    "POST, /fleet/v1/units/a.service, 405, 'only GET, PUT and DELETE supported against this resource'",
    "PUT, /fleet/v1/state, 405, only GET supported against this resource",
    "PUT, /fleet/v1/state/a.service, 405, only GET supported against this resource",
    "PUT, /fleet/v1/machines, 405, only GET and PATCH supported against this resource",
    "PUT, /fleet/v1/discovery, 400, only HTTP GET supported against this resource",
    "GET, /fleet/v1, 405, ''",
    "GET, /v1-alpha, 405, ''",
    "GET, /, 405, ''",
    "GET, /nowhere, 404, ''",
    "GET, /fleet/v2/units, 404, ''",
    "GET, /fleet/v1/nowhere, 404, ''",
    "GET, /fleet/v1/units/, 404, ''",
    "GET, /fleet/v1/units/a/b, 404, ''",
    "GET, /fleet/v1/state/a/b, 404, ''",
    "GET, /fleet/v1/machines/a, 404, ''",
    "GET, /fleet/v1/discovery/a, 404, ''",
  })
  void answersEveryOtherPathAndMethodAsFleetDoes(
      String method, String path, int code, String message) throws IOException {
    RawHttp.Answer answer = served.http.send(request(method, path, ""));

    assertThat(answer.status()).isEqualTo(code);
    assertThat(answer.body()).isEqualTo(error(code, message));
  }

  @Test
  void isThereUnderItsOldNameToo() throws IOException {
    served.withMachines();

    assertThat(get("/v1-alpha/machines").body()).isEqualTo(get("/fleet/v1/machines").body());
    assertThat(get("/v1-alpha/state").status()).isEqualTo(200);
    assertThat(get("/v1-alpha/units").status()).isEqualTo(200);
  }

  @Test
  void describesItselfForClientGenerators() throws IOException {
    String document = get("/fleet/v1/discovery").body();

    assertThat(document)
        .contains("\"id\": \"fleet:v1\"", "\"path\": \"units/{unitName}\"", "\"nextPageToken\"");
  }

  @Test
  void saysInFleetsWordsThatTheStoreIsAway() throws IOException {
    served.fleet.reachable(false);

    for (String path : List.of("/fleet/v1/units", "/fleet/v1/state/a.service", "/fleetk/v1/view")) {
      assertThat(get(path).body())
          .isEqualTo(error(503, "fleet server unable to communicate with etcd"));
    }
  }
}
