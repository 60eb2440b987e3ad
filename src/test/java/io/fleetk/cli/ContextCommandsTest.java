package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextCommandsTest {
  @TempDir private Path home;
  private Desk desk;

  @BeforeEach
  void sitDown() {
    desk = Desk.alone(home).with("HOME", home.toString());
  }

  private String types(String typed) {
    Seen seen = desk.types(typed.split(" "));
    assertThat(seen.err()).isEmpty();
    assertThat(seen.exitCode()).isZero();
    return seen.out();
  }

  private String fails(String typed) {
    Seen seen = desk.types(typed.split(" "));
    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.out()).isEmpty();
    assertThat(seen.err()).endsWith("\n").hasLineCount(1);
    return seen.err().strip();
  }

  @Test
  void makesUsesListsAndForgetsContexts() {
    assertThat(types("context set prod --endpoint https://a:1,https://b:1 --tunnel core@gate"))
        .isEqualTo(
            "Context prod made: https://a:1,https://b:1; 'fleetk context use prod' makes it"
                + " current.\n");
    assertThat(types("context set lab --etcd http://c --stack " + home))
        .startsWith("Context lab made: etcd http://c; ");
    assertThat(types("context use prod"))
        .isEqualTo("Context prod is used now: https://a:1,https://b:1.\n");
    assertThat(types("context list"))
        .isEqualTo(
            """
            CURRENT   NAME   FLEET                     TUNNEL      STACK
            *         prod   https://a:1,https://b:1   core@gate
                      lab    etcd http://c                         %s
            """
                .formatted(home));
    assertThat(types("context list -o name")).isEqualTo("prod\nlab\n");
    assertThat(types("context list -o json"))
        .contains("\"name\" : \"lab\"", "\"current\" : false", "\"etcd\" : \"http://c\"");
    assertThat(types("context rm prod"))
        .isEqualTo("Context prod removed; no context is current now.\n");
    assertThat(types("context use lab")).startsWith("Context lab is used now");
    assertThat(types("context use none")).isEqualTo("No context is used now.\n");
    assertThat(types("context list")).doesNotContain("*");
  }

  @Test
  void addsToAContextAndTakesAway() throws IOException {
    types("context set prod --endpoint http://a --tunnel gate --ssh-username core");

    assertThat(types("context set prod --request-timeout 5s --tunnel="))
        .startsWith("Context prod changed: http://a; ");
    assertThat(types("context set prod --request-timeout 5s")).startsWith("Context prod unchanged");
    assertThat(Files.readString(home.resolve("fleetk/config.yaml")))
        .isEqualTo(
            """
            # fleetk's contexts: see 'fleetk context --help'.
            contexts:
              prod:
                endpoint: "http://a"
                ssh-username: "core"
                request-timeout: "5s"
            """);
  }

  @Test
  void keepsPathsThatHoldFromEverywhere() {
    Seen seen = desk.types("context", "set", "prod", "--endpoint=https://a", "--ca-file=gone.pem");

    assertThat(seen.err())
        .isEqualTo(
            "fleetk: context set: --ca-file: there is no %s yet\n"
                .formatted(Path.of("gone.pem").toAbsolutePath()));
    assertThat(types("context show prod -o json"))
        .contains(Path.of("gone.pem").toAbsolutePath().toString());
  }

  @Test
  void showsWhatCountsAndWhoSaysSo() {
    types(
        "context set prod --etcd https://a:1 --etcd-username fleetk --etcd-password-file " + home);
    types("context use prod");
    desk.with("FLEETK_ETCD_CAFILE", "/ca.pem").with("FLEETK_ETCD_PASSWORD", "sesame");

    Seen seen = desk.types("context", "show", "--ssh-username", "ops");

    assertThat(seen.err()).isEmpty();
    assertThat(seen.out())
        .isEqualTo(
            """
            SETTING         VALUE         FROM
            context         prod          current in ~/fleetk/config.yaml
            etcd            https://a:1   context prod in ~/fleetk/config.yaml
            etcd-username   fleetk        context prod in ~/fleetk/config.yaml
            etcd-password   (not shown)   variable FLEETK_ETCD_PASSWORD
            ca-file         /ca.pem       variable FLEETK_ETCD_CAFILE
            ssh-username    ops           flag --ssh-username
            """);
    assertThat(types("context show -o json")).doesNotContain("sesame");
  }

  @Test
  void saysWhyACurrentContextIsNotUsed() {
    types("context set prod --endpoint https://a");
    types("context use prod");
    desk.with("FLEETK_ENDPOINT", "http://other");

    assertThat(desk.types("context", "show").err())
        .isEqualTo(
            "fleetk: context show: not used: context prod: the fleet is named by variable"
                + " FLEETK_ENDPOINT\n");
    assertThat(desk.types("context", "list").err())
        .isEqualTo(
            "fleetk: context list: the current context, prod, is not used now; 'fleetk context"
                + " show' tells what is\n");
    assertThat(desk.types("context", "use", "prod").err())
        .isEqualTo(
            "fleetk: context use: not here and now, though: context prod: the fleet is named by"
                + " variable FLEETK_ENDPOINT\n");
    assertThat(types("context show prod -o name")).isEqualTo("prod\n");
    desk.with("FLEETK_CONTEXT", "lab");
    assertThat(desk.types("context", "use", "prod").err())
        .startsWith("fleetk: context use: not here and now, though: FLEETK_ENDPOINT and FLEETK");
  }

  @Test
  void saysThatThereIsNoFleet() {
    Seen seen = desk.types("context", "show");

    assertThat(seen.out()).isEmpty();
    assertThat(seen.err())
        .isEqualTo("fleetk: context show: no fleet is named and no dev fleet runs\n");
    assertThat(seen.exitCode()).isZero();
  }

  @Test
  void commandsGoWhereTheContextSays() {
    EagerFleet fleet = new EagerFleet(1);
    desk = Desk.at(fleet, home).with("FLEETK_ENDPOINT", "").with("HOME", home.toString());
    types("context set prod --endpoint http://a");
    types("context set away --endpoint http://gone");

    assertThat(types("machines --context prod")).contains("192.0.2.1");
    types("context use prod");
    assertThat(types("machines")).contains("192.0.2.1");
    assertThat(desk.types("machines", "--context", "away").err())
        .isEqualTo("fleetk: machines: context away: no fleet at http://gone: connection refused\n");
    desk.with("FLEETK_CONTEXT", "away");
    assertThat(desk.types("machines").exitCode()).isEqualTo(5);
    assertThat(desk.types("machines", "--context", "none").err()).contains("no fleet is named");
  }

  @Test
  void aContextThatNamesNoFleetIsNotBlamedForTheDevFleet() throws IOException {
    desk =
        Desk.at(new EagerFleet(1), home)
            .with("FLEETK_ENDPOINT", "")
            .with("HOME", home.toString())
            .with("FLEETK_STATE_DIR", home.toString());
    Files.writeString(
        Files.createDirectories(home.resolve("dev")).resolve("fleet.json"),
        """
        {"endpoint":"http://gone","socket":"unix:///gone","pid":%d,"since":"%s"}
        """
            .formatted(ProcessHandle.current().pid(), Instant.now().plusSeconds(60)));
    types("context set lab --stack units/");

    assertThat(desk.types("machines", "--context", "lab").err())
        .isEqualTo("fleetk: machines: no fleet at http://gone: connection refused\n");
  }

  @Test
  void refusesWhatMakesNoContext() {
    types("context set prod --endpoint http://a");

    assertThat(fails("context set prod"))
        .startsWith("fleetk: context set: nothing to set is given");
    assertThat(fails("context set prod --etcd http://b"))
        .isEqualTo(
            "fleetk: context set: endpoint and etcd name two ways to a fleet: keep one of them");
    assertThat(fails("context set none --endpoint http://a"))
        .contains("a context cannot be called 'none'");
    assertThat(fails("context set prod --endpoint ftp://a"))
        .contains("endpoint \"ftp://a\" has the unknown scheme ftp");
    assertThat(fails("context set prod --request-timeout soon"))
        .contains("--request-timeout: 'soon' is no time span");
    assertThat(fails("context set prod --tunnel a:b:c")).contains("is no host for ssh");
    assertThat(fails("context use prdo"))
        .isEqualTo(
            "fleetk: context use: there is no context 'prdo' in ~/fleetk/config.yaml; did you mean"
                + " 'prod'?");
    assertThat(fails("context rm prdo")).endsWith("did you mean 'prod'?");
    assertThat(fails("context show prdo")).endsWith("did you mean 'prod'?");
    assertThat(fails("context show prod --context other")).contains("name two contexts");
    assertThat(types("context show prod --endpoint= -o name")).isEqualTo("prod\n");
  }

  @Test
  void saysWhereItsFileIsBroken() throws IOException {
    Files.createDirectories(home.resolve("fleetk"));
    Files.writeString(
        home.resolve("fleetk/config.yaml"), "contexts:\n  prod:\n    endpont: http://a\n");

    for (String command : new String[] {"context list", "context use prod", "status"}) {
      assertThat(fails(command))
          .isEqualTo(
              "fleetk: %s: ~/fleetk/config.yaml:3: 'endpont': a context has no such setting; did you mean 'endpoint'?"
                  .formatted(command.replace(" prod", "")));
    }
    assertThat(desk.types("machines", "--endpoint", "http://gone").exitCode()).isEqualTo(5);
  }

  @Test
  void readsAnotherFileWhenTold() {
    types("context set prod --endpoint http://a --config-file " + home.resolve("other.yaml"));

    assertThat(desk.types("context", "list").err())
        .contains("~/fleetk/config.yaml has no contexts");
    desk.with("FLEETK_CONFIG", home.resolve("other.yaml").toString());
    assertThat(types("context list -o name")).isEqualTo("prod\n");
  }
}
