package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is applied can come from several directories, from single files and from a pipe. */
class StackPlacesTest {
  private static final String STDIN = "fleetk: apply: <standard input>";

  @TempDir Path home;
  private final EagerFleet fleet = new EagerFleet(3);

  @BeforeEach
  void writeStacks() throws IOException {
    write("net/stack.yaml", "name: net\n");
    write("net/flannel.service", "[Service]\nExecStart=/bin/flannel\n");
    write("kube/stack.yaml", "name: kube\nvalues:\n  version: '1.34'\n  count: 2\n");
    write(
        "kube/api@.service.peb",
        """
        [Service]
        # The text goes with it.
        ExecStart=/bin/api --version={{ version }} \\
          --config=/etc/api.conf

        [X-Fleetk]
        Instances={{ count }}
        File=/etc/api.conf files/api.conf.peb 0640
        """);
    write("kube/files/api.conf.peb", "version:  {{ version }}\n\n  trailing \n");
    write(
        "kube/kubelet.service",
        """
        [Unit]
        After=api@1.service

        [Service]
        ExecStart=/bin/kubelet
        """);
  }

  @Test
  void severalStacksAreOnePlanEachAndCarriedOutInTheOrderGiven() {
    Seen diff = desk().types("diff", at("net"), at("kube"));

    assertThat(diff.exitCode()).as(diff.err()).isZero();
    assertThat(diff.out())
        .startsWith("Stack net\nflannel\n  + create   flannel.service")
        .contains("Plan: 1 to create; restarts nothing.\n\nStack kube\n")
        .endsWith("Plan: 3 to create; restarts nothing.\n");

    Seen apply = desk().types("apply", at("net"), at("kube"));

    assertThat(apply.exitCode()).as(apply.err()).isZero();
    assertThat(apply.out().lines().filter(line -> line.startsWith("✓")))
        .containsExactly("✓ stack net: done in 0s.", "✓ stack kube: done in 0s.");
    assertThat(desk().types("diff", at("net"), at("kube"), "--exit-code").exitCode()).isZero();
  }

  @Test
  void asksOnceForAll() {
    Seen no = desk().onTerminal(100, "n\n").types("apply", at("net"), at("kube"));

    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(no.err()).containsOnlyOnce("Carry this out?");
    assertThat(fleet.writes()).isZero();

    assertThat(desk().onTerminal(100, "y\n").types("apply", at("net"), at("kube")).exitCode())
        .isZero();
  }

