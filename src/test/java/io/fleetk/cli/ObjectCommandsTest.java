package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.cli.Desk.Running;
import io.fleetk.cli.Desk.Seen;
import io.fleetk.fleet.Machine;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fleet has, listed, described, waited for and changed, kind by kind. */
class ObjectCommandsTest {
  @TempDir Path home;
  private final EagerFleet fleet = new EagerFleet(3);

  @BeforeEach
  void applyStack() throws IOException {
    Path units = Files.createDirectory(home.resolve("units"));
    Files.writeString(units.resolve("stack.yaml"), "name: site\n");
    Files.writeString(
        units.resolve("web@.service"),
        """
        [Unit]
        Description=The site
        After=store.service

        [Service]
        ExecStart=/bin/web

        [X-Fleet]
        MachineMetadata=role=node

        [X-Fleetk]
        Instances=2
        ReadyTCP=:80
        File=/etc/web.conf files/web.conf 0640
        """);
    Files.writeString(
        units.resolve("store.service"),
        "[Service]\nExecStart=/bin/store\n\n[X-Fleet]\nGlobal=true\nMachineMetadata=role=node\n");
    Files.createDirectory(units.resolve("files"));
    Files.writeString(units.resolve("files/web.conf"), "port 80\n");
    assertThat(desk().types("apply", units.toString()).exitCode()).isZero();
  }

