package io.fleetk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
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

/** A stack's way through render, diff, apply, status, restart and destroy. */
class StackCommandsTest {
  @TempDir Path home;
  private final EagerFleet fleet = new EagerFleet(3);
  private Path units;

  @BeforeEach
  void writeStack() throws IOException {
    units = Files.createDirectory(home.resolve("units"));
    write("stack.yaml", "name: kubernetes\nvalues:\n  version: '1.34'\n");
    write(
        "kube-apiserver@.service.peb",
        """
        [Service]
        ExecStart=/bin/kube-apiserver --version={{ version }}

        [X-Fleet]
        MachineMetadata=role=master

        [X-Fleetk]
        Instances=1
        """);
    write(
        "kubelet.service",
        """
        [Unit]
        After=kube-apiserver@1.service

        [Service]
        ExecStart=/bin/kubelet

        [X-Fleet]
        Global=true
        MachineMetadata=role=node
        """);
  }

  @Test
  void rendersTheUnitsThatWouldExist() {
    Seen seen = desk().types("render", units.toString(), "--set", "version=1.35");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out())
        .contains("# kube-apiserver@1.service, from ")
        .contains("ExecStart=/bin/kube-apiserver --version=1.35")
        .contains("# kubelet.service, from ");
    assertThat(desk().types("render", units.toString(), "-o", "name").out())
        .isEqualTo("kube-apiserver@1.service\nkubelet.service\n");
  }

  @Test
  void rendersIntoADirectory() {
    Path to = home.resolve("out");

    Seen seen = desk().types("render", units.toString(), "-o", "dir:" + to);

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(to.resolve("kubelet.service")).content(UTF_8).contains("ExecStart=/bin/kubelet");
    assertThat(to.resolve("kube-apiserver@1.service")).exists();
  }

  @Test
  void showsInADiffWhatApplyWouldDoAndDoesNothing() {
    Seen seen = desk().types("diff", units.toString());

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out())
        .contains("  + create   kube-apiserver@1.service")
        .endsWith("Plan: 2 to create; restarts nothing.\n");
    assertThat(desk().types("diff", units.toString(), "--exit-code").exitCode()).isEqualTo(3);
    assertThat(fleet.writes()).isZero();
  }

  @Test
  void givesADiffAsJson() {
    JsonNode plan = json(desk().types("diff", units.toString(), "-o", "json").out());

    assertThat(plan.at("/components/0/changes/0/kind").asString()).isEqualTo("create");
    assertThat(plan.at("/components/0/changes/0/unit").asString())
        .isEqualTo("kube-apiserver@1.service");
  }

  @Test
  void appliesWithoutATerminalAndChangesNothingTheSecondTime() {
    Seen first = desk().types("apply", units.toString());

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("stack kubernetes: done in ");
    int writes = fleet.writes();

    Seen second = desk().types("apply", units.toString());

    assertThat(second.exitCode()).isZero();
    assertThat(second.out())
        .isEqualTo("✓ stack kubernetes: nothing to change, all is as it should be.\n");
    assertThat(fleet.writes()).isEqualTo(writes);
    assertThat(desk().types("diff", units.toString(), "--exit-code").exitCode()).isZero();
  }

  @Test
  void asksOnATerminalAndTakesNoForAnAnswer() {
    Seen seen = desk().onTerminal(100, "n\n").types("apply", units.toString());

    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.err())
        .isEqualTo(
            "Carry this out? [y/N] fleetk: apply: nothing was changed: the answer was not yes\n");
    assertThat(fleet.writes()).isZero();
    assertThat(desk().onTerminal(100, "yes\n").types("apply", units.toString()).exitCode())
        .isZero();
  }

  @Test
  void onlyShowsThePlanInADryRun() {
    Seen seen = desk().types("apply", units.toString(), "--dry-run");

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out()).contains("Plan: 2 to create");
    assertThat(fleet.writes()).isZero();
  }

  @Test
  void needsConsentToDestroyAndMoreToRemoveTheLastInstance() throws IOException {
    write(
        "kube-apiserver@.service.peb",
        "[Service]\nExecStart=/bin/a {{ version }}\n[X-Fleetk]\nInstances=2\n");
    assertThat(desk().types("apply", units.toString()).exitCode()).isZero();
    write(
        "kube-apiserver@.service.peb",
        "[Service]\nExecStart=/bin/a {{ version }}\n[X-Fleetk]\nInstances=1\n");

    Seen unasked = desk().types("apply", units.toString());

    assertThat(unasked.exitCode()).isEqualTo(2);
    assertThat(unasked.err()).contains("destroys or moves units").contains("pass --yes");
    assertThat(desk().types("apply", units.toString(), "--yes").exitCode()).isZero();

    Files.delete(units.resolve("kubelet.service"));
    Seen last = desk().types("apply", units.toString(), "--yes");

    assertThat(last.exitCode()).isEqualTo(2);
    assertThat(last.err()).contains("all that there is of kubelet; pass --prune=all");
    assertThat(desk().types("apply", units.toString(), "--prune=false").exitCode()).isZero();
    assertThat(desk().types("apply", units.toString(), "--prune=all", "--yes").exitCode()).isZero();
    assertThat(desk().types("status", "-o", "name").out()).isEqualTo("kube-apiserver\n");
  }

  @Test
  void tellsWhichUnitFailedWhereAndItsLastWords() {
    fleet.breaking("kubelet.service");

    Seen seen = desk().types("apply", units.toString());

    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.err())
        .contains("Last lines of kubelet.service on machine 22222222:")
        .contains("  listen tcp :6443: address already in use")
        .contains("fleetk: apply: kubelet.service on machine 22222222 is failed")
        .contains("exit-code");
  }

  @Test
  void saysWhoHoldsTheLockSinceWhen() {
    fleet.lockedBy("ann@ops (pid 42)");

    Seen seen = desk().types("apply", units.toString(), "--lock-timeout", "0");

    assertThat(seen.exitCode()).isEqualTo(4);
    assertThat(seen.err())
        .contains(
            "stack kubernetes is being changed by ann@ops (pid 42) since 2026-01-01T00:00:00Z");
  }

  @Test
  void showsStatusAndExitsByIt() {
    desk().types("apply", units.toString());

    Seen seen = desk().types("status");

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out())
        .isEqualTo(
            """
              COMPONENT        STACK        DESIRED   PLACED   ACTIVE   READY   NEW
            ● kube-apiserver   kubernetes         1        1        1       1   all
            ● kubelet          kubernetes         2        2        2       2   all

              UNIT                       MACHINE              STATE              SINCE    REASON
            ● kube-apiserver@1.service   11111111/192.0.2.1   active (running)   2m5s     running
            ● kubelet.service            22222222/192.0.2.2   active (running)   2m5s     running
            ● kubelet.service            33333333/192.0.2.3   active (running)   2m5s     running

            ✓ All as desired.
            """);

    fleet.losing(3);
    Seen after = desk().onTerminal(83, "").with("NO_COLOR", "1").types("status", "kubelet");

    assertThat(after.exitCode()).isEqualTo(1);
    assertThat(after.out())
        .isEqualTo(
            """
              COMPONENT   STACK        DESIRED   PLACED   ACTIVE   READY   NEW
            ✗ kubelet     kubernetes         2        2        1       1   1 of 2 new

              UNIT              MACHINE              STATE              SINCE    REASON
            ● kubelet.service   22222222/192.0.2.2   active (running)   2m5s     running
            ✗ kubelet.service   33333333/192.0.2.3   -                  -        machine 33333…

            ✗ 1 of 1 component not as desired.
            """);
  }

  @Test
  void givesStatusAsJsonAndYaml() {
    desk().types("apply", units.toString());

    JsonNode status = json(desk().types("status", "kubelet", "-o", "json").out());

    assertThat(status.get("asDesired").asBoolean()).isTrue();
    assertThat(status.at("/components/0/desired").asInt()).isEqualTo(2);
    assertThat(status.at("/components/0/new").asInt()).isEqualTo(2);
    assertThat(status.at("/components/0/instances/0/since").asString())
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(desk().types("status", "-o", "yaml").out()).startsWith("asDesired: true\n");
  }

  @Test
  void namesTheComponentThatWasProbablyMeant() {
    desk().types("apply", units.toString());

    Seen seen = desk().types("status", "kublet");

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err())
        .isEqualTo("fleetk: status: no component or unit 'kublet'; did you mean 'kubelet'?\n");
  }

  @Test
  void restartsComponentsAndDestroysStacks() {
    desk().types("apply", units.toString());

    Seen restart = desk().types("restart", "kubelet");

    assertThat(restart.exitCode()).as(restart.err()).isZero();
    assertThat(fleet.view().units().values())
        .filteredOn(unit -> unit.component().equals("kubelet"))
        .allMatch(unit -> unit.generation() == 1);

    assertThat(desk().types("destroy", "kubernetes").exitCode()).isEqualTo(2);
    assertThat(desk().types("destroy", units.toString(), "--yes").exitCode()).isZero();
    assertThat(desk().types("status").out()).startsWith("No units in this fleet");
  }

  @Test
  void restartsUnitsOfAnyStackAndOfNoneAndStartsThoseThatAreLoaded() {
    desk().types("apply", units.toString());
    fleet.running("web@1.service", "web@2.service", "web@3.service");
    desk().types("stop", "web@3.service");

    Seen restart = desk().types("restart", "kubelet.service", "web@{1,3}");

    assertThat(restart.exitCode()).as(restart.err()).isZero();
    assertThat(fleet.view().units().values())
        .filteredOn(unit -> unit.generation() == 1)
        .map(unit -> unit.name().text())
        .containsExactly("kubelet.service", "web@1.service");
    assertThat(fleet.view().unit(UnitName.of("web@3.service")).orElseThrow().desiredState())
        .isEqualTo(DesiredState.LAUNCHED);
    assertThat(desk().types("restart", "--block-attempts=5", "web@*").exitCode()).isZero();
    assertThat(desk().types("restart", "web@4").err())
        .isEqualTo(
            "fleetk: restart: no component or unit 'web@4'; did you mean 'web@1.service'?\n");
  }

  @Test
  void restartsUnitsAllAtOnceAndWaitsForNothingIfAsked() {
    desk().types("apply", units.toString());
    fleet.running("web@1.service", "web@2.service", "web@3.service");
    desk().types("stop", "web@3.service");

    Seen restart = desk().types("restart", "--no-block", "kubelet", "web@*");

    assertThat(restart)
        .isEqualTo(
            new Seen(
                0,
                """
                Triggered unit kubelet.service restart
                Triggered unit web@1.service restart
                Triggered unit web@2.service restart
                Triggered unit web@3.service restart
                """,
                ""));
    assertThat(fleet.view().units().values())
        .filteredOn(unit -> unit.generation() == 1)
        .allSatisfy(
            unit ->
                assertThat(unit.assignments().values())
                    .isNotEmpty()
                    .allMatch(assignment -> assignment.generation() == 1))
        .map(unit -> unit.name().text())
        .containsExactly("kubelet.service", "web@1.service", "web@2.service");
    assertThat(fleet.view().unit(UnitName.of("web@3.service")).orElseThrow().desiredState())
        .isEqualTo(DesiredState.LAUNCHED);
  }

  @Test
  void tellsWhichUnitsTheFleetRefusedToRestart() {
    desk().types("apply", units.toString());
    fleet.running("web@1.service", "web@2.service").refusing("web@1.service");

    assertThat(desk().types("restart", "--no-block", "web@{1,2}"))
        .isEqualTo(
            new Seen(
                1,
                "Triggered unit web@2.service restart\n",
                """
                fleetk: restart: web@1.service: web@1.service is refused
                fleetk: restart: 1 unit failed; 'fleetk status' shows how they are
                """));
  }

  @Test
  void takesNoComponentOfManyAndNoLimitsWhereNothingIsWaitedFor() {
    desk().types("apply", units.toString());
    fleet.running("web@1.service", "web@2.service");
    int before = fleet.writes();

    assertThat(desk().types("restart", "--no-block", "web"))
        .isEqualTo(
            new Seen(
                2,
                "",
                "fleetk: restart: web is a component of 2 units, and --no-block restarts them all"
                    + " at once: name those that are meant, such as web@1.service\n"));
    assertThat(desk().types("restart", "--no-block", "--all").err()).contains("not for --all");
    for (String limit :
        List.of("--wait-timeout=5min", "--max-unavailable=1", "--block-attempts=3")) {
      assertThat(desk().types("restart", "--no-block", "kubelet.service", limit).err())
          .as(limit)
          .contains("it goes with no limit");
    }
    assertThat(fleet.writes()).isEqualTo(before);
  }

  @Test
  void destroysUnitsOfAStackWithAWordAboutIt() {
    desk().types("apply", units.toString());

    assertThat(desk().types("destroy", "kubelet.service", "kube-apiserver@1"))
        .isEqualTo(
            new Seen(
                0,
                "Destroyed kubelet.service\nDestroyed kube-apiserver@1.service\n",
                "fleetk: destroy: kubelet.service, kube-apiserver@1.service belong to stack"
                    + " kubernetes, whose next 'fleetk apply' brings them back\n"));
  }

  @Test
  void asksForWhichIsMeantWhereAStackAndAUnitAreCalledAlike() {
    desk().types("apply", units.toString());
    fleet.running("kubernetes.service", "hello.service");

    assertThat(desk().types("destroy", "kubernetes", "--yes"))
        .isEqualTo(
            new Seen(
                2,
                "",
                "fleetk: destroy: 'kubernetes' is a stack and a unit: say '--stack kubernetes' or"
                    + " 'kubernetes.service'\n"));
    assertThat(desk().types("destroy", "kubernetes.service", "hello").out())
        .isEqualTo("Destroyed kubernetes.service\nDestroyed hello.service\n");
    assertThat(desk().types("destroy", "--stack", "kubernetes", "--yes").exitCode()).isZero();
    assertThat(fleet.view().units()).isEmpty();
  }

  @Test
  void refusesToDestroyWhatDoesNotGoTogether() {
    desk().types("apply", units.toString());
    fleet.running("hello.service");
    int before = fleet.writes();

    assertThat(desk().types("destroy", "kubernetes", "hello.service").err())
        .isEqualTo(
            "fleetk: destroy: kubernetes is a stack and hello.service a unit: destroy them by two"
                + " commands\n");
    assertThat(desk().types("destroy", units.toString(), "hello").err())
        .contains("kubernetes is a stack and hello.service a unit");
    assertThat(desk().types("destroy").err())
        .isEqualTo(
            "fleetk: destroy: nothing to destroy is named; name units, a stack or its directory\n");
    assertThat(desk().types("destroy", "kubernets").err())
        .isEqualTo(
            "fleetk: destroy: no stack and no unit 'kubernets' in this fleet; did you mean"
                + " 'kubernetes'?\n");
    assertThat(desk().types("destroy", "hello", "--only", "kubelet").err())
        .isEqualTo("fleetk: destroy: --only is for stacks, and hello.service is a unit\n");
    assertThat(desk().types("destroy", "kubernetes", "--no-block").err())
        .isEqualTo(
            "fleetk: destroy: --no-block is for units: a stack goes component by component\n");
    assertThat(fleet.writes()).isEqualTo(before);
  }

  @Test
  void showsUnitsByBareWordsBracesAndPatterns() {
    desk().types("apply", units.toString());
    fleet.running("web@1.service", "web@2.service", "web@3.service");

    assertThat(desk().types("status", "web@{1,3}").out())
        .contains("web@1.service", "web@3.service")
        .doesNotContain("web@2.service", "kubelet");
    assertThat(desk().types("status", "web@*", "-o", "name").out()).isEqualTo("web\n");
    assertThat(desk().types("status", "kube-apiserver@1", "-o", "name").exitCode()).isZero();
    assertThat(desk().types("status", "web@4.service"))
        .isEqualTo(
            new Seen(
                2,
                "",
                "fleetk: status: no component or unit 'web@4.service'; did you mean"
                    + " 'web@1.service'?\n"));
  }

  @Test
  void refusesARollingRestartOfAGlobalUnitOnAPlainFleet() {
    desk().types("apply", units.toString());
    fleet.plainV1();

    Seen seen = desk().types("restart", "kubelet");

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err()).contains("--all-at-once").hasLineCount(1);
  }

  @Test
  void saysThatItDoesNotWaitForAMachineThatIsAway() {
    desk().types("apply", units.toString());
    fleet.losing(3);

    Seen seen = desk().types("apply", units.toString());

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out())
        .isEqualTo(
            """
            ✓ stack kubernetes: nothing to change.
            Note: kubelet.service is not awaited on 1 that is away: it starts there on its return
            """);
  }

  @Test
  void plansAnewWhenOthersWereAtWorkBeforeIt() {
    desk().types("apply", units.toString());
    fleet.beforeNextLock(() -> desk().types("apply", units.toString(), "--set", "version=1.36"));

    Seen seen = desk().types("apply", units.toString(), "--set", "version=1.35");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.err()).contains("the fleet was changed meanwhile, so this is planned anew");
    assertThat(seen.out()).contains("-ExecStart=/bin/kube-apiserver --version=1.36");
    assertThat(desk().types("diff", units.toString(), "--set", "version=1.35", "--exit-code"))
        .extracting(Seen::exitCode)
        .isEqualTo(0);
  }

  @Test
  void showsOnceWhatChangesAlikeInEveryInstance() throws IOException {
    write(
        "web@.service.peb",
        "[Service]\nExecStart=/bin/web {{ version }}\n[X-Fleetk]\nInstances=3\n");
    desk().types("apply", units.toString());

    Seen seen = desk().types("diff", units.toString(), "--set", "version=1.35", "--only", "web");

    assertThat(seen.out())
        .containsOnlyOnce("+ExecStart=/bin/web 1.35")
        .contains("  ~ change   web@3.service", "(the same as of web@1.service)");
  }

  @Test
  void aPlainFleetDeliversNoSecrets() throws IOException {
    fleet.plainV1();
    write(
        "kubelet.service",
        "[Service]\nExecStart=/bin/kubelet\n[X-Fleetk]\nSecret=/run/kubelet.key a/kubelet.key\n");

    Seen seen = desk().types("apply", units.toString());

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err())
        .contains(
            "kubelet.service names secrets (Secret=), and a plain fleet delivers none: put the"
                + " files on the machines yourself");
    assertThat(fleet.writes()).isZero();
    assertThat(desk().types("secret", "list").err())
        .contains("this fleet keeps no secrets", "put the files on the machines yourself");
  }

  @Test
  void lintsEverythingAtOnce() throws IOException {
    write("bad.service", "[Service]\nExecStart=/bin/a\n[X-Fleetk]\nInstnces=2\n");

    Seen seen = desk().types("lint", units.toString());

    assertThat(seen.out()).contains("bad.service:4: ").contains("Instances");
    assertThat(seen.err()).startsWith("fleetk: lint: ");
    assertThat(desk().types("lint", "nowhere").out())
        .isEqualTo("nowhere: no such file or directory; check the path\n");
  }

  private Desk desk() {
    return Desk.at(fleet, home);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(units.resolve(name), text);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
