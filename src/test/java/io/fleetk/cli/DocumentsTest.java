package io.fleetk.cli;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fleetk.cli.Desk.Seen;
import io.fleetk.daemon.DevConfiguration;
import io.fleetk.daemon.DevFleet;
import io.fleetk.daemon.DevMachineState;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.systemd.Behaviour;
import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What commands print for programs, on a whole fleet, held against the schemas that the site has of
 * it: each field is described, and each field that must be there is.
 */
class DocumentsTest {
  private static final Path SCHEMAS = Path.of("src/site/resources/schemas");

  @TempDir private static Path home;
  private static DevFleet fleet;
  private static SchemaRegistry registry;

  @BeforeAll
  static void comeUp() throws IOException {
    registry = registry();
    DevConfiguration three =
        new DevConfiguration(DevConfiguration.of(3).machines(), 0, Duration.ofSeconds(5));
    fleet =
        DevFleet.start(
            three,
            home.resolve("dev"),
            new SystemTimeline(),
            Behaviour.steady(Duration.ofMillis(50), Duration.ofMillis(20)));
    await().until(() -> fleet.fleet().view().present().size() == 3);
    Path units = Files.createDirectories(home.resolve("units/files"));
    Files.writeString(units.resolve("web.conf"), "port 80\n");
    Files.writeString(home.resolve("units/stack.yaml"), "name: site\n");
    Files.writeString(
        home.resolve("units/web@.service"),
        """
        [Service]
        ExecStart=/bin/web

        [X-Fleetk]
        Instances=3
        File=/etc/web-%i.conf files/web.conf
        Secret=/run/web/tls.key site/tls.key
        """);
    Files.writeString(home.resolve("units/odd.service"), "[Service]\nExecStart=/bin/odd\n");
    Files.writeString(
        home.resolve("bad.service"),
        "[Service]\nExecStart=/bin/bad\n[X-Fleetk]\nInstnces=3\nReadyCA=/etc/ca.pem\n");
    Files.writeString(home.resolve("loose.service"), "[Service]\nExecStart=/bin/loose\n");
    types("secret", "put", "site/tls.key", home.resolve("units/stack.yaml").toString());
    assertThat(types("pki", "init", "--out", home.resolve("pki").toString()).exitCode()).isZero();
    Seen applied = types("apply", home.resolve("units").toString());
    assertThat(applied.exitCode()).as(applied.err()).isZero();
    assertThat(types("start", home.resolve("loose.service").toString()).exitCode()).isZero();
  }

  @AfterAll
  static void goDown() {
    fleet.close();
  }