  @Test
  void listsUnitsWithARowForEachMachine() {
    assertThat(desk().types("get", "units").out())
        .isEqualTo(
            """
            UNIT            COMPONENT   STACK   DESIRED    STATE              READY   MACHINE              AGE
            store.service   store       site    launched   active (running)   yes     22222222/192.0.2.2   2m5s
            store.service   store       site    launched   active (running)   yes     33333333/192.0.2.3   2m5s
            web@1.service   web         site    launched   active (running)   yes     22222222/192.0.2.2   2m5s
            web@2.service   web         site    launched   active (running)   yes     22222222/192.0.2.2   2m5s
            """);
    assertThat(desk().types("get", "units", "-o", "wide", "web@1.service").out())
        .contains("RESTARTS   NEW   HASH")
        .contains("22222222222222222222222222222222   192.0.2.2   2026-01-01T00:00:00Z")
        .doesNotContain("web@2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"units web", "unit web", "u web", "Units web", "unit/web"})
  void takesAKindForOneSeveralOrShortened(String typed) {
    assertThat(get(typed, "-o", "name").out()).isEqualTo("web@1.service\nweb@2.service\n");
  }

  @Test
  void listsComponentsStacksAndMachines() {
    assertThat(get("components").out())
        .isEqualTo(
            """
            COMPONENT   STACK   DESIRED   PLACED   ACTIVE   READY   NEW
            store       site          2        2        2       2   all
            web         site          2        2        2       2   all
            """);
    assertThat(get("stacks").out())
        .isEqualTo(
            """
            STACK   UNITS   COMPONENTS   DESIRED   READY   STANDING
            site        3            2         4       4   as-desired
            """);
    assertThat(get("stacks", "-o", "wide").out()).contains("store,web");
    String machines = desk().types("machines").out();
    assertThat(get("machines").out()).isEqualTo(machines).startsWith("MACHINE ");
    assertThat(desk().types("machine", "list").out()).isEqualTo(machines);
    assertThat(get("machines 192.0.2.3", "-o", "name").out()).isEqualTo("3".repeat(32) + "\n");
  }

  @Test
  void leavesHeadingsOutForScripts() {
    assertThat(get("stacks", "--no-headers").out())
        .isEqualTo("site   3   2   4   4   as-desired\n");
    assertThat(desk().types("status", "--no-headers").out())
        .startsWith("● store   site   2   2   2   2   all\n")
        .doesNotContain("COMPONENT")
        .doesNotContain("REASON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          get machines   | $[*].address              | 192.0.2.1,192.0.2.2,192.0.2.3
          get machines   | {.items[*].address}       | 192.0.2.1,192.0.2.2,192.0.2.3
          get machines   | {.items[0].present}       | true
          get machines   | $[0].metadata             | {"role":"master"}
          get units web  | [*].instances[*].unit     | web@1.service,web@2.service
          get units      | $[?(@.global==true)].name | store.service
          status         | asDesired                 | true
          status         | {.components[*].name}     | store,web
          machines       | $.length()                | 3
          get machines   | {.items[0].metadata.gone} | ''
          """)
  void selectsWhatAPathNames(String typed, String path, String lines) {
    Seen seen = desk().types((typed + " -o jsonpath=" + path).split(" ", -1));

    assertThat(seen.err()).isEmpty();
    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out().lines().toList())
        .isEqualTo(lines.isEmpty() ? List.of() : List.of(lines.split(",")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {range .items[*]}{.name}{end} | '{range .items[*]}{.name}{end}' is a template of several parts, and only one path is read: write for instance jsonpath='$[*].name'
          {}                            | jsonpath= is empty: write for instance jsonpath='$[*].name'
          """)
  void refusesWhatIsNoPathInOneLine(String path, String reason) {
    Seen seen = desk().types("get", "units", "-o", "jsonpath=" + path);

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err())
        .isEqualTo(
            "fleetk: get: invalid value for option '--output': %s; see 'fleetk get --help'\n"
                .formatted(reason));
  }

  @Test
  void saysWhereAPathCannotBeRead() {
    Seen seen = desk().types("get", "units", "-o", "jsonpath=$[?(@.x");

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err()).contains("'$[?(@.x' is no JSONPath: ").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          get pods              | fleetk: get: 'pods' is nothing that a fleet has; say units, machines, stacks or components
          get unitz             | fleetk: get: 'unitz' is nothing that a fleet has; did you mean 'units'?
          get units wbe         | fleetk: get: no component or unit 'wbe'; did you mean 'web'?
          get components wbe    | fleetk: get: no component 'wbe' in this fleet; did you mean 'web'?
          get stacks sit        | fleetk: get: no stack 'sit' in this fleet; did you mean 'site'?
          get stacks other      | fleetk: get: no stack 'other' in this fleet; 'fleetk get stacks' lists them
          get machines 9        | fleetk: get: no machine 9 in this fleet; 'fleetk machines' lists them
          get unit/web stack/site | fleetk: get: unit/web and stack/site are of different kinds: name one kind at a time
          get unit/             | fleetk: get: 'unit/' names nothing after its slash
          describe unit         | fleetk: describe: which unit? name one; 'fleetk get units' lists them
          describe unit web     | fleetk: describe: no unit 'web' in this fleet; 'fleetk get units' lists them
          describe component we | fleetk: describe: no component 'we' in this fleet; did you mean 'web'?
          wait wbe              | fleetk: wait: no component or unit 'wbe'; did you mean 'web'?
          wait web --for=never  | fleetk: wait: invalid value for option '--for': 'never' is not ready or gone; see 'fleetk wait --help'
          machine set 9 a=b     | fleetk: machine set: no machine 9 in this fleet; 'fleetk machines' lists them
          machine set 192.0.2.1 a     | fleetk: machine set: 'a' is not KEY=VALUE, nor KEY- to remove one, with a key of letters, digits, '_', '.' and '-'
          machine set 192.0.2.1 a/b=c | fleetk: machine set: 'a/b=c' is not KEY=VALUE, nor KEY- to remove one, with a key of letters, digits, '_', '.' and '-'
          machine set 192.0.2.1 a=b a- | fleetk: machine set: a is named twice; say once what it should be
          """)
  void tellsWhatIsWrongInOneLine(String typed, String line) {
    Seen seen = desk().types(typed.split(" "));

    assertThat(seen.err()).isEqualTo(line + "\n");
    assertThat(seen.exitCode()).isEqualTo(2);
  }

  @Test
  void describesAUnit() {
    fleet.journals().add(UnitName.of("web@1.service"), EagerFleet.START, "listening on :80");

    assertThat(desk().types("describe", "unit", "web@1.service").out())
        .startsWith(
            """
            Unit:            web@1.service
            Component:       web
            Stack:           site
            Desired state:   launched
            Description:     The site
            """)
        .contains("Placement:\n  MachineMetadata=role=node\n")
        .contains("Policy:\n  Instances=2\n  ReadyTCP=:80\n\n")
        .contains("Files:\n  /etc/web.conf 0640, 8 bytes\n")
        .contains(
            "  22222222/192.0.2.2   active (running)   yes     2m5s            0   yes   running\n")
        .contains("Journal on 22222222/192.0.2.2:\n")
        .contains("listening on :80\n");
  }

  @Test
  void describesAMachineAComponentAndAStack() {
    String machine = desk().types("describe", "machine", "192.0.2.2").out();

    assertThat(machine)
        .contains("State:        present\n")
        .contains("Units:        3\n")
        .contains("Metadata:\n  role=node\n")
        .contains("  web@2.service   site    active (running)   yes     2m5s     running\n");
    assertThat(desk().types("machine", "show", "192.0.2.2").out()).isEqualTo(machine);
    assertThat(desk().types("describe", "component", "store").out())
        .contains("Instances:   2 desired, 2 placed, 2 active, 2 ready, 2 new\n")
        .contains("Standing:    as-desired\n")
        .contains("Awaited by:  web\n");
    desk().types("scale", "web=3");
    assertThat(desk().types("describe", "stack/site").out())
        .contains("Instances:  5 desired, 5 ready\n")
        .contains("  web               3       3   all   as-desired   store\n")
        .contains(
            "Scaled:\n"
                + "  web to 3 by fleetk scale; its directory said 2, which the next apply takes"
                + " back\n");
  }

  @Test
  void waitsUntilAllAreReadyOrGone() {
    assertThat(desk().types("wait", "web", "store.service").out())
        .isEqualTo("web: 2/2 ready\nstore.service: 2/2 ready\n");
    assertThat(desk().types("wait", "nothing", "--for=gone").out()).isEqualTo("nothing: gone\n");
    assertThat(desk().types("wait", "web@{1..2}", "store").out())
        .isEqualTo(
            """
            web@1.service: 1/1 ready
            web@2.service: 1/1 ready
            store: 2/2 ready
            """);
    assertThat(desk().types("wait", "web@1", "--for=gone", "--timeout", "0").err())
        .isEqualTo("fleetk: wait: not gone after 0s: web@1.service: the fleet has web@1.service\n");

    try (Running waiting = desk().runs("wait", "web@2.service", "--for", "gone")) {
      fleet.destroy(UnitName.of("web@2.service"));
      waiting.awaitOut(Duration.ofSeconds(30), "web@2.service: gone\n");
    }
  }

  @Test
  void saysAfterTheTimeWhatIsMissingAndWhy() {
    fleet.breaking("web@2.service").destroy(UnitName.of("web@2.service"));
    desk().types("apply", home.resolve("units").toString());

    Seen seen = desk().types("wait", "web", "store", "--timeout", "0");

    assertThat(seen.out()).isEqualTo("store: 2/2 ready\n");
    assertThat(seen.err())
        .isEqualTo(
            "fleetk: wait: not ready after 0s: web: 1/2 ready, web@2.service on 192.0.2.2: exit-code 7\n");
    assertThat(seen.exitCode()).isEqualTo(4);
    assertThat(desk().types("wait", "store", "--for=gone", "--timeout", "0").err())
        .isEqualTo("fleetk: wait: not gone after 0s: store: the fleet has store.service\n");
  }

  @Test
  void failsWhenWhatItWaitsForIsDestroyed() {
    fleet.breaking("web@2.service").destroy(UnitName.of("web@2.service"));
    desk().types("apply", home.resolve("units").toString());

    try (Running waiting = desk().runs("wait", "store", "web@2.service")) {
      waiting.awaitOut(Duration.ofSeconds(30), "store: 2/2 ready\n");
      fleet.destroy(UnitName.of("web@2.service"));
      await()
          .untilAsserted(
              () ->
                  assertThat(waiting.err())
                      .isEqualTo(
                          "fleetk: wait: web@2.service: was destroyed while it was waited for\n"));
    }
  }

  @Test
  void setsAndRemovesMetadataAndTellsWhatMoves() {
    Seen seen = desk().types("machine", "set", "192.0.2.1", "role=node", "zone=a");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out())
        .isEqualTo("1 unit may come: store.service\nmachine 11111111 has role=node,zone=a\n");

    Seen leaving = desk().types("machine", "set", "192.0.2.2", "role-");

    assertThat(leaving.exitCode()).isEqualTo(2);
    assertThat(leaving.out())
        .isEqualTo("3 units have to leave: store.service, web@1.service, web@2.service\n");
    assertThat(leaving.err()).contains("pass --yes");
    assertThat(desk().types("machine", "set", "192.0.2.2", "role-", "--dry-run").out())
        .endsWith("machine 22222222 would have no metadata\n");
    assertThat(desk().onTerminal(80, "n\n").types("machine", "set", "192.0.2.2", "role-").err())
        .isEqualTo(
            "Change it? [y/N] fleetk: machine set: nothing was changed: the answer was not yes\n");
    assertThat(machine(2).metadata()).containsEntry("role", "node");

    assertThat(desk().types("machine", "set", "192.0.2.2", "role-", "--yes").exitCode()).isZero();
    assertThat(machine(2).metadata()).isEmpty();
    Seen again = desk().types("machine", "set", "192.0.2.2", "role-");
    assertThat(again.exitCode()).isZero();
    assertThat(again.err())
        .isEqualTo("fleetk: machine set: machine 22222222 has no metadata role\n");
  }

  @Test
  void tellsWhatFollowsAUnitThatHasToLeave() throws IOException {
    follows("log@1.service", "web@1.service");
    follows("log-shipper@1.service", "log@1.service");

    assertThat(desk().types("machine", "set", "192.0.2.2", "role-", "--dry-run").out())
        .startsWith(
            "5 units have to leave: log-shipper@1.service, log@1.service, store.service,"
                + " web@1.service, web@2.service\n");
  }

  private void follows(String unit, String leader) throws IOException {
    Path file = home.resolve(unit);
    Files.writeString(
        file,
        "[Service]\nExecStart=/bin/log\n\n[X-Fleet]\nMachineOf=%s\nMachineID=%s\n"
            .formatted(leader, machine(2).id()));
    assertThat(desk().types("start", file.toString()).exitCode()).isZero();
  }

  @Test
  void cordonsMachinesAndLetsThemGo() {
    assertThat(desk().types("machine", "cordon", "192.0.2.2", "3").out())
        .isEqualTo("machine 22222222 cordoned\nmachine 33333333 cordoned\n");
    assertThat(machine(2).cordoned()).isTrue();
    assertThat(desk().types("machines").out()).contains("192.0.2.3   present, cordoned");

    assertThat(desk().types("machine", "uncordon", "192.0.2.2").out())
        .isEqualTo("machine 22222222 uncordoned\n");
    assertThat(machine(2).cordoned()).isFalse();
    assertThat(machine(3).cordoned()).isTrue();

    fleet.plainV1();
    Seen plain = desk().types("machine", "cordon", "192.0.2.2");
    assertThat(plain.exitCode()).isEqualTo(1);
    assertThat(plain.err())
        .isEqualTo(
            "fleetk: machine cordon: this fleet offers only the fleet v1 API, which knows no"
                + " cordons\n");
  }

  private Machine machine(int number) {
    return fleet.view().machine(Integer.toString(number).repeat(32)).orElseThrow();
  }

  private Seen get(String typed, String... more) {
    List<String> words = new ArrayList<>(List.of("get"));
    words.addAll(List.of(typed.split(" ")));
    words.addAll(List.of(more));
    return desk().types(words.toArray(String[]::new));
  }

  private Desk desk() {
    return Desk.at(fleet, home);
  }
}