  @Test
  void tellsEveryProblemOfAllStacksBeforeAnythingIsDone() throws IOException {
    write("net/flannel.service", "[Service]\nExecStart=/bin/flannel\n[X-Fleetk]\nInstnces=1\n");
    write("kube/kubelet.service", "[Service]\nExecStart=/bin/kubelet\n[X-Fleetk]\nAwait=apu\n");

    Seen seen = desk().types("apply", at("net"), at("kube"));

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err())
        .contains("net/flannel.service:4: 'Instnces=1'")
        .contains("kube/kubelet.service:4: 'Await=apu'")
        .endsWith(
            "fleetk: apply: the stack cannot be used: 2 errors above; mend them and run the same"
                + " command again\n");
    assertThat(fleet.writes()).isZero();
  }

  @Test
  void refusesOneStackTwiceAndOneUnitInTwoStacks() throws IOException {
    write("other/stack.yaml", "name: kube\n");
    write("other/b.service", "[Service]\nExecStart=/bin/b\n");

    Seen twice = desk().types("apply", at("kube"), at("other"));

    assertThat(twice.exitCode()).isEqualTo(2);
    assertThat(twice.err())
        .isEqualTo(
            "fleetk: apply: "
                + at("other")
                + ": 'kube': "
                + at("kube")
                + " is this stack too; give each stack once, or another 'name:' in its stack.yaml\n");

    write("other/stack.yaml", "name: other\n");
    write("other/kubelet.service", "[Service]\nExecStart=/bin/kubelet\n");
    Seen shared = desk().types("apply", at("kube"), at("other"));

    assertThat(shared.exitCode()).isEqualTo(2);
    assertThat(shared.err())
        .isEqualTo(
            "fleetk: apply: "
                + at("other/kubelet.service")
                + ": 'kubelet.service': stack kube has this unit too, from "
                + at("kube/kubelet.service")
                + "; a unit belongs to one stack\n");
    assertThat(fleet.writes()).isZero();
  }

  @Test
  void stopsAtTheFirstFailureAndSaysWhatIsDone() throws IOException {
    write("more/web.service", "[Service]\nExecStart=/bin/web\n");
    fleet.breaking("kubelet.service");

    Seen seen = desk().types("apply", at("net"), at("kube"), at("more"));

    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.err())
        .contains("fleetk: apply: done: net; not done: kube; not begun: more\n")
        .contains("fleetk: apply: kubelet.service on machine 11111111 is failed");
    assertThat(fleet.view().unit(UnitName.of("web.service"))).isEmpty();
    assertThat(fleet.view().unit(UnitName.of("flannel.service"))).isPresent();
  }

  @Test
  void onlyNamesComponentsOfAnyOfTheStacks() {
    Seen seen = desk().types("diff", at("net"), at("kube"), "--only", "kubelet", "-o", "name");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out()).isEqualTo("kubelet.service\n");

    Seen unknown = desk().types("diff", at("net"), at("kube"), "--only", "kublet");

    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err())
        .isEqualTo(
            "fleetk: diff: no component kublet in %s, %s; did you mean 'kubelet'?\n"
                .formatted(at("net"), at("kube")));
  }

  @Test
  void oneDocumentHoldsThePlansOfAllStacks() {
    JsonNode one = json(desk().types("diff", at("net"), "-o", "json").out());
    JsonNode two = json(desk().types("diff", at("net"), at("kube"), "-o", "json").out());

    assertThat(one.at("/stacks").toString()).isEqualTo("[\"net\"]");
    assertThat(one.at("/components/0/stack").asString()).isEqualTo("net");
    assertThat(two.at("/stacks").toString()).isEqualTo("[\"net\",\"kube\"]");
    assertThat(two.at("/components/0")).isEqualTo(one.at("/components/0"));
    assertThat(two.at("/components/2/stack").asString()).isEqualTo("kube");
    assertThat(two.at("/components/2/changes/0/unit").asString()).isEqualTo("kubelet.service");
  }

  @Test
  void aFileIsThatUnitAndNothingElse() throws IOException {
    Seen seen = desk().types("apply", at("kube/api@.service.peb"));

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(fleet.view().units().keySet())
        .containsExactly(UnitName.of("api@1.service"), UnitName.of("api@2.service"));

    desk().types("apply", at("kube"));
    write("kube/kubelet.service", "[Service]\nExecStart=/bin/kubelet --new\n");
    write("kube/stack.yaml", "name: kube\nvalues:\n  version: '1.34'\n  count: 1\n");
    Seen diff = desk().types("diff", at("kube/api@.service.peb"), "-o", "name");

    // Its own surplus instance goes; the changed kubelet is left alone.
    assertThat(diff.out()).isEqualTo("api@1.service\napi@2.service\n");
    assertThat(
            desk().types("diff", at("kube/api@.service.peb"), "--prune=false", "-o", "name").out())
        .isEqualTo("api@1.service\n");
  }

  @Test
  void severalFilesOfOneDirectoryAreOnePlan() {
    Seen seen =
        desk().types("diff", at("kube/kubelet.service"), at("kube/api@.service.peb"), "-o", "json");

    assertThat(json(seen.out()).at("/stacks").toString()).isEqualTo("[\"kube\"]");
    assertThat(desk().types("diff", at("kube/kubelet.service"), at("kube")).err())
        .contains(at("kube/kubelet.service") + " is this stack too");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kube/stack.yaml", "kube/nowhere.service", "kube/files/api.conf.peb"})
  void aFileThatIsNoUnitIsToldInOneLine(String file) {
    Seen seen = desk().types("apply", at(file));

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.err()).startsWith("fleetk: apply: " + at(file) + ": ").hasLineCount(1);
    assertThat(fleet.writes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml"})
  void whatWasRenderedIsAppliedFromAPipe(String form) {
    String rendered = desk().types("render", at("kube"), "-o", form).out();

    Seen seen = desk().piping(rendered).types("apply", "-");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(fleet.view().ownedBy("kube")).hasSize(3);
    assertThat(desk().types("diff", at("kube"), "--exit-code").exitCode()).isZero();
    assertThat(desk().piping(rendered).types("diff", "-", "--exit-code").exitCode()).isZero();
  }

  @Test
  void aPipeCarriesSeveralStacksAndPartsOfOne() {
    String both = desk().types("render", at("net"), at("kube"), "-o", "yaml").out();

    assertThat(desk().piping(both).types("diff", "-", "-o", "name").out())
        .isEqualTo("flannel.service\napi@1.service\napi@2.service\nkubelet.service\n");

    desk().types("apply", at("kube"));
    String part = desk().types("render", at("kube/kubelet.service"), "-o", "json").out();
    Seen seen = desk().piping(part).types("apply", "-", "--prune=all", "--yes");

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(fleet.view().ownedBy("kube")).hasSize(3);
  }

  @Test
  void whatIsNoDocumentIsToldInOneLine() {
    for (String text :
        List.of(
            "",
            "\n\n",
            "- a",
            "x",
            "stack: kube\n",
            "[]",
            "{\"stack\": \"a\", \"units\": [{",
            "a: [")) {
      Seen seen = desk().piping(text).types("apply", "-");

      assertThat(seen.exitCode()).as(text).isEqualTo(2);
      assertThat(seen.err()).as(text).startsWith(STDIN).hasLineCount(1);
    }
    assertThat(desk().piping("").types("apply", "-").err())
        .isEqualTo(STDIN + ": nothing came in; pipe in what 'fleetk render DIR -o yaml' prints\n");
    assertThat(desk().piping("# a unit\n[Unit]\nDescription=x\n").types("apply", "-").err())
        .isEqualTo(
            STDIN
                + ": this is a unit file's text, which says neither the unit's name nor its stack;"
                + " give the file's path, or pipe in what 'fleetk render DIR -o yaml' prints\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml"})
  void noDocumentThatIsCutOffIsApplied(String form) {
    String rendered = desk().types("render", at("kube"), "-o", form).out().stripTrailing();

    for (int length = 1; length < rendered.length(); length += 7) {
      Seen seen =
          desk().piping(rendered.substring(0, length)).types("apply", "-", "--prune=all", "-y");

      assertThat(seen.exitCode()).as(rendered.substring(0, length)).isEqualTo(2);
    }
    assertThat(fleet.writes()).isZero();
  }

  @Test
  void aDocumentIsCheckedAsHardAsADirectory() {
    String rendered = desk().types("render", at("kube"), "-o", "yaml").out();

    assertRefused(
        rendered.replace("ExecStart=/bin/kubelet", "[X-Fleetk]\n      Await=apu"),
        "kubelet.service:");
    assertRefused(
        rendered.replace("name: kubelet.service", "name: api@1.service"),
        "this unit is there twice");
    assertRefused(rendered.replace("name: kubelet.service", "name: kubelet"), "must contain");
    assertRefused(rendered.replace("Stack=kube", "Stack=other"), "another stack owns it");
    assertRefused(rendered.replaceFirst("(mode: \"?)0640", "$10600"), "the mode is");
    assertRefused(rendered.replace("stack: kube", "stack: Kube"), "no name for a stack");
    assertRefused(
        rendered.replace("component: kubelet", "component: kubelt"),
        "the unit's name and text say kubelet");
    assertRefused(
        rendered.replace("desiredState: launched", "desiredState: loaded"), "say launched");
    assertRefused(rendered.replace("count: 3", "count: 4"), "there are 3 units");
    assertRefused(rendered + "extra: 1\n", "no such key");
    assertRefused(
        rendered.replace("After=api@1.service", "After=api@1.service\n      Garbage"),
        "kubelet.service:");
  }

  private void assertRefused(String document, String words) {
    Seen seen = desk().piping(document).types("apply", "-");

    assertThat(seen.exitCode()).as(seen.err()).isEqualTo(2);
    assertThat(seen.err()).contains(words);
    assertThat(fleet.writes()).isZero();
  }

  @Test
  void lintAndRenderReadWhatWasRenderedToo() {
    String rendered = desk().types("render", at("kube"), "-o", "yaml").out();

    assertThat(desk().piping(rendered).types("lint", "-"))
        .isEqualTo(new Seen(0, "", "fleetk: lint: nothing to complain about\n"));
    assertThat(desk().piping(rendered).types("render", "-", "-o", "name").out())
        .isEqualTo("api@1.service\napi@2.service\nkubelet.service\n");
    Seen bad =
        desk()
            .piping(rendered.replace("After=api@1.service", "[X-Fleetk]\n    Instnces=1"))
            .types("lint", "-");

    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.out()).startsWith("kubelet.service:").contains("'Instnces=1'");
    assertThat(desk().piping("").types("lint", "-").out())
        .startsWith("<standard input>: nothing came in");
  }

  @Test
  void needsYesWhereNobodyCanBeAskedBecauseInputIsThePipe() throws IOException {
    desk().types("apply", at("kube"));
    write("kube/stack.yaml", "name: kube\nvalues:\n  version: '1.34'\n  count: 1\n");
    String rendered = desk().types("render", at("kube"), "-o", "yaml").out();

    Seen unasked = desk().piping(rendered).types("apply", "-");

    assertThat(unasked.exitCode()).isEqualTo(2);
    assertThat(unasked.err()).contains("pass --yes");
    assertThat(desk().piping(rendered).types("apply", "-", "--yes").exitCode()).isZero();
  }

  private Desk desk() {
    return Desk.at(fleet, home);
  }

  private String at(String place) {
    return home.resolve(place).toString();
  }

  private void write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
