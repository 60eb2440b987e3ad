package io.fleetk.api;

import static io.fleetk.api.RawHttp.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is a 4xx in fleet's form, and the server lives on. */
class BadRequestTest {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final String JSON = "Content-Type: application/json";

  private ServedFleet served;

  @BeforeEach
  void serve() throws IOException {
    served = new ServedFleet();
  }

  @AfterEach
  void livesOnAndStops() throws IOException {
    try (ServedFleet closing = served) {
      assertThat(closing.http.send(request("GET", "/fleet/v1/units", "")).status()).isEqualTo(200);
      assertThat(closing.fleet.view().units()).isEmpty();
    }
  }

  private static void isRefused(RawHttp.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Server")).startsWith("fleetk/");
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
    assertThat(answer.body())
        .startsWith("{\"error\":{\"code\":" + answer.status() + ",\"message\":\"")
        .doesNotContain("Exception", "jetty", "\\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fleet/v1/units/../machines",
        "/fleet/v1/units/../../etc/passwd.service",
        "/fleet/v1/units/..%2f..%2fetc%2fpasswd.service",
        "/fleet/v1/units/%2e%2e/machines",
        "/fleet/v1/units/a%2fb.service",
        "/fleet/v1/units/a%00.service",
        "/fleet/v1/units/%ff%fe.service",
        "/fleet/v1/units/%zz.service",
        "/fleet/v1/units/%",
        "/fleet/v1/units/a;b=c.service",
        "/fleet/v1//units/a.service",
        "//fleet/v1/units",
        "/fleetk/v1/units/..%2fa.service",
        "/fleetk/v1/units/%2e%2e/restart",
        "/fleetk/v1/stacks/..%2f..%2fkey/lock",
        "/fleetk/v1/stacks/.hidden/lock",
        "/fleetk/v1/machines/%00",
        "/fleet/v1/units/\u0001.service",
        "/fleet/v1/units/käse.service",
        "*",
        "nonsense",
      })
  void refusesPathsThatHideSomething(String path) throws IOException {
    for (String method : List.of("GET", "PUT", "DELETE", "POST")) {
      isRefused(
          served.http.send(
              request(
                  method,
                  path,
                  "{\"desiredState\":\"launched\",\"options\":[{\"section\":\"S\",\"name\":\"N\",\"value\":\"v\"}]}",
                  JSON)));
    }
  }

  @Test
  void refusesANameThatIsTooLong() throws IOException {
    String path = "/fleet/v1/units/" + "a".repeat(300) + ".service";

    RawHttp.Answer answer =
        served.http.send(request("PUT", path, "{\"desiredState\":\"launched\"}", JSON));

    isRefused(answer);
    assertThat(answer.body()).contains("unit name exceeds maximum length");
  }

  @Test
  void refusesAPathThatIsMuchTooLong() throws IOException {
    RawHttp.Answer answer =
        served.http.send(request("GET", "/fleet/v1/units/" + "a".repeat(100_000), ""));

    isRefused(answer);
  }

  @Test
  void refusesHeadersThatAreTooLong() throws IOException {
    RawHttp.Answer answer =
        served.http.send(request("GET", "/fleet/v1/units", "", "X-Long: " + "a".repeat(50_000)));

    isRefused(answer);
    assertThat(answer.status()).isEqualTo(431);
  }

  @Test
  void refusesABodyThatSaysItIsTooLong() throws IOException {
    RawHttp.Answer answer =
        served.http.send(
            "PUT /fleet/v1/units/a.service HTTP/1.1\r\nHost: fleet\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n");

    isRefused(answer);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("the limit is 1048576 bytes");
    assertThat(answer.header("Connection")).isEqualTo("close");
  }

