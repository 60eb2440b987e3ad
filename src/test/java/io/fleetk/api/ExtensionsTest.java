package io.fleetk.api;

import static io.fleetk.api.RawHttp.request;
import static io.fleetk.api.ServedFleet.ONE;
import static io.fleetk.api.ServedFleet.TWO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /fleetk/v1}, as it stands on the wire. */
class ExtensionsTest {
  private static final String SLEEP = "[Service]\nExecStart=/bin/sleep inf\n";
  private static final String JSON = "Content-Type: application/json";
  private static final UnitName NAME = UnitName.of("a.service");

  private ServedFleet served;

  @BeforeEach
  void serve() throws IOException {
    served = new ServedFleet(new MemoryFleet(), 100, Duration.ofMillis(100));
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private RawHttp.Answer send(String method, String path, String body) throws IOException {
    return served.http.send(
        body.isEmpty() ? request(method, path, "") : request(method, path, body, JSON));
  }

  private FleetUnit unit() {
    return served.fleet.view().unit(NAME).orElseThrow();
  }

  @Test
  void takesManyUnitsAtOnce() throws IOException {
    String options = "[{\"section\":\"Service\",\"name\":\"ExecStart\",\"value\":\"/bin/sleep\"}]";
    String both =
        "{\"units\":{\"a.service\":{\"desiredState\":\"launched\",\"options\":%1$s},\"b@.service\":{\"options\":%1$s,\"desiredState\":\"inactive\"}}}"
            .formatted(options);

    assertThat(send("POST", "/fleetk/v1/units", both).status()).isEqualTo(204);
    assertThat(unit().desiredState()).isEqualTo(DesiredState.LAUNCHED);
    assertThat(
            send(
                    "POST",
                    "/fleetk/v1/units",
                    "{\"units\":{\"a.service\":{\"desiredState\":\"loaded\"}}}")
                .status())
        .isEqualTo(204);
    assertThat(unit().desiredState()).isEqualTo(DesiredState.LOADED);
    assertThat(
            send(
                    "POST",
                    "/fleetk/v1/units",
                    "{\"units\":{\"none.service\":{\"desiredState\":\"loaded\"}}}")
                .status())
        .isEqualTo(404);
    assertThat(
            send("POST", "/fleetk/v1/units", "{\"units\":{\"a\":{\"desiredState\":\"loaded\"}}}")
                .status())
        .isEqualTo(400);
    assertThat(send("GET", "/fleetk/v1/units", "").status()).isEqualTo(405);
  }

  @Test
  void saysThatTheExtensionsAreThere() throws IOException {
    assertThat(send("GET", "/fleetk/v1", "").body()).matches("\\{\"version\":\"[^\"]+\"}");
  }

  @Test
  void areNotThereWhereTheFleetHasNone() throws IOException {
    try (ServedFleet plain = new ServedFleet(new MemoryFleet(false), 100, Duration.ofSeconds(15))) {
      assertThat(plain.http.send(request("GET", "/fleetk/v1", "")).status()).isEqualTo(404);
    }
  }

  @Test
  void tellsTheWholeFleetAtOneRevision() throws IOException {
    served.withMachines().withUnit("a.service", SLEEP, DesiredState.LAUNCHED);
    served.fleet.machine(new Machine(TWO, "10.0.0.2", Map.of(), false, true, "", Optional.empty()));
    served.fleet.assign(NAME, ONE);
    served.reports("a.service", ONE, "active", "running");
    String id = unit().content().id().hex();
    String run = unit().content().runHash().hex();

    RawHttp.Answer answer = send("GET", "/fleetk/v1/view", "");

    assertThat(answer.header("X-Fleetk-Revision")).isEqualTo("7");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"revision":7,"units":[{"name":"a.service","contentId":"%1$s","desiredState":"launched",\
            "generation":0,"held":false,"assignments":[{"machineID":"%3$s","contentId":"%1$s",\
            "runHash":"%2$s","desiredState":"launched","generation":0}],\
            "options":[{"name":"ExecStart","section":"Service","value":"/bin/sleep inf"}]}],\
            "states":[{"name":"a.service","machineID":"%3$s","hash":"%1$s","contentId":"%1$s",\
            "generation":0,"systemdLoadState":"loaded","systemdActiveState":"active",\
            "systemdSubState":"running","since":"2026-01-01T00:00:00Z","restarts":0,"result":"success",\
            "exitStatus":0,"ready":true,"reason":"running"}],\
            "machines":[{"id":"%3$s","primaryIP":"10.0.0.1","metadata":{"disk":"ssd","role":"node"},\
            "present":true,"cordoned":false,"version":"1","lastSeen":"2026-01-01T00:00:00Z"},\
            {"id":"%4$s","primaryIP":"10.0.0.2","present":false,"cordoned":true}]}"""
                .formatted(id, run, ONE, TWO));
  }

  @Test
  void tellsNamesAlone() throws IOException {
    served.withMachines().withUnit("a.service", SLEEP, DesiredState.LAUNCHED);
    served.fleet.machine(new Machine(TWO, "10.0.0.2", Map.of(), false, true, "", Optional.empty()));
    send(
        "PUT",
        "/fleetk/v1/units/b.service",
        """
        {"desiredState":"inactive","stack":"shop",
         "options":[{"section":"Unit","name":"Description","value":"Sells"},
                    {"section":"Service","name":"ExecStart","value":"/bin/b"}]}""");

    assertThat(send("GET", "/fleetk/v1/names", "").body())
        .isEqualTo(
            """
            {"units":[{"name":"a.service"},\
            {"name":"b.service","stack":"shop","description":"Sells"}],\
            "machines":[{"id":"%s","primaryIP":"10.0.0.1","metadata":{"disk":"ssd","role":"node"},\
            "present":true},{"id":"%s","primaryIP":"10.0.0.2","present":false}]}"""
                .formatted(ONE, TWO));
  }

  @Test
  void takesAUnitWithFilesAndOwnerHeld() throws IOException {
    RawHttp.Answer answer =
        send(
            "PUT",
            "/fleetk/v1/units/a.service",
            """
            {"desiredState":"launched","stack":"shop","held":true,
             "options":[{"section":"Service","name":"ExecStart","value":"/bin/a"}],
             "files":[{"path":"/etc/a","mode":"0640","text":"a\\n"}]}""");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(unit().stack()).contains("shop");
    assertThat(unit().held()).isTrue();
    assertThat(unit().content().files()).containsExactly(new CarriedFile("/etc/a", 0640, "a\n"));
  }

  @Test
  void restartsAndReleases() throws IOException {
    served.withUnit("a.service", SLEEP, DesiredState.LAUNCHED);

    assertThat(send("POST", "/fleetk/v1/units/a.service/restart", "").body())
        .isEqualTo("{\"generation\":1}");
    RawHttp.Answer release =
        send(
            "POST",
            "/fleetk/v1/release",
            """
            {"releases":[{"name":"a.service","machineID":"%s","contentId":"%s","generation":1}]}"""
                .formatted(ONE, unit().content().id()));

    assertThat(release.status()).isEqualTo(204);
    assertThat(unit().releases())
        .isEqualTo(Map.of(ONE, new FleetUnit.Release(unit().content().id(), 1)));
  }

  @Test
  void tellsTheLastLinesOfAJournal() throws IOException {
    served.withUnit("a.service", SLEEP, DesiredState.LAUNCHED);
    served.fleet.journal(NAME, List.of("one", "two", "three"));

    assertThat(
            send("GET", "/fleetk/v1/units/a.service/journal?machineID=" + ONE + "&lines=2", "")
                .body())
        .isEqualTo("{\"lines\":[\"two\",\"three\"],\"cursor\":\"s=a.service;i=2\",\"cut\":false}");
    assertThat(
            send(
                    "GET",
                    "/fleetk/v1/units/a.service/journal?machineID=%s&after=s%%3Da.service;i%%3D0"
                        .formatted(ONE),
                    "")
                .body())
        .startsWith("{\"lines\":[\"two\",\"three\"],");
    assertThat(
            send(
                    "GET",
                    "/fleetk/v1/units/a.service/journal?machineID=%s&since=2999-01-01T00:00:00%%2B01:00"
                        .formatted(ONE),
                    "")
                .body())
        .isEqualTo("{\"lines\":[],\"cursor\":\"\",\"cut\":false}");
  }

  @Test
  void locksAStackForOneHolder() throws IOException {
    String ask = "{\"holder\":\"%s\",\"ttlSec\":30}";
    RawHttp.Answer taken = send("POST", "/fleetk/v1/stacks/shop/lock", ask.formatted("alice@host"));
    assertThat(taken.status()).isEqualTo(201);
    assertThat(taken.body()).isEqualTo("{\"token\":\"token-1\"}");

    RawHttp.Answer held = send("POST", "/fleetk/v1/stacks/shop/lock", ask.formatted("bob"));
    assertThat(held.status()).isEqualTo(409);
    assertThat(held.body())
        .isEqualTo(
            """
            {"holder":"alice@host","since":"2026-01-01T00:00:00Z","error":{"code":409,\
            "message":"stack shop is locked by alice@host since 2026-01-01T00:00:00Z"}}""");

    assertThat(send("PUT", "/fleetk/v1/stacks/shop/lock/token-1", "").status()).isEqualTo(204);
    assertThat(send("DELETE", "/fleetk/v1/stacks/shop/lock/token-1", "").status()).isEqualTo(204);
    assertThat(send("PUT", "/fleetk/v1/stacks/shop/lock/token-1", "").body())
        .isEqualTo("{\"error\":{\"code\":409,\"message\":\"the lock of stack shop was lost\"}}");
  }

  @Test
  void removesAMemberThatHasLeft() throws IOException {
    served.withMachines();
    assertThat(send("DELETE", "/fleetk/v1/machines/" + ONE, "").status()).isEqualTo(409);
    served.fleet.machine(
        new Machine(ONE, "10.0.0.1", Map.of(), false, false, "1", Optional.empty()));

    assertThat(send("DELETE", "/fleetk/v1/machines/" + ONE, "").status()).isEqualTo(204);

    assertThat(served.fleet.view().machines()).containsOnlyKeys(TWO);
    assertThat(send("DELETE", "/fleetk/v1/machines/" + ONE, "").status()).isEqualTo(404);
  }

  @ParameterizedTest(name = "{0} {1} {2} is answered with {3}, {4}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          PUT, /fleetk/v1/units/a.service, `{"desiredState":"launched"}`, 400, a unit needs options
          PUT, /fleetk/v1/units/a.service, `{"options":[{"section":"S","name":"N","value":"v"}]}`, 400, invalid value \\"\\" for JobState
          PUT, /fleetk/v1/units/a.service, `{"files":[{"path":"etc/a","mode":"0640"}]}`, 400, `unable to decode body: files: a path must be absolute`
          PUT, /fleetk/v1/units/a.service, `{"files":[{"path":"/etc/a","mode":"rw"}]}`, 400, `unable to decode body: files: the mode of /etc/a must be octal`
          POST, /fleetk/v1/units/a.service/restart, `{}`, 404, unit does not exist: a.service
          GET, /fleetk/v1/units/a.service/restart, `{}`, 405, only POST supported against this resource
          POST, /fleetk/v1/release, `{"releases":[{"name":"a.service","machineID":"m","contentId":"x"}]}`, 400, `not a SHA-1 in hexadecimal: x`
          GET, /fleetk/v1/units/a.service/journal, `{}`, 400, machineID is missing from the query
          GET, /fleetk/v1/units/a.service/journal?machineID=a&lines=0, `{}`, 400, `lines must be a number from 1 to 10000`
          GET, /fleetk/v1/units/a.service/journal?machineID=a&waitSec=31, `{}`, 400, `waitSec must be a number from 0 to 30`
          GET, /fleetk/v1/units/a.service/journal?machineID=a&since=noon, `{}`, 400, since must be a time such as 2026-11-24T10:00:00Z: \\"noon\\"
          GET, /fleetk/v1/units/a.service/journal?machineID=a&end=middle, `{}`, 400, end must be first or last: \\"middle\\"
          GET, /fleetk/v1/units/a.service/journal?machineID=a&end=last&after=x, `{}`, 400, end=last goes with neither after nor waitSec
          POST, /fleetk/v1/stacks/shop/lock, `{"ttlSec":30}`, 400, holder is missing: who takes the lock
          POST, /fleetk/v1/stacks/shop/lock, `{"holder":"a"}`, 400, ttlSec must be from 1 to 3600 seconds
          GET, /fleetk/v1/events?after=yesterday, `{}`, 400, not a revision: \\"yesterday\\"
          """)
  void refusesWhatMakesNoSense(String method, String path, String body, int code, String message)
      throws IOException {
    assertThat(send(method, path, body).body())
        .startsWith("{\"error\":{\"code\":" + code + ",\"message\":\"" + message);
  }

