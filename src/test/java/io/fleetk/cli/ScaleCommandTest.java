package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A component is scaled on the running stack, and its directory knows of it. */
class ScaleCommandTest {
  private static final String REVERTS =
      "reverts 'fleetk scale web=%d': %s/web@.service.peb has Instances=3";

  @TempDir Path home;
  private final EagerFleet fleet = new EagerFleet(3);
  private Path units;

  @BeforeEach
  void applyStack() throws IOException {
    units = Files.createDirectory(home.resolve("units"));
    Files.writeString(units.resolve("stack.yaml"), "name: site\n");
    writeWeb(3, "/bin/web");
    Files.writeString(
        units.resolve("agent.service"),
        "[Service]\nExecStart=/bin/agent\n\n[X-Fleet]\nGlobal=true\n");
    Files.createDirectory(units.resolve("files"));
    Files.writeString(units.resolve("files/web.conf"), "port 80\n");
    assertThat(desk().types("apply", units.toString()).exitCode()).isZero();
  }

  private void writeWeb(int instances, String command) throws IOException {
    Files.writeString(
        units.resolve("web@.service.peb"),
        """
        [Service]
        ExecStart=%s

        [X-Fleetk]
        Instances=%d
        MaxUnavailable=1
        File=/etc/web-%%i.conf files/web.conf 0640
        """
            .formatted(command, instances));
  }

