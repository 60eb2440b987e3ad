package io.fleetk.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import io.fleetk.unit.UnitParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoweredFilesTest {
  private static final UnitName NAME = UnitName.of("a.service");
  private static final UnitFile SERVICE =
      new UnitFile(
          List.of(
              new UnitOption("Unit", "After", "b.service"),
              new UnitOption("Service", "ExecStartPre", "/bin/own"),
              new UnitOption("Service", "ExecStart", "/bin/a")));

  private static UnitContent carrying(CarriedFile... files) {
    return new UnitContent(SERVICE, List.of(files));
  }

  @Test
  void leavesAUnitWithoutFilesAlone() {
    assertThat(LoweredFiles.lower(NAME, UnitContent.of(SERVICE))).isEqualTo(SERVICE);
  }

  @Test
  void deliversBeforeAnythingOfTheUnitsOwn() {
    List<String> lines =
        LoweredFiles.lower(
                NAME,
                carrying(
                    new CarriedFile("/etc/a", 0640, "A"), new CarriedFile("/etc/b", 0600, "B")))
            .values("Service", "ExecStartPre");

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("+/bin/sh -c '").contains("chmod 0640", "/etc/a");
    assertThat(lines.get(1)).startsWith("+/bin/sh -c '").contains("chmod 0600", "/etc/b");
    assertThat(lines.get(2)).isEqualTo("/bin/own");
  }

  @Test
  void deliversBehindWhatEmptiesTheList() {
    UnitFile emptied =
        new UnitFile(
            List.of(
                new UnitOption("Service", "ExecStartPre", ""),
                new UnitOption("Service", "ExecStart", "/bin/a")));
    UnitContent content = new UnitContent(emptied, List.of(new CarriedFile("/etc/a", 0644, "A")));

    UnitFile lowered = LoweredFiles.lower(NAME, content);

    assertThat(lowered.values("Service", "ExecStartPre").getFirst()).isEmpty();
    assertThat(LoweredFiles.raise(NAME, lowered)).isEqualTo(content);
  }

  @Test
  void keepsToLinesThatGoSystemdReads() throws UnitParseException {
    UnitFile lowered =
        LoweredFiles.lower(NAME, carrying(new CarriedFile("/etc/a", 0644, "ü".repeat(20_000))));

    assertThat(lowered.text().lines())
        .allMatch(line -> line.getBytes(UTF_8).length <= 2047)
        .hasSizeGreaterThan(20);
    assertThat(UnitFile.parse(lowered.text())).isEqualTo(lowered);
  }

  @Property
  void raisesWhatItLowered(
      @ForAll @StringLength(max = 5000) String text,
      @ForAll @Chars({'/', '%', '$', '"', '\\', '\'', ' ', 'a', '+', 'ü'}) @StringLength(max = 30)
          String name) {
    String sound = new String(text.getBytes(UTF_8), UTF_8);
    UnitContent content = carrying(new CarriedFile("/" + name, 0640, sound));

    assertThat(LoweredFiles.raise(NAME, LoweredFiles.lower(NAME, content))).isEqualTo(content);
  }

  @Test
  void leavesALineThatSomebodyElseWroteAsItIs() {
    UnitFile foreign = SERVICE.with("Service", "ExecStartPre", "+/bin/sh -c 'true' /etc/a");
    assertThat(LoweredFiles.raise(NAME, foreign)).isEqualTo(UnitContent.of(foreign));

    UnitFile moved =
        new UnitFile(
            LoweredFiles.lower(NAME, carrying(new CarriedFile("/etc/a", 0644, "A")))
                .options()
                .reversed());
    assertThat(LoweredFiles.raise(NAME, moved)).isEqualTo(UnitContent.of(moved));
  }

  @Test
  void refusesWhatCannotBeDelivered() {
    CarriedFile file = new CarriedFile("/etc/a", 0644, "A");
    assertThatThrownBy(() -> LoweredFiles.lower(UnitName.of("a.timer"), carrying(file)))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("a.timer carries files")
        .hasMessageContaining("services only");
    assertThatThrownBy(
            () ->
                LoweredFiles.lower(
                    NAME, carrying(new CarriedFile("/etc/a", 0644, "x".repeat(600_000)))))
        .hasMessageContaining("/etc/a of 600000 bytes");
    assertThatThrownBy(
            () ->
                LoweredFiles.lower(
                    NAME, carrying(new CarriedFile("/" + "x".repeat(3000), 0644, "A"))))
        .hasMessageContaining("use a shorter one");
  }

  @Test
  void refusesSecretsThatTheFileNamesWhetherOrNotTheyHaveVersions() {
    UnitFile naming = SERVICE.with("X-Fleetk", "Secret", "/run/a/key app/key");

    assertThatThrownBy(() -> LoweredFiles.lower(NAME, UnitContent.of(naming)))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageStartingWith("a.service names secrets, which a fleet without fleetk's");
    UnitFile none = SERVICE.with("X-Fleetk", "Secret", "");
    assertThat(LoweredFiles.lower(NAME, UnitContent.of(none))).isEqualTo(none);
  }

  @Test
  void readsAUnitWithSecretsThatSomebodyElsePut() {
    UnitContent carrying = carrying(new CarriedFile("/etc/a", 0644, "A"));
    UnitFile theirs =
        LoweredFiles.lower(NAME, carrying).with("X-Fleetk", "Secret", "/run/a/key app/key");

    assertThat(LoweredFiles.raise(NAME, theirs).files()).isEqualTo(carrying.files());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain\n", "%s %% $HOME $$ 'quoted' \"twice\" \\ back\n\ttab ü\n"})
  void runsAsSystemdWouldRunIt(String text, @TempDir Path directory) throws Exception {
    Path target = directory.resolve("new/100% $odd \"na\\me\"");
    String line =
        LoweredFiles.lower(NAME, carrying(new CarriedFile(target.toString(), 0640, text)))
            .values("Service", "ExecStartPre")
            .getFirst();

    Process process = new ProcessBuilder(words(line)).redirectErrorStream(true).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue())
        .as(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isZero();
    assertThat(target).hasContent(text);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-r-----");
    assertThat(filesBeside(target)).containsExactly(target);
  }

  private static List<Path> filesBeside(Path file) throws IOException {
    try (var files = Files.list(file.getParent())) {
      return files.toList();
    }
  }

  /** A command line as systemd.service(5) takes it apart: quotes, specifiers, variables. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word =
        Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|\\S+")
            .matcher(line.substring(1).replace("\\\n", " "));
    while (word.find()) {
      String text =
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2).replaceAll("\\\\(.)", "$1") : word.group();
      words.add(text.replace("%%", "%").replace("$$", "$"));
    }
    return words;
  }
}
