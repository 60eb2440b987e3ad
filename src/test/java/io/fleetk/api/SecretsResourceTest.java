package io.fleetk.api;

import static io.fleetk.api.RawHttp.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.client.Endpoint;
import io.fleetk.client.HttpFleet;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.Secret;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.fleet.UsedCertificate;
import io.fleetk.registry.Keyspace;
import io.fleetk.registry.Registry;
import io.fleetk.registry.SecretKey;
import io.fleetk.store.MemoryStore;
import io.fleetk.store.TestCertificates;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /fleetk/v1/secrets}: as it stands on the wire, and through the client. */
class SecretsResourceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String JSON = "Content-Type: application/json";
  private static final SecretKey KEY = SecretKey.generate(new SecureRandom());

  private final ManualTimeline timeline = new ManualTimeline(START);
  private final MemoryStore store = new MemoryStore(timeline);
  private ApiServer server;
  private HttpFleet client;
  private FleetSecrets secrets;

  @BeforeEach
  void serve() throws IOException {
    server = serve(List.of(KEY));
    client = new HttpFleet(Endpoint.parse("http://127.0.0.1:" + server.port().orElseThrow()));
    secrets = client.extensions().orElseThrow().secrets().orElseThrow();
  }

  private ApiServer serve(List<SecretKey> keys) throws IOException {
    Registry registry =
        new Registry(
            store,
            timeline,
            (unit, machine, range) -> new JournalLines(List.of(), Optional.empty(), false),
            Keyspace.DEFAULT,
            () -> {
              if (keys.isEmpty()) {
                throw new FleetRefusedException("there is no key for secrets on this machine");
              }
              return keys;
            });
    ApiServer started =
        new ApiServer(
            registry, ListenOn.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    started.start();
    return started;
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    store.close();
  }

  private RawHttp.Answer send(String method, String path, String body) throws IOException {
    return new RawHttp(server.port().orElseThrow())
        .send(body.isEmpty() ? request(method, path, "") : request(method, path, body, JSON));
  }

  private static String body(String text) {
    return "{\"data\":\"%s\"}".formatted(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
  }

  @Test
  void takesATextAndGivesOnlyWhatIsKnownOfIt() throws IOException {
    RawHttp.Answer made = send("PUT", "/fleetk/v1/secrets/app/tls.key", body("hunter2"));

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body())
        .isEqualTo(
            """
            {"secret":{"name":"app/tls.key","version":1,"size":7,"putAt":"2026-01-01T00:00:00Z"},\
            "changed":true}\
            """);
    assertThat(send("PUT", "/fleetk/v1/secrets/app/tls.key", body("hunter2")).status())
        .isEqualTo(200);
    assertThat(send("GET", "/fleetk/v1/secrets/app/tls.key", "").body())
        .isEqualTo(
            """
            {"name":"app/tls.key","version":1,"size":7,"putAt":"2026-01-01T00:00:00Z"}\
            """);
    assertThat(send("GET", "/fleetk/v1/secrets", "").body())
        .isEqualTo(
            """
            {"secrets":[{"name":"app/tls.key","version":1,"size":7,\
            "putAt":"2026-01-01T00:00:00Z"}]}\
            """);
  }

  @Test
  void refusesWhatIsNoSecretAndRepeatsNothingOfIt() throws IOException {
    RawHttp.Answer noBase64 = send("PUT", "/fleetk/v1/secrets/a", "{\"data\":\"hunter2!\"}");

    assertThat(noBase64.status()).isEqualTo(400);
    assertThat(noBase64.body()).contains("data is no base64").doesNotContain("hunter2");
    assertThat(send("PUT", "/fleetk/v1/secrets/.a", body("x")).status()).isEqualTo(400);
    assertThat(send("PUT", "/fleetk/v1/secrets/a", "{}").status()).isEqualTo(409);
    assertThat(send("PUT", "/fleetk/v1/secrets/a", body("x".repeat(262_145))).status())
        .isEqualTo(413);
    assertThat(send("PUT", "/fleetk/v1/secrets/a", body("x".repeat(262_144))).status())
        .isEqualTo(201);
    assertThat(send("POST", "/fleetk/v1/secrets/a", body("x")).status()).isEqualTo(405);
    assertThat(send("GET", "/fleetk/v1/secrets/b", "").status()).isEqualTo(404);
    assertThat(send("DELETE", "/fleetk/v1/secrets/b", "").status()).isEqualTo(404);
  }

  @Test
  void saysThatTheDaemonHasNoKey() throws IOException {
    try (ApiServer keyless = serve(List.of())) {
      RawHttp.Answer answer =
          new RawHttp(keyless.port().orElseThrow())
              .send(request("PUT", "/fleetk/v1/secrets/a", body("x"), JSON));

      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.body()).contains("there is no key for secrets on this machine");
    }
  }

  @Test
  void tellsOfCertificatesThatUnitsHave(@TempDir Path folder) throws IOException {
    secrets.put("app/ca.crt", Files.readAllBytes(new TestCertificates(folder).authority()));

    assertThat(send("GET", "/fleetk/v1/certificates", "").body())
        .isEqualTo("{\"certificates\":[]}");

    client.put(
        new UnitSubmission(
            UnitName.of("app.service"),
            UnitContent.of(
                new UnitFile(
                    List.of(new UnitOption("X-Fleetk", "Secret", "/run/app/ca.crt app/ca.crt")))),
            DesiredState.INACTIVE,
            Optional.empty(),
            false));

    Instant end = secrets.get("app/ca.crt").flatMap(Secret::certificateEnds).orElseThrow();
    assertThat(send("GET", "/fleetk/v1/certificates", "").body())
        .isEqualTo(
            """
            {"certificates":[{"secret":"app/ca.crt","version":1,"ends":"%s","units":["app.service"]}]}\
            """
                .formatted(end));
    assertThat(secrets.certificates())
        .containsExactly(new UsedCertificate("app/ca.crt", 1, end, List.of("app.service")));
    assertThat(send("DELETE", "/fleetk/v1/certificates", "").status()).isEqualTo(405);
  }

  @Test
  void refusesAUnitOfFleetctlsWhoseSecretCannotBeRead() throws IOException {
    RawHttp.Answer answer =
        send(
            "PUT",
            "/fleet/v1/units/app.service",
            """
            {"desiredState":"launched","options":[\
            {"section":"X-Fleetk","name":"Secret","value":"/etc/app/key app/key"}]}\
            """);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("unit app.service: Secret=/etc/app/key app/key: ");
    assertThat(client.view().units()).isEmpty();
  }

  @Test
  void theClientSeesTheSame() {
    FleetSecrets.Put put = secrets.put("app/etcd/ca.crt", "one".getBytes(UTF_8));
    Secret known = new Secret("app/etcd/ca.crt", 1, 3, START, Optional.empty());

    assertThat(put).isEqualTo(new FleetSecrets.Put(known, true));
    assertThat(secrets.put("app/etcd/ca.crt", "one".getBytes(UTF_8)).changed()).isFalse();
    assertThat(secrets.list()).containsExactly(known);
    assertThat(secrets.get("app/etcd/ca.crt")).contains(known);
    assertThat(secrets.get("app/other")).isEmpty();
    assertThatThrownBy(() -> secrets.remove("app/other", false))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("does not exist");

    secrets.remove("app/etcd/ca.crt", false);

    assertThat(secrets.list()).isEmpty();
  }
}
