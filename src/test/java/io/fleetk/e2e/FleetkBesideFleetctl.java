package io.fleetk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.daemon.DevConfiguration;
import io.fleetk.daemon.DevFleet;
import io.fleetk.lab.Command;
import io.fleetk.lab.FleetLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** The same words to fleetk and to a real fleetctl, at one dev fleet: what they print and do. */
final class FleetkBesideFleetctl implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SLEEP = "[Service]\nExecStart=/bin/sleep 3600\n";

  private final Checks checks;
  private final Path folder;
  private final DevFleet fleet;
  private final Fleetctl fleetctl;

  /** Three machines that are simulated. */
  FleetkBesideFleetctl(Checks checks, Path program, Path folder) throws IOException {
    this.checks = checks;
    this.folder = Files.createDirectories(folder.resolve("beside"));
    this.fleet = DevFleet.start(DevConfiguration.of(3), folder.resolve("dev"));
    this.fleetctl = new Fleetctl(program, fleet.state().endpoint(), this.folder);
  }

  private Command.Result fleetk(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--chdir=" + folder,
                "FLEETK_JAVA_HOME=" + System.getProperty("java.home"),
                FleetLab.DISTRIBUTION.resolve("bin/fleetk").toString(),
                "--endpoint",
                fleet.state().endpoint()));
    command.addAll(List.of(words));
    return Command.run(PATIENCE, command);
  }

  private String must(String... words) {
    Command.Result result = fleetk(words);
    assertThat(result.status())
        .as("%s: %s%s", String.join(" ", words), result.output(), result.errors())
        .isZero();
    return result.output();
  }

  void run() {
    checks.about("fleetk beside fleetctl");
    prepare();
    List.of(
            "list-units",
            "list-units --full",
            "list-units --no-legend",
            "list-units --fields=hash,unit,load,active,sub,machine",
            "list-unit-files",
            "list-unit-files --full --no-legend",
            "list-unit-files --fields=unit,global,dstate,state,target,hash,desc",
            "list-machines",
            "list-machines --full",
            "list-machines --no-legend --fields=metadata,ip,machine",
            "cat hello.service",
            "cat node",
            "cat web@1")
        .forEach(this::printsTheSame);
    orders();
  }

  private void prepare() {
    fleetctl.write("hello.service", "[Unit]\nDescription=Says “hello”\n" + SLEEP);
    fleetctl.write(
        "node.service",
        "[Unit]\nDescription=Of two \\\n lines\tand a tab\n" + SLEEP + "[X-Fleet]\nGlobal=true\n");
    fleetctl.write("web@.service", SLEEP + "[X-Fleet]\nConflicts=web@*.service\n");
    fleetctl.write("fails.service", "[Service]\nExecStart=/bin/false\n");
    checks.check(
        "start, load and submit: fleetctl sees what fleetk did",
        () -> {
          must("start", "hello", "node.service", "web@{1..2}.service");
          must("load", "web@3");
          must("submit", "web@.service");
          assertThat(fleetk("start", "fails.service").status()).isEqualTo(1);
          fleetctl.await(
              List.of(
                  "fails.service launched launched",
                  "hello.service launched launched",
                  "node.service launched -",
                  "web@.service inactive inactive",
                  "web@1.service launched launched",
                  "web@2.service launched launched",
                  "web@3.service loaded loaded"),
              "list-unit-files",
              "--no-legend",
              "--fields=unit,dstate,state");
        });
  }

  /** Byte for byte, once nothing is on its way any more. */
  private void printsTheSame(String words) {
    checks.check(
        words,
        () -> {
          String[] all = words.split(" ", -1);
          Awaitility.await()
              .atMost(PATIENCE)
              .pollInSameThread()
              .untilAsserted(() -> assertThat(must(all)).isEqualTo(fleetctl.must(all)));
        });
  }

  private void orders() {
    checks.check(
        "a text that differs: both warn, and --replace takes it",
        () -> {
          fleetctl.write("hello.service", SLEEP.replace("3600", "7200"));
          assertThat(fleetctl.run("start", "hello.service").errors()).contains("--replace");
          assertThat(fleetk("start", "hello.service").errors()).contains("--replace");
          must("start", "--replace", "hello.service");
          assertThat(fleetctl.must("cat", "hello.service")).contains("7200");
        });
    checks.check(
        "stop and unload, by a pattern",
        () -> {
          must("stop", "web@*");
          must("unload", "web@{1..3}");
          fleetctl.await(
              List.of(
                  "web@.service inactive",
                  "web@1.service inactive",
                  "web@2.service inactive",
                  "web@3.service inactive",
                  "hello.service launched",
                  "node.service -",
                  "fails.service launched"),
              "list-unit-files",
              "--no-legend",
              "--fields=unit,state");
        });
    checks.check(
        "destroy: the same lines, and no unit that is not there is an error",
        () -> {
          String[] first = {"destroy", "web@1.service", "nope.service", "web@2"};
          Command.Result one = fleetk(first);
          must("submit", "web@{1,2}");
          Command.Result other = fleetctl.run(first);
          assertThat(one.output()).isEqualTo(other.output());
          assertThat(List.of(one.status(), other.status())).containsOnly(0);
          must("destroy", "hello", "web@*", "node.service", "fails.service");
          assertThat(fleetctl.must("list-unit-files", "--no-legend")).isEmpty();
        });
    checks.check(
        "verify: the same exit code",
        () ->
            assertThat(fleetk("verify", "hello.service").status())
                .isEqualTo(fleetctl.run("verify", "hello.service").status()));
    printsTheSame("list-units");
    printsTheSame("list-unit-files --no-legend");
  }

  @Override
  public void close() {
    fleet.close();
  }
}
