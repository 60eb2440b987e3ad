package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.screen.Place;
import io.fleetk.screen.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The examples that every command's help shows, typed in a shell as they stand: in a folder with
 * the stack, beside a dev fleet that has it.
 */
class ExamplesIT {
  private static final int COLUMNS = 100;

  /** How examples begin that need more than a fleet to try things on, which are only read. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "fleetk daemon", "needs an etcd and a systemd: DaemonServiceIT",
          "FLEETK_ETCD_SERVERS=", "the same",
          "fleetk balance", "goes on for ever: BalanceCommandTest",
          "fleetk kubernetes init units/ --kubeconfig", "needs an API server: KubernetesInitTest",
          "fleetk --tunnel", "needs a host to go through: TunnelTest");

  private static final String START_AND_APPLY =
      "fleetk start hello.service web@1.service && fleetk apply units/ --yes";

  private static final String LOSE_FIRST =
      "fleetk dev break machine m1 && until fleetk machines | grep -q away; do sleep 0.2; done";

  private static final String RETURN_AND_APPLY =
      "fleetk dev break machine m1 --return && fleetk apply units/ --yes";

  /** What has to be so before an example can be typed. */
  private static final Map<String, String> BEFORE =
      Map.of(
          "fleetk machine rm 6f9c2d10", LOSE_FIRST,
          "fleetk machine rm 10.0.0.7", LOSE_FIRST,
          "fleetk dev up --machines 5", "fleetk dev down --forget",
          "fleetk dev up -f machines.yaml", "fleetk dev down --forget",
          "fleetk dev status", "settle");

  /** What brings back what an example takes away, or each of a command's. */
  private static final Map<String, String> AFTER =
      Map.of(
          "fleetk scale", "fleetk apply units/ --yes",
          "fleetk destroy", START_AND_APPLY,
          "fleetk load", START_AND_APPLY,
          "fleetk stop", START_AND_APPLY,
          "fleetk unload", START_AND_APPLY,
          "fleetk machine rm 6f9c2d10", RETURN_AND_APPLY,
          "fleetk machine rm 10.0.0.7", RETURN_AND_APPLY);

  /** Brings up the fleet that the examples speak of. */
  private static final String SETTLE =
      """
      set -e
      fleetk dev down --forget
      fleetk dev up -f machines.yaml
      fleetk secret put --dir pki/ --prefix kubernetes/
      fleetk start hello.service web@1.service
      fleetk apply units/ --yes
      """;

  /** Examples that go on until somebody ends them. */
  private static final Pattern ENDLESS = Pattern.compile(".* (-f|-w|--follow|--watch)");

  /** Examples that exit with 3 where there is a difference. */
  private static final Pattern TELLS_BY_EXIT = Pattern.compile(" --(exit-code|check)\\b");

  private static Place place;

  @BeforeAll
  static void prepare() throws Exception {
    place = Place.make();
    program("ssh", "exit 0");
    program("pass", "echo secret");
    program("kubectl", "cat >/dev/null");
    sets(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=company"
            + " -addext keyUsage=critical,keyCertSign,cRLSign -days 900"
            + " -keyout company.key -out company.crt 2>/dev/null");
    program("settle", SETTLE);
    sets("fleetk pki init units/ --machines machines.yaml --with-etcd");
    sets("settle");
  }

  @AfterAll
  static void goDown() throws Exception {
    sets("fleetk dev down --forget");
    place.close();
  }

  private static void program(String name, String script) throws IOException {
    Path bin = Files.createDirectories(place.home().resolve("bin"));
    Path program = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private static void sets(String line) throws Exception {
    Shell.Seen seen = place.shell(COLUMNS).types(line);
    assertThat(seen.exitCode()).as("%s: %s", line, seen.text()).isZero();
  }

  @TestFactory
  Stream<DynamicTest> examplesWork() {
    return Examples.all().entrySet().stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getKey(), () -> run(command.getKey(), command.getValue())));
  }

  @Test
  void whatIsPreparedIsAnExample() {
    Map<String, List<String>> all = Examples.all();
    Set<String> known = new HashSet<>(all.keySet());
    all.values().forEach(known::addAll);
    assertThat(known).containsAll(BEFORE.keySet()).containsAll(AFTER.keySet());
  }

  private static void run(String command, List<String> examples) throws Exception {
    assertThat(examples).as("examples of %s", command).hasSizeGreaterThanOrEqualTo(2);
    for (String example : examples) {
      if (ELSEWHERE.keySet().stream().noneMatch(example::startsWith)) {
        run(command, example);
      }
    }
  }

  private static void run(String command, String example) throws Exception {
    if (BEFORE.containsKey(example)) {
      sets(BEFORE.get(example));
    }
    boolean endless = ENDLESS.matcher(example).matches();
    Shell.Seen seen =
        place
            .shell(COLUMNS)
            .types(endless ? "timeout --foreground -s INT 3 " + example : example, "y", "y");
    // Others need what this has taken away, however it ended.
    for (String taken : List.of(command, example)) {
      if (AFTER.containsKey(taken)) {
        sets(AFTER.get(taken));
      }
    }
    assertThat(seen.exitCode())
        .as("%s:%n%s", example, seen.text())
        .isIn(
            endless
                ? Set.of(124)
                : TELLS_BY_EXIT.matcher(example).find() ? Set.of(0, 3) : Set.of(0));
  }
}