  // Events

  @Test
  void streamsEventsWhoseIdsAreRevisions() throws IOException {
    served.withUnit("a.service", SLEEP, DesiredState.LAUNCHED);
    try (Follower follower = new Follower("/fleetk/v1/events?after=2")) {
      assertThat(follower.head())
          .startsWith("HTTP/1.1 200 OK\n")
          .containsIgnoringCase("Content-Type: text/event-stream\n");
      served.fleet.destroy(NAME);

      assertThat(follower.event())
          .isEqualTo(
              "id: 3\nevent: unit-destroyed\ndata: {\"revision\":3,\"name\":\"a.service\"}\n");
    }
  }

  @Test
  void goesOnAfterTheLastEventThatAClientSaw() throws IOException {
    served.withMachines();
    try (Follower follower = new Follower("/fleetk/v1/events?after=0", "Last-Event-ID: 2")) {
      follower.head();

      assertThat(follower.event()).startsWith("id: 3\nevent: machine-changed\n");
    }
  }

  @Test
  void startsWithNowWhenNotToldWhere() throws IOException {
    served.withMachines();
    try (Follower follower = new Follower("/fleetk/v1/events")) {
      follower.head();
      served.withUnit("a.service", SLEEP, DesiredState.LAUNCHED);

      assertThat(follower.event()).startsWith("id: 4\nevent: unit-changed\n");
    }
  }

