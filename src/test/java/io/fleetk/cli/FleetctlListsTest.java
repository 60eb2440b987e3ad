package io.fleetk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The lists and {@code cat}, byte for byte as fleetctl 1.0 printed them of the same fleet: {@code
 * src/test/resources/recorded/fleetctl-lists.txt} has what was typed after {@code $}, then what
 * came.
 */
class FleetctlListsTest {
  private static final String SLEEP = "[Service]\nExecStart=/bin/sleep 3600\n";

  @TempDir Path home;

  /** The fleet that was recorded: a machine is away, a unit fails, a description has two lines. */
  static EagerFleet fleet() {
    EagerFleet fleet =
        new EagerFleet(3).breaking("one-that-fails-and-has-a-rather-long-name.service");
    put(fleet, "hello.service", "[Unit]\nDescription=Grüße\n" + SLEEP, DesiredState.LAUNCHED);
    put(
        fleet,
        "node.service",
        "[Unit]\nDescription=On every \\\n machine\tthere is\n"
            + SLEEP
            + "[X-Fleet]\nGlobal=true\n",
        DesiredState.LAUNCHED);
    put(fleet, "one-that-fails-and-has-a-rather-long-name.service", SLEEP, DesiredState.LAUNCHED);
    put(
        fleet,
        "second.service",
        SLEEP + "[X-Fleet]\nMachineMetadata=role=node\n",
        DesiredState.LAUNCHED);
    put(fleet, "web@.service", SLEEP, DesiredState.INACTIVE);
    put(fleet, "web@1.service", SLEEP, DesiredState.LOADED);
    return fleet.losing(2);
  }

  private static void put(EagerFleet fleet, String name, String text, DesiredState state) {
    try {
      fleet.put(
          new UnitSubmission(
              UnitName.of(name),
              UnitContent.of(UnitFile.parse(text)),
              state,
              Optional.empty(),
              false));
    } catch (UnitParseException e) {
      throw new AssertionError(e);
    }
  }

  /** What was typed and what came. */
  record Recorded(String words, String output) {
    @Override
    public String toString() {
      return words;
    }
  }

  static Stream<Recorded> recorded() throws IOException {
    List<Recorded> recorded = new ArrayList<>();
    try (InputStream in =
        FleetctlListsTest.class.getResourceAsStream("/recorded/fleetctl-lists.txt")) {
      for (String session : new String(in.readAllBytes(), UTF_8).split("(?m)^\\$ ", -1)) {
        int end = session.indexOf('\n');
        if (end > 0) {
          recorded.add(new Recorded(session.substring(0, end), session.substring(end + 1)));
        }
      }
    }
    return recorded.stream();
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void printsWhatFleetctlPrinted(Recorded recorded) {
    Seen seen = Desk.at(fleet(), home).types(recorded.words().split(" ", -1));

    assertThat(seen.err()).isEmpty();
    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out()).isEqualTo(recorded.output());
  }

  @Test
  void cutsNothingToATerminalsWidth() {
    Seen seen = Desk.at(fleet(), home).onTerminal(20, "").types("list-units");

    assertThat(seen.out()).isEqualTo(Desk.at(fleet(), home).types("list-units").out());
  }

  @Test
  void saysWhichFieldsThereAre() {
    Desk desk = Desk.at(fleet(), home);

    assertThat(desk.types("list-units", "--fields=unit,activ"))
        .isEqualTo(
            new Seen(
                2, "", "fleetk: list-units: there is no field 'activ'; did you mean 'active'?\n"));
    assertThat(desk.types("list-machines", "--fields="))
        .isEqualTo(
            new Seen(
                2,
                "",
                "fleetk: list-machines: there is no field ''; there are ip, machine, metadata\n"));
    assertThat(desk.types("list-unit-files", "--fields=tmachine").err())
        .isEqualTo("fleetk: list-unit-files: the field tmachine is called target now\n");
  }

  @Test
  void catsSeveralEachUnderItsName() {
    Seen seen = Desk.at(fleet(), home).types("cat", "web@{1,}", "hello");

    assertThat(seen.out())
        .isEqualTo(
            """
            # web@1.service
            [Service]
            ExecStart=/bin/sleep 3600

            # web@.service
            [Service]
            ExecStart=/bin/sleep 3600

            # hello.service
            [Unit]
            Description=Grüße

            [Service]
            ExecStart=/bin/sleep 3600
            """);
  }

  @Test
  void saysInOneLineWhatItCannotCat() {
    Desk desk = Desk.at(fleet(), home);

    assertThat(desk.types("cat", "helo", "hello"))
        .isEqualTo(
            new Seen(
                2,
                "",
                "fleetk: cat: the fleet does not have helo.service; did you mean 'hello.service'?\n"));
    assertThat(desk.types("cat", "db@*").err())
        .isEqualTo(
            "fleetk: cat: no unit of the fleet matches 'db@*.service'; 'fleetk list-unit-files'"
                + " lists them\n");
  }

  @Test
  void verifiesNothingAndSaysTheVersion() {
    Seen verify = Desk.alone(home).types("verify", "hello.service");

    assertThat(verify.exitCode()).isEqualTo(2);
    assertThat(verify.err())
        .isEqualTo(
            "fleetk: verify: hello.service is not verified: fleet's units are no longer signed;"
                + " 'fleetk lint FILE' tells what is wrong with one\n");
    assertThat(Desk.alone(home).types("version").out())
        .isEqualTo("fleetk version (not from a jar)\n");
  }
}
