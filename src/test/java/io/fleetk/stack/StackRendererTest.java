package io.fleetk.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetk.fleet.Machine;
import io.fleetk.fleet.Secret;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackRendererTest {
  private static final String SERVICE = "[Service]\nExecStart=/bin/a\n";

  @TempDir private Path temporary;
  private Path units;
  private final List<Path> valueFiles = new ArrayList<>();
  private final List<String> sets = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();

  @BeforeEach
  void makeDirectory() throws IOException {
    units = Files.createDirectory(temporary.resolve("units"));
  }

  @Test
  void takesAUnitToTheLetterAndWritesItsOwnerIn() throws Exception {
    write("docker.service", "[Service]\nExecStart=/bin/docker ps --format {{.ID}}\n");

    Stack stack = render();

    assertThat(stack.name()).isEqualTo("units");
    assertThat(stack.warnings()).isEmpty();
    assertThat(stack.units())
        .singleElement()
        .satisfies(
            unit -> {
              assertThat(unit.name()).hasToString("docker.service");
              assertThat(unit.desiredState()).isEqualTo(DesiredState.LAUNCHED);
              assertThat(unit.source()).isEqualTo(units.resolve("docker.service").toString());
              assertThat(unit.policy().basis()).isEmpty();
              assertThat(unit.content().file().text())
                  .isEqualTo(
                      """
                      [Service]
                      ExecStart=/bin/docker ps --format {{.ID}}

                      [X-Fleetk]
                      Stack=units
                      """);
            });
  }

  @Test
  void rendersTemplatesWithTheValuesInHelmsOrder() throws Exception {
    write("stack.yaml", "name: web\nvalues:\n  a: {x: 1, y: 1, z: 1}\n  gone: 1\n  list: [1, 2]\n");
    write(
        "web.service.peb",
        "[Service]\nExecStart=/bin/a {{ a.x }} {{ a.y }} {{ a.z }} {{ list | join('+') }}\n");
    valueFiles.add(Files.writeString(temporary.resolve("1.yaml"), "a: {y: 2, z: 2}\ngone: null\n"));
    valueFiles.add(Files.writeString(temporary.resolve("2.yaml"), "a: {z: 3}\nlist: [3]\n"));
    sets.add("a.z=4,list[1]=5");

    assertThat(text("web.service")).contains("/bin/a 1 2 4 3+5").contains("Stack=web");
  }

  @Test
  void makesInstancesWithOneText() throws Exception {
    write(
        "api@.service", SERVICE + "[X-Fleetk]\nInstances=3\nFile=/etc/%i.conf files/a.conf 0600\n");
    write("files/a.conf", "a {{ b }}\n");
    write("loose@.service", SERVICE);

    Stack stack = render();

    assertThat(stack.units())
        .extracting(unit -> unit.name().text())
        .containsExactly("api@1.service", "api@2.service", "api@3.service", "loose@.service");
    assertThat(stack.components()).containsExactly("api", "loose");
    assertThat(stack.unitsOf("api"))
        .extracting(unit -> unit.content().file())
        .allMatch(stack.unitsOf("api").getFirst().content().file()::equals);
    assertThat(stack.unit(UnitName.of("api@2.service")).orElseThrow().content().files())
        .containsExactly(new CarriedFile("/etc/2.conf", 0600, "a {{ b }}\n"));
    assertThat(stack.unit(UnitName.of("loose@.service")).orElseThrow().desiredState())
        .isEqualTo(DesiredState.INACTIVE);
  }

  @Test
  void rendersFromTheMachinesAndSaysSo() throws Exception {
    machines.add(machine("b", Map.of("role", "master")));
    machines.add(machine("a", Map.of("role", "master")));
    machines.add(machine("c", Map.of()));
    write(
        "api@.service.peb",
        SERVICE + "[X-Fleetk]\nInstances={{ machines | having('role=master') | length }}\n");
    write("b.service", SERVICE + "[X-Fleetk]\nFile=/etc/b files/b.peb\n");
    write("files/b.peb", "{% for m in machines %}\n{{ m.id }}={{ m.ip }}\n{% endfor %}\n");
    write("c.service", SERVICE);

    Stack stack = render();

    assertThat(stack.unitsOf("api")).hasSize(2);
    assertThat(stack.unitsOf("b").getFirst().content().files())
        .extracting(CarriedFile::text)
        .containsExactly("a=10.0.0.1\nb=10.0.0.1\nc=10.0.0.1\n");
    assertThat(stack.unitsOf("c").getFirst().policy().basis()).isEmpty();
  }

  @Test
  void makesNoUnitOfATemplateThatPrintsNothing() throws Exception {
    write("a.service", SERVICE + "[Unit]\nAfter=b.service\n");
    write("b.service.peb", "{% if on %}\n" + SERVICE + "{% endif %}\n");
    sets.add("on=false");

    assertThat(render().components()).containsExactly("a");

    sets.add("on=true");
    assertThat(render().components()).containsExactly("a", "b");
  }

  @Test
  void tellsOnlyOfTheUnitThatIsBroken() throws Exception {
    write("a.service", SERVICE + "[X-Fleetk]\nAwait=b\n");
    write("b.service.peb", "{{ fail('no port') }}");

    assertThat(errors()).extracting(Finding::reason).containsExactly("no port");
  }

  @Test
  void notesWhatAUnitIsApartFromTheMachines() throws Exception {
    write("b.service.peb", SERVICE + "Environment=NODES={{ machines | length }}\n");
    Optional<Hash> alone = basisOf("b");
    machines.add(machine("a", Map.of()));

    assertThat(basisOf("b")).isPresent().isEqualTo(alone);

    write("b.service.peb", SERVICE + "Environment=MACHINES={{ machines | length }}\n");
    assertThat(basisOf("b")).isPresent().isNotEqualTo(alone);

    write("b.service.peb", SERVICE + "Environment=FIRST={{ machines[0].id }}\n");
    assertThat(basisOf("b")).as("it makes no sense without machines").isEmpty();
  }

  private Optional<Hash> basisOf(String component) throws StackException {
    return render().unitsOf(component).getFirst().policy().basis();
  }

  @Test
  void rendersTheSameEveryTime() throws Exception {
    write("stack.yaml", "values: {a: {z: 1, b: 2, c: 3}}\n");
    write("a.service.peb", SERVICE + "{% for e in a %}\nEnvironment={{ e.key }}=1\n{% endfor %}\n");

    assertThat(render().units()).isEqualTo(render().units());
    assertThat(text("a.service")).contains("Environment=z=1\nEnvironment=b=1\nEnvironment=c=1");
  }

  @Test
  void knowsTheOrderOfComponents() throws Exception {
    write("etcd.service", SERVICE);
    write("api@.service", unit("After=etcd.service network.target", "Instances=2"));
    write("scheduler.service", SERVICE + "[X-Fleetk]\nAwait=api\n");
    write("sidekick.service", "[Unit]\nBindsTo=main.service\nAfter=main.service\n" + SERVICE);
    write("main.service", "[Unit]\nWants=sidekick.service\n" + SERVICE);
    write("near.service", SERVICE + "[X-Fleet]\nMachineOf=api@1.service\n");
    write("late.timer", "[Unit]\nRequires=near.service\n[Timer]\nOnBootSec=1\n");

    Stack stack = render();

    assertThat(stack.dependencies("etcd")).isEmpty();
    assertThat(stack.dependencies("api")).containsExactly("etcd");
    assertThat(stack.dependencies("scheduler")).containsExactly("api");
    assertThat(stack.dependencies("sidekick")).containsExactly("main");
    assertThat(stack.dependencies("main")).isEmpty();
    assertThat(stack.dependencies("near")).containsExactly("api");
    assertThat(stack.dependencies("late.timer")).containsExactly("near");
  }

  @Test
  void namesTheWayOfACycle() throws Exception {
    write("a.service", SERVICE + "[X-Fleetk]\nAwait=b\n");
    write("b.service", "[Unit]\nAfter=c.service\n" + SERVICE);
    write("c.service", SERVICE + "[X-Fleet]\nMachineOf=a.service\n");

    assertThat(errors())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.text()).isEqualTo("a → b → c → a");
              assertThat(finding.reason()).contains("wait for each other");
            });
  }

  @Test
  void namesTheNearestOfWhatIsNotThere() throws Exception {
    write("kubelet.service", SERVICE);
    write("proxy.service", SERVICE + "[X-Fleetk]\nAwait=kublet\n");
    write("other.service", SERVICE + "[X-Fleet]\nMachineOf=kublet.service\n");
    write("self.service", SERVICE + "[X-Fleetk]\nAwait=self.service\n");

    assertThat(findings())
        .extracting(Finding::toString)
        .containsExactly(
            units
                + "/other.service:4: warning: 'MachineOf=kublet.service': no unit kublet.service"
                + " in this stack: unless the fleet has one, this is never placed;"
                + " did you mean 'kubelet.service'?",
            units
                + "/proxy.service:4: 'Await=kublet': no component 'kublet' in this stack;"
                + " did you mean 'kubelet'?",
            units
                + "/self.service:4: 'Await=self.service': a component cannot wait for itself;"
                + " remove it");
  }

  @Test
  void allowsToAwaitAComponentWithoutInstances() throws Exception {
    write("api@.service", SERVICE + "[X-Fleetk]\nInstances=0\n");
    write("b.service", SERVICE + "[X-Fleetk]\nAwait=api\n");

    assertThat(render().components()).containsExactly("b");
    assertThat(render().dependencies("b")).isEmpty();
  }

  @Test
  void refusesTwoFilesForOneUnit() throws Exception {
    write("a.service", SERVICE);
    write("a.service.peb", SERVICE);
    write("b@.service", SERVICE + "[X-Fleetk]\nInstances=1\n");
    write("b@1.service", SERVICE);

    assertThat(errors()).extracting(Finding::text).containsExactly("a.service", "b@1.service");
    assertThat(errors().getFirst().reason()).contains(units + "/a.service makes this unit too");
  }

  @Test
  void refusesOnePathWithTwoTexts() throws Exception {
    write("a.service", SERVICE + "[X-Fleetk]\nFile=/etc/x files/a\n");
    write("b.service", SERVICE + "[X-Fleetk]\nFile=/etc/x files/b\n");
    write("c.service", SERVICE + "[X-Fleetk]\nFile=/etc/x files/a\n");
    write("files/a", "a");
    write("files/b", "b");

    assertThat(errors())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.file()).endsWith("b.service");
              assertThat(finding.text()).isEqualTo("/etc/x");
            });
  }

  @Test
  void refusesCarriedFilesThatAreMissingOrElsewhere() throws Exception {
    Files.writeString(temporary.resolve("secret"), "s");
    write("files/config.yaml.peb", "a\n");
    Files.createSymbolicLink(units.resolve("files/link"), temporary.resolve("secret"));
    write(
        "a.service",
        SERVICE
            + "[X-Fleetk]\nFile=/a files/config.yaml\nFile=/b files/confg.yaml.peb\n"
            + "File=/c files/../../secret\nFile=/d stack.yaml\nFile=/e files/link\n");

    assertThat(errors())
        .extracting(Finding::toString)
        .satisfiesExactlyInAnyOrder(
            told -> assertThat(told).contains("a.service:4", "mean 'files/config.yaml.peb'"),
            told -> assertThat(told).contains("a.service:5", "mean 'files/config.yaml.peb'"),
            told -> assertThat(told).contains("a.service:6", "below", "files/ and nowhere else"),
            told -> assertThat(told).contains("a.service:7", "below", "files/ and nowhere else"),
            told -> assertThat(told).contains("files/link", "leads out of"));
  }

  @Test
  void refusesUnitFilesThatLeadOut() throws Exception {
    Files.writeString(temporary.resolve("out.service"), SERVICE);
    Files.createSymbolicLink(units.resolve("out.service"), temporary.resolve("out.service"));

    assertThat(errors()).singleElement().asString().contains("leads out of");
  }

  @Test
  void namesWhatItPassesOver() throws Exception {
    write("a.service", SERVICE);
    write("a.servce", SERVICE);
    write("README.md", "x");
    write("stack.yml", "name: x");
    write("more/b.service", SERVICE);

    assertThat(render().warnings())
        .extracting(Finding::toString)
        .containsExactly(
            units + "/README.md: warning: not a unit file, so it is passed over",
            units
                + "/a.servce: warning: not a unit file, so it is passed over;"
                + " did you mean 'a.service'?",
            units + "/more: warning: subfolders are not read; move its units up",
            units
                + "/stack.yml: warning: not a unit file, so it is passed over;"
                + " did you mean 'stack.yaml'?");
  }

  @Test
  void refusesBadUnitNames() throws Exception {
    write("bad name.service", SERVICE);
    write("@.service", SERVICE);

    assertThat(errors())
        .extracting(Finding::reason)
        .containsExactly("unit name cannot start in \"@\"", "invalid character ' ' in unit name");
  }

  @Test
  void namesTheLineOfTheTemplate() throws Exception {
    write(
        "a.service.peb",
        """
        {# x #}
        [Service]
        {% for i in range(1, 3) %}
        Environment=A=1
        {% endfor %}
        ExecStart=/bin/a
        [X-Fleetk]
        Instnces=2
        """);
    write("b.service.peb", "[Service]\nExecStart=/bin/b {{ nope }}\n");

    assertThat(errors())
        .extracting(Finding::toString)
        .containsExactly(
            units
                + "/a.service.peb:8: 'Instnces=2': no such option in [X-Fleetk];"
                + " did you mean 'Instances'?",
            units
                + "/b.service.peb:2: 'ExecStart=/bin/b {{ nope }}': no value 'nope' is defined;"
                + " define it in stack.yaml, by -f or by --set");
  }

  @Test
  void namesTheLineOfACarriedTemplate() throws Exception {
    write("a.service", SERVICE + "[X-Fleetk]\nFile=/etc/a files/a.peb\n");
    write("files/a.peb", "a\n{{ nope }}\n");

    assertThat(errors()).singleElement().asString().startsWith(units + "/files/a.peb:2: ");
  }

  @Test
  void refusesDirectoriesThatAreNone() throws Exception {
    assertThat(errors()).singleElement().asString().contains("holds no unit file");
    write("a.service", SERVICE);
    units = units.resolve("a.service");
    assertThat(errors()).singleElement().asString().contains("not a directory");
    units = units.resolveSibling("nowhere");
    assertThat(errors()).singleElement().asString().contains("no such directory");
  }

  @Test
  void refusesValuesThatAreNone() throws Exception {
    write("a.service", SERVICE);
    valueFiles.add(Files.writeString(temporary.resolve("list.yaml"), "# x\n- a\n- b\n"));
    valueFiles.add(Files.writeString(temporary.resolve("bad.yaml"), "a: 1\nb: [1\nc: 2\n"));
    valueFiles.add(Files.writeString(temporary.resolve("twice.yaml"), "a: 1\nb: 2\na: 3\n"));
    valueFiles.add(temporary.resolve("missing.yaml"));
    sets.add("novalue");

    assertThat(errors())
        .extracting(Finding::toString)
        .satisfiesExactlyInAnyOrder(
            told -> assertThat(told).contains("list.yaml:2: a list where a mapping is expected"),
            told -> assertThat(told).contains("bad.yaml:3: ", "not YAML: "),
            told -> assertThat(told).contains("twice.yaml:3: 'a': the key is given a second time"),
            told -> assertThat(told).contains("missing.yaml: no such file"),
            told -> assertThat(told).contains("--set: 'novalue': novalue has no value"))
        .allSatisfy(told -> assertThat(told).doesNotContain("\n"));
  }

  @Test
  void refusesWhatAManifestDoesNotHave() throws Exception {
    write("a.service", SERVICE);
    write("stack.yaml", "name: Not A Name\nvaluse:\n  a: 1\n");

    assertThat(errors())
        .extracting(Finding::toString)
        .containsExactly(
            units
                + "/stack.yaml:1: 'Not A Name': no name for a stack; use lower-case letters,"
                + " digits, '-' and '.'",
            units + "/stack.yaml:2: 'valuse': no such key in stack.yaml; did you mean 'values'?");
  }

  @Test
  void refusesLargeFilesAndLargeUnitsByName() throws Exception {
    write("a.service", SERVICE + "#".repeat(600_000));
    write("b.service", SERVICE + "[X-Fleetk]\nFile=/a files/a\nFile=/b files/b\n");
    write("files/a", "a".repeat(300_000));
    write("files/b", "b".repeat(300_000));

    assertThat(errors())
        .extracting(Finding::toString)
        .satisfiesExactly(
            told -> assertThat(told).contains("a.service: 600,027 bytes are more than"),
            told -> assertThat(told).contains("'b.service': with its files 600,"));
  }

  private static Secret secret(String name, long version) {
    return new Secret(name, version, 1, Instant.parse("2026-01-01T00:00:00Z"), Optional.empty());
  }

  @Test
  void unitsNameTheNewestVersionsOfTheirSecrets() throws Exception {
    write(
        "web@.service",
        SERVICE + "[X-Fleetk]\nInstances=2\nSecret=/run/web/%i.key web/%i.key 0400\n");

    Stack pinned =
        StackSecrets.pinned(render(), List.of(secret("web/1.key", 3), secret("web/2.key", 7)));

    assertThat(pinned.units())
        .flatExtracting(unit -> unit.content().secrets())
        .containsExactly(
            new CarriedSecret("/run/web/1.key", 0400, "web/1.key", 3),
            new CarriedSecret("/run/web/2.key", 0400, "web/2.key", 7));
  }

  @Test
  void saysWhichSecretAFleetDoesNotHave() throws Exception {
    write("a.service", SERVICE + "[X-Fleetk]\nSecret=/run/a app/tls.key\n");
    Stack stack = render();

    assertThatThrownBy(() -> StackSecrets.pinned(stack, List.of(secret("app/tls.kye", 1))))
        .isInstanceOfSatisfying(
            StackException.class,
            refused ->
                assertThat(refused.findings())
                    .singleElement()
                    .asString()
                    .contains(
                        "a.service:4: 'Secret=/run/a app/tls.key': the fleet has no secret"
                            + " 'app/tls.key'; did you mean 'app/tls.kye'? or fleetk secret put"
                            + " app/tls.key FILE"));
    assertThat(
            Linter.lint(
                StackSource.of(units), machines, Optional.of(List.of(secret("app/tls.key", 1)))))
        .isEmpty();
    assertThat(Linter.lint(StackSource.of(units), machines, Optional.of(List.of()))).hasSize(1);
    assertThat(Linter.lint(StackSource.of(units), machines, Optional.empty())).isEmpty();
  }

  @Test
  void aPathIsFilledByOneSecretOnly() throws Exception {
    write("a.service", SERVICE + "[X-Fleetk]\nSecret=/run/k app/a\n");
    write("b.service", SERVICE + "[X-Fleetk]\nSecret=/run/k app/b\n");
    write("c.service", SERVICE + "[X-Fleetk]\nFile=/run/k files/k 0600\n");
    write("files/k", "k");

    assertThat(errors())
        .extracting(Finding::toString)
        .satisfiesExactly(
            told -> assertThat(told).contains("a.service", "c.service has the file /run/k"),
            told -> assertThat(told).contains("b.service", "c.service has the file /run/k"));
  }

  @Test
  void refusesAnotherOwner() throws Exception {
    write("a.service", SERVICE + "[X-Fleetk]\nStack=other\n");
    assertThat(errors()).singleElement().asString().contains("another stack owns it");

    write("a.service", SERVICE + "[X-Fleetk]\nStack=units\n");
    assertThat(text("a.service")).isEqualTo(SERVICE + "\n[X-Fleetk]\nStack=units\n");
  }

  @Test
  void lintsOneFile() throws Exception {
    write("stack.yaml", "values: {a: 1}\n");
    write("a.service.peb", "[Service]\nExecStart=/bin/{{ a }}\n[X-Fleet]\nGlobl=1\n");
    write("b.service", "[Service]\n");

    assertThat(Linter.lintFile(units.resolve("a.service.peb"), machines))
        .singleElement()
        .asString()
        .startsWith(units + "/a.service.peb:4: 'Globl=1'");
    assertThat(Linter.lintFile(units.resolve("b.service"), machines)).isNotEmpty();
    assertThat(Linter.lintFile(units.resolve("c.service"), machines))
        .singleElement()
        .asString()
        .contains("no such file");
    assertThat(Linter.lintFile(units.resolve("stack.yaml"), machines))
        .singleElement()
        .asString()
        .contains("invalid unit type");
  }

  private static String unit(String ordering, String policy) {
    return "[Unit]\n" + ordering + "\n\n" + SERVICE + "\n[X-Fleetk]\n" + policy + "\n";
  }

  private static Machine machine(String id, Map<String, String> metadata) {
    return new Machine(id, "10.0.0.1", metadata, true, false, "", Optional.empty());
  }

  private void write(String file, String text) throws IOException {
    Path path = units.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Stack render() throws StackException {
    return StackRenderer.render(new StackSource(units, valueFiles, sets), machines);
  }

  private String text(String unit) throws StackException {
    return render().unit(UnitName.of(unit)).orElseThrow().content().file().text();
  }

  private List<Finding> findings() {
    return catchThrowableOfType(StackException.class, this::render).findings();
  }

  private List<Finding> errors() {
    return findings().stream().filter(Finding::isError).toList();
  }
}