  @Test
  void takesABodyUpToTheLimit() throws IOException {
    String body = "{\"desiredState\":\"launched\",\"x\":\"" + "x".repeat(MEBIBYTE - 100) + "\"}";

    RawHttp.Answer answer =
        served.http.send(request("PUT", "/fleet/v1/units/a.service", body, JSON));

    assertThat(answer.status()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cutsOffABodyOfAHundredMegabytes(boolean chunked) throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), served.server.port().orElseThrow())) {
      socket.setSoTimeout(20_000);
      long sent = 0;
      try {
        OutputStream out = socket.getOutputStream();
        out.write(
            ("PUT /fleet/v1/units/a.service HTTP/1.1\r\nHost: fleet\r\n"
                    + JSON
                    + "\r\n"
                    + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: 104857600")
                    + "\r\n\r\n")
                .getBytes(UTF_8));
        byte[] junk = "x".repeat(65_536).getBytes(UTF_8);
        for (; sent < 100L * MEBIBYTE; sent += junk.length) {
          if (chunked) {
            out.write("10000\r\n".getBytes(UTF_8));
          }
          out.write(junk);
          if (chunked) {
            out.write("\r\n".getBytes(UTF_8));
          }
        }
      } catch (SocketException e) {
        // The server hung up, as it should.
      }
      assertThat(sent).as("bytes that were taken").isLessThan(40L * MEBIBYTE);
    }
  }

  @Test
  void answersABodyThatEndsTooEarly() throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), served.server.port().orElseThrow())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("PUT /fleet/v1/units/a.service HTTP/1.1\r\nHost: fleet\r\n"
                      + JSON
                      + "\r\nContent-Length: 50\r\n\r\n{\"desired")
                  .getBytes(UTF_8));
      socket.shutdownOutput();
      isRefused(new RawHttp.Answer(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE\r\n\r\n",
        "GET\r\n\r\n",
        "GET /fleet/v1/units HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /fleet/v1/units HTTP/1.1\r\n\r\n",
        "GET /fleet/v1/units HTTP/1.1\r\nHost: a\r\nContent-Length: nine\r\n\r\n",
        "PUT /fleet/v1/units/a.service HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzzz\r\n",
        "GET /fleet/v1/units HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n",
      })
  void refusesWhatIsHardlyHttp(String request) throws IOException {
    RawHttp.Answer answer = served.http.send(request);

    assertThat(answer.status()).as(answer.text()).isBetween(400, 505).isNotEqualTo(500);
    assertThat(answer.text()).doesNotContain("Exception", "<html");
  }

  static Stream<String> routes() {
    return Stream.of(
        "/fleet/v1/units",
        "/fleet/v1/units/a.service",
        "/fleet/v1/state",
        "/fleet/v1/state/a.service",
        "/fleet/v1/machines",
        "/fleet/v1/discovery",
        "/v1-alpha/units/a.service",
        "/fleetk/v1",
        "/fleetk/v1/view",
        "/fleetk/v1/names",
        "/fleetk/v1/release",
        "/fleetk/v1/units/a.service",
        "/fleetk/v1/units/a.service/restart",
        "/fleetk/v1/units/a.service/journal",
        "/fleetk/v1/machines/a",
        "/fleetk/v1/stacks/shop/lock",
        "/fleetk/v1/stacks/shop/lock/token",
        "/fleetk/v1/nowhere");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void neverFailsOnGarbage(String route) throws IOException {
    Random random = new Random(route.hashCode());
    byte[] noise = new byte[500];
    random.nextBytes(noise);
    List<String> bodies =
        List.of(
            "",
            "garbage",
            "null",
            "[]",
            "{}",
            "[[[[",
            "{\"options\":7,\"releases\":{},\"holder\":[]}",
            "{\"options\":[{}],\"files\":[{}],\"releases\":[{}]}",
            "{\"options\":[{\"section\":\"S\",\"name\":\"N\",\"value\":\"v\"}],\"desiredState\":\"x\",\"files\":[null]}",
            "{\"releases\":[{\"name\":\"a.service\",\"machineID\":\"m\",\"contentId\":\"xyz\"}]}",
            "{\"holder\":\"me\",\"ttlSec\":-1}",
            "[".repeat(100_000),
            new String(noise, ISO_8859_1));
    for (String method : List.of("GET", "PUT", "POST", "PATCH", "DELETE", "BREW")) {
      for (String body : bodies) {
        RawHttp.Answer answer =
            served.http.send(request(method, route + "?after=x&lines=x&after=", body, JSON));
        assertThat(answer.status())
            .as("%s %s %s: %s", method, route, body, answer.text())
            .isBetween(200, 499);
        assertThat(answer.text()).doesNotContain("Exception:", "\\tat ");
      }
    }
  }
}
