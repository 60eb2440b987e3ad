package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code start} and its like. */
class UnitOrderCommandsTest {
  private static final String ON_FIRST = " on 11111111.../192.0.2.1\n";

  @TempDir Path home;
  @TempDir Path files;

  private EagerFleet fleet;

  @BeforeEach
  void write() throws IOException {
    fleet = new EagerFleet(3);
    Files.writeString(files.resolve("hello.service"), "[Service]\nExecStart=/bin/sleep inf\n");
    Files.writeString(files.resolve("web@.service"), "[Service]\nExecStart=/bin/web %i\n");
    Files.writeString(
        files.resolve("node.service"), "[Service]\nExecStart=/bin/node\n[X-Fleet]\nGlobal=true\n");
  }

  private Seen types(String command, String... units) {
    List<String> words = new ArrayList<>(List.of(command));
    Arrays.stream(units)
        .map(unit -> unit.matches("-.*|.*[*\\[].*") ? unit : files.resolve(unit).toString())
        .forEach(words::add);
    return Desk.at(fleet, home).types(words.toArray(String[]::new));
  }

  private FleetUnit unit(String name) {
    return fleet.view().unit(UnitName.of(name)).orElseThrow();
  }

  @Test
  void startsUnitsOfFilesAndOfTemplatesBesideInTheOrderTyped() {
    Seen seen = types("start", "web@2.service", "hello", "web@1.service", "web@2.service");

    assertThat(seen.err()).isEmpty();
    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out())
        .isEqualTo(
            "Unit web@2.service launched"
                + ON_FIRST
                + "Unit hello.service launched"
                + ON_FIRST
                + "Unit web@1.service launched"
                + ON_FIRST);
    assertThat(unit("web@1.service").content().file().last("Service", "ExecStart"))
        .contains("/bin/web %i");
  }

  @Test
  void tellsOfAGlobalUnitWhereItIs() {
    assertThat(types("start", "node.service").out().lines())
        .containsExactly(
            "Unit node.service launched on 11111111.../192.0.2.1",
            "Unit node.service launched on 22222222.../192.0.2.2",
            "Unit node.service launched on 33333333.../192.0.2.3");
  }

  @Test
  void prefersTheTemplateThatTheFleetHas() throws IOException {
    types("submit", "web@.service");
    Files.writeString(files.resolve("web@.service"), "[Service]\nExecStart=/bin/other\n");

    Seen seen = types("start", "web@{1..2}.service");

    assertThat(unit("web@1.service").content()).isEqualTo(unit("web@.service").content());
    assertThat(seen.err().replace(files + "/", ""))
        .isEqualTo(
            "fleetk: start: web@.service in the fleet differs from web@.service here, and is what is"
                + " used; 'fleetk submit --replace web@.service' takes it from here\n");
    assertThat(types("start", "--replace", "web@1.service").exitCode()).isZero();
    assertThat(unit("web@1.service").content()).isNotEqualTo(unit("web@.service").content());
  }

  @Test
  void stopsUnloadsAndStartsAgain() {
    types("start", "hello.service");

    assertThat(types("stop", "hello.service").out())
        .isEqualTo("Unit hello.service loaded" + ON_FIRST);
    assertThat(types("unload", "hello.service").out()).isEqualTo("Unit hello.service inactive\n");
    assertThat(unit("hello.service").assignments()).isEmpty();
    assertThat(types("start", "hello.service").out())
        .isEqualTo("Unit hello.service launched" + ON_FIRST);
  }

  @Test
  void submitsWithoutStartingAndLeavesWhatIsThereAlone() {
    types("start", "hello.service");

    assertThat(types("submit", "hello.service", "web@.service").out())
        .isEqualTo("Unit web@.service inactive\n");
    assertThat(unit("hello.service").desiredState()).isEqualTo(DesiredState.LAUNCHED);
  }

  @Test
  void failsWhenOneFailsAndSaysWhich() {
    fleet.breaking("web@1.service");

    Seen seen = types("start", "hello.service", "web@1.service");

    assertThat(seen.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(seen.out()).isEqualTo("Unit hello.service launched" + ON_FIRST);
    assertThat(seen.err().lines())
        .containsExactly(
            "fleetk: start: web@1.service failed: on 11111111 it is failed (failed): exit-code 7",
            "fleetk: start: 1 unit failed; 'fleetk status' shows how they are");
  }

  @Test
  void givesUpAfterAWhile() {
    fleet = new EagerFleet(0);

    Seen seen = types("start", "hello.service", "--timeout=100ms");

    assertThat(seen.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(seen.err()).contains("hello.service is not launched yet");
  }

  @Test
  void doesNotWaitWhenToldSo() {
    fleet = new EagerFleet(0);

    Seen seen = types("start", "hello.service", "--no-block");

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out()).isEqualTo("Triggered unit hello.service start\n");
  }

  @Test
  void changesNothingWhenOneCannotBeFound() {
    Seen seen = types("start", "hello.service", "none.service", "nor@1.service");

    assertThat(seen.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(seen.err())
        .isEqualTo(
            "fleetk: start: the fleet does not have none.service, nor@1.service, and there is no"
                + " file of that name nor a template for it; 'fleetk list-unit-files' lists what it"
                + " has\n");
    assertThat(fleet.writes()).isZero();
  }

  @Test
  void refusesATemplateANonsenseNameAndABrokenFile() throws IOException {
    Files.writeString(files.resolve("broken.service"), "[Service]\nnonsense\n");

    assertThat(types("start", "web@.service").err())
        .contains("web@.service is a template and runs nowhere; name instances of it");
    assertThat(types("start", "a+b").err())
        .endsWith("a+b' is no unit: invalid character '+' in unit name\n");
    assertThat(types("stop", "hello.service").err())
        .isEqualTo(
            "fleetk: stop: the fleet does not have hello.service; 'fleetk list-unit-files' lists"
                + " what it has\n");
    Seen broken = types("start", "broken.service");
    assertThat(broken.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(broken.err()).contains("broken.service:2: ");
    assertThat(fleet.writes()).isZero();
  }

  @Test
  void takesBracesAndPatternsThatNoShellExpanded() {
    types("submit", "web@.service");

    assertThat(types("start", "web@{2,1}.service", "web@{3..4}").out())
        .isEqualTo(
            "Unit web@2.service launched"
                + ON_FIRST
                + "Unit web@1.service launched"
                + ON_FIRST
                + "Unit web@3.service launched"
                + ON_FIRST
                + "Unit web@4.service launched"
                + ON_FIRST);
    assertThat(types("stop", "web@[13]", "web@2.service").out())
        .isEqualTo(
            "Unit web@1.service loaded"
                + ON_FIRST
                + "Unit web@3.service loaded"
                + ON_FIRST
                + "Unit web@2.service loaded"
                + ON_FIRST);
    assertThat(types("unload", "web@*").out().lines())
        .as("templates run nowhere, so a pattern leaves them out")
        .containsExactly(
            "Unit web@1.service inactive",
            "Unit web@2.service inactive",
            "Unit web@3.service inactive",
            "Unit web@4.service inactive");
    assertThat(types("stop", "web@*").out()).isEmpty();
  }

  @Test
  void saysThatAPatternMatchesNothing() {
    Seen seen = types("stop", "db@*");

    assertThat(seen.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(seen.err())
        .isEqualTo(
            "fleetk: stop: no unit of the fleet matches 'db@*.service'; 'fleetk list-unit-files'"
                + " lists them\n");
  }

  @Test
  void warnsOfAUnitThatDiffersFromItsFileAndLeavesItAlone() throws IOException {
    types("start", "hello.service", "web@1.service");
    Files.writeString(files.resolve("hello.service"), "[Service]\nExecStart=/bin/other\n");
    Files.writeString(files.resolve("web@.service"), "[Service]\nExecStart=/bin/other\n");

    Seen seen = types("start", "hello", "web@1");

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.err().replace(files + "/", ""))
        .isEqualTo(
            "fleetk: start: hello.service in the fleet differs from hello.service here; --replace"
                + " takes it from here\n"
                + "fleetk: start: web@1.service in the fleet differs from web@.service here;"
                + " --replace takes it from here\n");
    assertThat(unit("hello.service").content().file().last("Service", "ExecStart"))
        .contains("/bin/sleep inf");
    assertThat(types("stop", "hello").err()).as("stop takes nothing from here").isEmpty();
  }

  @Test
  void replacesWhatDiffersAndLeavesAloneWhatDoesNot() throws IOException {
    types("start", "hello.service", "web@1.service");
    Files.writeString(files.resolve("hello.service"), "[Service]\nExecStart=/bin/other\n");
    int before = fleet.writes();

    Seen seen = types("start", "--replace", "hello.service", "web@1.service");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.err())
        .isEqualTo("fleetk: start: web@1.service is the same in the fleet: nothing to replace\n");
    assertThat(seen.out())
        .isEqualTo(
            "Unit hello.service launched" + ON_FIRST + "Unit web@1.service launched" + ON_FIRST);
    assertThat(unit("hello.service").content().file().last("Service", "ExecStart"))
        .contains("/bin/other");
    assertThat(fleet.writes()).isEqualTo(before + 1);
  }

  @Test
  void replacesNothingThatIsFurtherThanTheCommandBringsIt() throws IOException {
    types("start", "hello.service");
    Files.writeString(files.resolve("hello.service"), "[Service]\nExecStart=/bin/other\n");
    int before = fleet.writes();

    Seen seen = types("submit", "--replace", "hello.service");

    assertThat(seen.err())
        .isEqualTo(
            "fleetk: submit: hello.service is not replaced, as it is launched: use 'fleetk start"
                + " --replace'\n");
    assertThat(seen.exitCode()).isZero();
    assertThat(fleet.writes()).isEqualTo(before);
    Files.delete(files.resolve("hello.service"));
    assertThat(types("start", "--replace", "hello.service").err())
        .isEqualTo(
            "fleetk: start: there is no file of hello.service here, nor of its template, to replace"
                + " it by\n");
  }

  @Test
  void stopsTheOthersWhenOneIsOnNoMachine() {
    types("start", "hello.service", "web@1.service");
    types("unload", "web@1.service");

    Seen seen = types("stop", "web@1.service", "hello.service");

    assertThat(seen.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(seen.out()).isEqualTo("Unit hello.service loaded" + ON_FIRST);
    assertThat(seen.err())
        .isEqualTo(
            """
            fleetk: stop: web@1.service cannot be stopped: it is inactive, on no machine
            fleetk: stop: 1 unit failed; 'fleetk status' shows how they are
            """);
  }

  @Test
  void countsAttemptsAsFleetctlDoes() {
    fleet = new EagerFleet(0);

    Seen seen = types("start", "hello.service", "--block-attempts=1");

    assertThat(seen.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(seen.err()).contains("did not get there within 2 s");
    assertThat(types("start", "hello.service", "--block-attempts=1", "--timeout=1").err())
        .isEqualTo(
            "fleetk: start: --wait-timeout and --block-attempts both say how long to wait: give one"
                + " of them\n");
    assertThat(types("start", "hello.service", "--block-attempts=-1", "--no-block").exitCode())
        .isZero();
  }

  @Test
  void tellsWhichTheFleetRefusedAndWaitsForTheOthers() {
    fleet.refusing("web@2.service");

    Seen seen = types("start", "web@{1..3}.service");

    assertThat(seen.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(seen.out())
        .isEqualTo(
            "Unit web@1.service launched" + ON_FIRST + "Unit web@3.service launched" + ON_FIRST);
    assertThat(seen.err())
        .isEqualTo(
            """
            fleetk: start: web@2.service failed: web@2.service is refused
            fleetk: start: 1 unit failed; 'fleetk status' shows how they are
            """);
    assertThat(types("start", "--no-block", "web@{1..3}.service").out())
        .isEqualTo("Triggered unit web@1.service start\nTriggered unit web@3.service start\n");
  }

  @Test
  void destroysUnitsWithoutAQuestion() {
    types("submit", "web@.service");
    types("start", "hello.service", "web@{1..3}.service");

    assertThat(types("destroy", "web@3", "web@{1..2}.service"))
        .isEqualTo(
            new Seen(
                0,
                "Destroyed web@3.service\nDestroyed web@1.service\nDestroyed web@2.service\n",
                ""));
    assertThat(types("destroy", "--dry-run", "*.service").out())
        .isEqualTo("Would destroy hello.service\nWould destroy web@.service\n");
    assertThat(types("destroy", "--no-block", "web@*", "hello.service").out())
        .isEqualTo("Destroyed web@.service\nDestroyed hello.service\n");
    assertThat(fleet.view().units()).isEmpty();
  }

  @Test
  void takesNoOffenceAtUnitsThatAreGoneAlready() {
    types("start", "hello.service");

    assertThat(types("destroy", "none.service", "hello.service", "web@*"))
        .isEqualTo(
            new Seen(
                0,
                "Destroyed hello.service\n",
                "fleetk: destroy: the fleet does not have none.service, 'web@*'\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"destroy", "stop", "unload", "start", "restart", "status"})
  void refusesAPatternOfFilesThatTheShellLeftAsItWas(String command) {
    types("start", "hello.service", "web@1.service");

    Seen seen = Desk.at(fleet, home).types(command, "unitz/*");

    assertThat(seen)
        .isEqualTo(
            new Seen(
                ExitCode.USAGE,
                "",
                "fleetk: %s: no file matches 'unitz/*'; a pattern of the fleet's units has no folder\n"
                    .formatted(command)));
    assertThat(fleet.view().units()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"destroy", "stop", "start", "wait"})
  void refusesAnEmptyWord(String command) {
    assertThat(Desk.at(fleet, home).types(command, "").err())
        .isEqualTo(
            "fleetk: %s: an empty word names nothing: is a variable not set?\n".formatted(command));
  }

  @Test
  void restartsNothingByAPatternOfNothingButTemplates() {
    types("submit", "web@.service");
    types("start", "hello.service");

    assertThat(Desk.at(fleet, home).types("restart", "web@*"))
        .isEqualTo(
            new Seen(
                ExitCode.USAGE,
                "",
                "fleetk: restart: web@* means only templates, which run nowhere\n"));
  }

  @Test
  void leavesAUnitToItsStackWhenItIsReplaced() throws IOException {
    Path stack = Files.createDirectory(home.resolve("site"));
    Files.copy(files.resolve("hello.service"), stack.resolve("hello.service"));
    Desk.at(fleet, home).types("apply", stack.toString(), "--yes");

    assertThat(types("start", "hello.service").err()).as("only the stack's name differs").isEmpty();
    assertThat(types("start", "--replace", "hello.service").err())
        .isEqualTo("fleetk: start: hello.service is the same in the fleet: nothing to replace\n");
    Files.writeString(files.resolve("hello.service"), "[Service]\nExecStart=/bin/other\n");
    assertThat(types("start", "--replace", "hello.service").exitCode()).isZero();
    assertThat(unit("hello.service").content().file().last("Service", "ExecStart"))
        .contains("/bin/other");
    assertThat(unit("hello.service").content().file().last("X-Fleetk", "Stack")).contains("site");
    assertThat(unit("hello.service").stack()).contains("site");
  }

  @Test
  void tellsWhichCouldNotBeDestroyed() {
    types("start", "web@{1..3}.service");
    fleet.refusing("web@2.service");

    assertThat(types("destroy", "web@{1..3}.service"))
        .isEqualTo(
            new Seen(
                1,
                "Destroyed web@1.service\nDestroyed web@3.service\n",
                """
                fleetk: destroy: web@2.service is not destroyed: web@2.service is refused
                fleetk: destroy: 1 unit could not be destroyed
                """));
  }
}