  @Test
  void makesWhatIsMissingLikeTheOthersAndRestartsNothing() {
    List<UnitStatus> before = statuses("web@1.service");

    Seen seen = desk().types("scale", "web=5");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out())
        .contains("  ~ change   web@1.service  is one of 5, was one of 3; restarts nothing")
        .contains("  + create   web@4.service  is missing for web=5")
        .contains("Plan: 3 to change, 2 to create; restarts nothing.")
        .contains("✓ web=5: done in ");
    assertThat(names()).containsExactly("agent.service", web(1), web(2), web(3), web(4), web(5));
    var fresh = fleet.view().unit(UnitName.of("web@5.service")).orElseThrow();
    assertThat(fresh.stack()).contains("site");
    assertThat(fresh.content().file().text())
        .contains("Instances=5\n")
        .contains("ScaledFrom=3\n")
        .isEqualTo(fleet.view().unit(UnitName.of("web@1.service")).get().content().file().text());
    assertThat(fresh.content().files().getFirst().path()).isEqualTo("/etc/web-5.conf");
    assertThat(fresh.content().files().getFirst().text()).isEqualTo("port 80\n");
    assertThat(statuses("web@1.service"))
        .extracting(UnitStatus::generation)
        .isEqualTo(before.stream().map(UnitStatus::generation).toList());
  }

  @Test
  void removesTheHighestNumbersFirstAndOnlyWhenThatIsMeant() {
    Seen unasked = desk().types("scale", "web=1");

    assertThat(unasked.exitCode()).isEqualTo(2);
    assertThat(unasked.err()).contains("destroys or moves units").contains("pass --yes");
    assertThat(names()).contains(web(3));

    Seen seen = desk().types("scale", "web=1", "--yes");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out().indexOf("- destroy  web@3.service"))
        .isPositive()
        .isLessThan(seen.out().indexOf("- destroy  web@2.service  is more than web=1"));
    assertThat(names()).containsExactly("agent.service", web(1));
  }

  @Test
  void tellsInADiffOfTheDirectoryWhatWouldBeReverted() {
    desk().types("scale", "web=4");

    Seen more = desk().types("diff", units.toString());

    String reason = REVERTS.formatted(4, units);
    assertThat(more.out())
        .contains("~ change   web@1.service  " + reason + "; restarts nothing")
        .contains("- destroy  web@4.service  " + reason);

    desk().types("scale", "web=2", "--yes");
    JsonNode fewer = json(desk().types("diff", units.toString(), "-o", "json").out());

    JsonNode changes = fewer.at("/components/1/changes");
    assertThat(changes).hasSize(3);
    assertThat(changes.get(0).get("reason").asString())
        .isEqualTo(REVERTS.formatted(2, units) + "; restarts nothing");
    assertThat(changes.get(2).get("kind").asString()).isEqualTo("create");
    assertThat(changes.get(2).get("reason").asString()).isEqualTo(REVERTS.formatted(2, units));

    assertThat(desk().types("apply", units.toString()).exitCode()).isZero();
    assertThat(desk().types("diff", units.toString(), "--exit-code").exitCode()).isZero();
  }

  @Test
  void leavesTheDirectorysTextWhenItIsScaledBack() {
    desk().types("scale", "web=4");

    assertThat(desk().types("scale", "web=3", "--yes").exitCode()).isZero();

    assertThat(desk().types("diff", units.toString(), "--exit-code").exitCode()).isZero();
    assertThat(desk().types("scale", "web=3").out())
        .isEqualTo("✓ web=3: nothing to change, all is as it should be.\n");
  }

  @Test
  void tellsWhatElseChangesBesidesWhatIsReverted() throws IOException {
    desk().types("scale", "web=4");
    writeWeb(3, "/bin/web --new");

    assertThat(desk().types("diff", units.toString(), "--only", "web").out())
        .contains(
            REVERTS.formatted(4, units)
                + "; %s/web@.service.peb renders otherwise; restarts 1".formatted(units));

    writeWeb(4, "/bin/web");

    assertThat(desk().types("diff", units.toString(), "--only", "web").out())
        .contains("has Instances=4, too, as 'fleetk scale web=4' had it; restarts nothing");
  }

  @Test
  void keepsTheTemplateOfNoneAndScalesItUpAgain() {
    Seen none = desk().types("scale", "web=0", "--yes");

    assertThat(none.exitCode()).as(none.err()).isZero();
    assertThat(none.out())
        .contains("+ create   web@.service   keeps the text, to scale web up again");
    assertThat(names()).containsExactly("agent.service", "web@.service");
    assertThat(desk().types("diff", units.toString()).out())
        .contains("+ create   web@1.service  " + REVERTS.formatted(0, units))
        .contains("- destroy  web@.service   " + REVERTS.formatted(0, units));

    Seen again = desk().types("scale", "web=3");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("- destroy  web@.service   is not needed for web=3");
    assertThat(desk().types("diff", units.toString(), "--exit-code").exitCode()).isZero();
  }

  @Test
  void marksUnitsInAWayThatNoLintComplainsOf() throws IOException {
    desk().types("scale", "web=4");
    String text = fleet.view().unit(UnitName.of(web(1))).orElseThrow().content().file().text();

    Files.writeString(units.resolve("web@.service.peb"), text);

    Seen seen = desk().types("lint", units.toString());
    assertThat(seen.out()).isEmpty();
    assertThat(seen.exitCode()).as(seen.err()).isZero();
  }

  @Test
  void leavesAStoppedInstanceStopped() {
    fleet.setDesiredState(UnitName.of("web@2.service"), DesiredState.LOADED);

    assertThat(desk().types("scale", "web=4").exitCode()).isZero();

    assertThat(fleet.view().unit(UnitName.of("web@2.service")).orElseThrow().desiredState())
        .isEqualTo(DesiredState.LOADED);
  }

  @Test
  void onlyShowsThePlanInADryRunAndAsksOnATerminal() {
    int writes = fleet.writes();

    assertThat(desk().types("scale", "web=2", "--dry-run").out()).contains("1 to destroy");
    assertThat(desk().onTerminal(80, "n\n").types("scale", "web=2").err())
        .isEqualTo(
            "Carry this out? [y/N] fleetk: scale: nothing was changed: the answer was not yes\n");
    assertThat(fleet.writes()).isEqualTo(writes);
  }

  @Test
  void refusesInOneLineWhatCannotBeScaled() throws IOException {
    fleet.running("loose@1.service");

    refuses("no component 'wbe'; did you mean 'web'?", "wbe=2");
    refuses("no component 'web@1.service'; did you mean 'web'?", "web@1.service=2");
    refuses("'web' is not COMPONENT=N, such as web=3, with a number from 0 to 10000", "web");
    refuses("'web=x' is not COMPONENT=N, such as web=3, with a number from 0 to 10000", "web=x");
    refuses(
        "'web=10001' is not COMPONENT=N, such as web=3, with a number from 0 to 10000",
        "web=10001");
    refuses("web is named twice; say once how many there should be", "web=1", "web=2");
    refuses(
        "agent.service is no instance of a template: it runs on every machine that may have it,"
            + " which its placement says",
        "agent=2");
    refuses(
        "loose@1.service belongs to no stack: start or destroy instances by their names, or make a"
            + " stack of it and apply that",
        "loose=2");

    writeWeb(3, "/bin/web --new");
    fleet.breaking("web@1.service");
    desk().types("apply", units.toString());
    refuses(
        "a rollout of web was interrupted, which web@2.service waits for: go on with it by fleetk"
            + " apply first",
        "web=2");
  }

  @Test
  void marksOnlyNewInstancesOnAPlainFleetWhichWouldRestartTheOthers() {
    fleet.plainV1();
    String before = fleet.view().unit(UnitName.of(web(1))).orElseThrow().content().file().text();

    Seen seen = desk().types("scale", "web=4");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out()).contains("Plan: 1 to create; restarts nothing.");
    assertThat(fleet.view().unit(UnitName.of(web(1))).orElseThrow().content().file().text())
        .isEqualTo(before);
    assertThat(desk().types("diff", units.toString()).out())
        .contains("- destroy  web@4.service  " + REVERTS.formatted(4, units));
    assertThat(desk().types("scale", "web=3", "--yes").exitCode()).isZero();
    assertThat(desk().types("diff", units.toString(), "--exit-code").exitCode()).isZero();
  }

  private void refuses(String reason, String... wanted) {
    String[] words = new String[wanted.length + 1];
    words[0] = "scale";
    System.arraycopy(wanted, 0, words, 1, wanted.length);
    Seen seen = desk().types(words);
    assertThat(seen.err()).isEqualTo("fleetk: scale: " + reason + "\n");
    assertThat(seen.exitCode()).isEqualTo(2);
  }

  private static String web(int number) {
    return "web@%d.service".formatted(number);
  }

  private List<String> names() {
    return fleet.view().units().keySet().stream().map(UnitName::text).toList();
  }

  private List<UnitStatus> statuses(String unit) {
    return fleet.view().statuses(UnitName.of(unit));
  }

  private Desk desk() {
    return Desk.at(fleet, home);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