  /** The schemas of the site, with no property allowed that they do not describe. */
  private static SchemaRegistry registry() throws IOException {
    Map<String, String> schemas = new HashMap<>();
    for (Path file : files()) {
      JsonNode schema = JsonMapper.shared().readTree(Files.readString(file));
      close(schema);
      schemas.put(schema.get("$id").asString(), schema.toString());
    }
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(schemas));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(SCHEMAS)) {
      return files.sorted().toList();
    }
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode node
        && node.has("properties")
        && !node.has("additionalProperties")) {
      node.put("additionalProperties", false);
    }
    schema.forEach(DocumentsTest::close);
  }

  private static Seen types(String... words) {
    return Desk.at(fleet.fleet(), home).types(words);
  }

  private static void assertValid(String schema, String document) {
    Schema read = registry.getSchema(SchemaLocation.of("urn:fleetk:schema:" + schema));
    assertThat(
            read.validate(
                JsonMapper.shared().readTree(document),
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as(document)
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "machines, machines",
    "machines, machine list",
    "machines, get machines",
    "units, get units",
    "components, get components",
    "stacks, get stacks",
    "status, status",
    "status, status web@1.service",
    "plan, diff HOME/units",
    "findings, lint HOME/bad.service",
    "rendered-units, render HOME/units",
    "secrets, secret list",
    "certificates, pki show --out HOME/pki"
  })
  void areAsTheirSchemasSay(String schema, String typed) {
    List<String> words =
        new ArrayList<>(List.of(typed.replace("HOME", home.toString()).split(" ")));
    words.addAll(List.of("-o", "json"));

    Seen seen = types(words.toArray(String[]::new));

    assertThat(seen.out()).as(seen.err()).isNotEmpty();
    JsonNode document = JsonMapper.shared().readTree(seen.out());
    assertThat(document.isEmpty()).as(seen.out()).isFalse();
    assertValid(schema, seen.out());
  }

  @Test
  void holdPlansOfEveryKind() throws IOException {
    assertValid("plan", types("diff", home.resolve("units").toString(), "-o", "json").out());
    Path other = Files.createDirectory(home.resolve("other"));
    Files.writeString(other.resolve("stack.yaml"), "name: site\n");
    Files.writeString(
        other.resolve("web@.service"),
        "[Service]\nExecStart=/bin/other\n[X-Fleetk]\nInstances=2\nDesiredState=loaded\n");
    Files.writeString(other.resolve("loose.service"), "[Service]\nExecStart=/bin/new\n");
    Files.writeString(other.resolve("more.service"), "[Service]\nExecStart=/bin/more\n");

    String plan = types("diff", other.toString(), "-o", "json").out();

    assertThat(plan).contains("\"create\"", "\"change\"", "\"adopt\"", "\"stop\"", "\"destroy\"");
    assertValid("plan", plan);
  }

  @Test
  void tellOfContexts() {
    types("context", "set", "lab", "--endpoint", "https://10.0.0.7:49153", "--ca-file", "ca.pem");

    assertValid("contexts", types("context", "list", "-o", "json").out());
    assertValid("context", types("context", "show", "-o", "json").out());
    assertValid("context", types("context", "show", "lab", "-o", "json").out());
  }

  @Test
  void areOfTheDevFleetToo() {
    var document =
        new DevStatusCommand.Document(
            fleet.state(),
            List.of(
                new DevMachineState(
                    "m1", "1".repeat(32), "192.0.2.1", Map.of("role", "node"), true, List.of())));

    assertValid("dev-status", Documents.json(document));
  }

  @Test
  void describeEveryField() throws IOException {
    for (Path file : files()) {
      JsonNode schema = JsonMapper.shared().readTree(Files.readString(file));
      assertThat(schema.get("$id").asString())
          .isEqualTo("urn:fleetk:schema:" + file.getFileName().toString().replace(".json", ""));
      assertThat(Files.readString(Path.of("src/site/markdown/output.md")))
          .contains("(../resources/schemas/" + file.getFileName() + ")");
      assertDescribed(file.toString(), schema);
    }
  }

  private static void assertDescribed(String where, JsonNode schema) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property ->
                assertThat(
                        property.getValue().has("description") || property.getValue().has("$ref"))
                    .as(where + "/" + property.getKey())
                    .isTrue());
    schema
        .properties()
        .forEach(part -> assertDescribed(where + "/" + part.getKey(), part.getValue()));
  }

  /** A component is scaled by the real engine and agents, and nothing that runs feels it. */
  @Test
  void scalingRestartsNothingAndIsRevertedByTheDirectory() {
    String units = home.resolve("units").toString();
    Map<Place, Instant> before = startTimes();

    Seen up = types("scale", "web=5");

    assertThat(up.exitCode()).as(up.err()).isZero();
    Map<Place, Instant> scaled = startTimes();
    assertThat(scaled).hasSize(before.size() + 2).containsAllEntriesOf(before);
    assertThat(types("diff", units).out())
        .contains("reverts 'fleetk scale web=5': " + units + "/web@.service has Instances=3");
    assertThat(types("wait", "web", "--timeout", "30s").out()).isEqualTo("web: 5/5 ready\n");

    Seen none = types("scale", "web=0", "--yes");

    assertThat(none.exitCode()).as(none.err()).isZero();
    assertThat(types("wait", "web@1.service", "--for=gone").exitCode()).isZero();
    Seen again = types("scale", "web=2");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(types("describe", "unit", "web@2.service").out())
        .contains("/run/web/tls.key 0600, site/tls.key version 1")
        .contains("/etc/web-2.conf 0644, 8 bytes");
    Map<Place, Instant> two = startTimes();

    Seen reverted = types("apply", units, "--yes");

    assertThat(reverted.exitCode()).as(reverted.err()).isZero();
    assertThat(startTimes()).hasSize(before.size()).containsAllEntriesOf(two);
    assertThat(types("diff", units, "--exit-code").exitCode()).isZero();
    assertThat(fleet.fleet().view().unit(UnitName.of("web@3.service"))).isPresent();
  }

  @Test
  void aCordonedMachineIsGivenNothingNewUntilItIsNoLonger() {
    String address = fleet.fleet().view().machinesCalled("m2").getFirst().address();
    for (String name : List.of("m1", "m2", "m3")) {
      assertThat(types("machine", "cordon", name).exitCode()).isZero();
    }
    types("start", "--no-block", late());

    assertThat(types("wait", "late", "--timeout", "1s").err()).contains("cordoned");

    assertThat(types("machine", "uncordon", "m2").exitCode()).isZero();
    assertThat(types("wait", "late", "--timeout", "30s").out()).isEqualTo("late: 1/1 ready\n");
    assertThat(types("get", "units", "late", "-o", "jsonpath=$[*].instances[*].address").out())
        .isEqualTo(address + "\n");
    types("machine", "uncordon", "m1", "m3");
  }

  private static String late() {
    try {
      return Files.writeString(home.resolve("late.service"), "[Service]\nExecStart=/bin/late\n")
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Place, Instant> startTimes() {
    return fleet.fleet().view().statuses().values().stream()
        .collect(toMap(UnitStatus::place, status -> status.since().orElseThrow()));
  }
}