  @Test
  void saysThatItIsAliveWhenNothingHappens() throws IOException {
    try (Follower follower = new Follower("/fleetk/v1/events")) {
      follower.head();

      assertThat(follower.block()).isEqualTo(": connected\n");
      assertThat(follower.block()).isEqualTo(": heartbeat\n");
      assertThat(follower.block()).isEqualTo(": heartbeat\n");
    }
  }

  @Test
  void answersGoneWhenTheRevisionIs() throws IOException {
    served.withMachines();
    served.fleet.forgetEvents();

    assertThat(send("GET", "/fleetk/v1/events?after=1", "").body())
        .isEqualTo("{\"error\":{\"code\":410,\"message\":\"events after revision 1 are gone\"}}");
  }

  @Test
  void refusesOneStreamTooManyUntilAnotherEnds() throws Exception {
    served.withMachines();
    served.fleet.forgetEvents();
    for (int i = 0; i < ServedFleet.MOST_STREAMS; i++) {
      assertThat(send("GET", "/fleetk/v1/events?after=1", "").status()).isEqualTo(410);
    }
    try (Follower first = new Follower("/fleetk/v1/events");
        Follower second = new Follower("/fleetk/v1/events");
        Follower third = new Follower("/fleetk/v1/events")) {
      for (Follower follower : List.of(first, second, third)) {
        assertThat(follower.head()).startsWith("HTTP/1.1 200 OK\n");
      }

      RawHttp.Answer refused = send("GET", "/fleetk/v1/events", "");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body())
          .startsWith(
              "{\"error\":{\"code\":503,\"message\":\"all 3 event streams of this server are taken:");

      second.hangUp();
      await().untilAsserted(() -> assertThat(opened()).startsWith("HTTP/1.1 200 OK\n"));
    }
  }

  private String opened() throws IOException {
    try (Follower follower = new Follower("/fleetk/v1/events")) {
      return follower.head();
    }
  }

  @Test
  void saysThatEventsWereLostBeforeItEndsAStream() throws IOException {
    try (Follower follower = new Follower("/fleetk/v1/events")) {
      follower.head();
      synchronized (served.fleet) {
        served.withMachines();
        served.fleet.forgetEvents();
      }

      assertThat(follower.event()).startsWith("event: lost\ndata: {\"error\":{\"code\":410,");
      assertThat(follower.ended()).isTrue();
    }
  }

  @Test
  void endsStreamsWhenTheServerCloses() throws IOException {
    try (Follower follower = new Follower("/fleetk/v1/events")) {
      follower.head();
      served.close();

      assertThat(follower.ended()).isTrue();
    }
  }

  /** A client of the event stream that reads as a person would. */
  private final class Follower implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    Follower(String path, String... headers) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), served.server.port().orElseThrow());
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request("GET", path, "", headers).getBytes(UTF_8));
      lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    String head() throws IOException {
      return block();
    }

    /** Lines up to a blank one. */
    String block() throws IOException {
      StringBuilder block = new StringBuilder();
      for (String line = lines.readLine();
          line != null && !line.isEmpty();
          line = lines.readLine()) {
        block.append(line).append('\n');
      }
      return block.toString();
    }

    String event() throws IOException {
      String block = block();
      while (block.startsWith(":")) {
        block = block();
      }
      return block;
    }

    boolean ended() throws IOException {
      String line = lines.readLine();
      while (line != null) {
        line = lines.readLine();
      }
      return true;
    }

    void hangUp() throws IOException {
      socket.close();
    }

    @Override
    public void close() throws IOException {
      hangUp();
    }
  }
}
