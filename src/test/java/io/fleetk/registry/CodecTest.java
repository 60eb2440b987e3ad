package io.fleetk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.store.Entry;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Values as they stand in the store: other versions of fleetk read and write them too. */
class CodecTest {
  private static final Hash ONE = Hash.of("one");
  private static final Hash TWO = Hash.of("two");

  private static <T> T read(String json, Class<T> type) {
    return Codec.read(new Entry("/fleetk/some/key", json, 1, 1, 0), type);
  }

  private static <T> void assertComesBack(T value, Class<T> type) {
    assertThat(read(Codec.write(value), type)).isEqualTo(value);
  }

  @Test
  void writesAUnitRecordInTheWordsOfTheFleetApi() {
    Stored.Unit unit =
        new Stored.Unit(ONE, TWO, DesiredState.LAUNCHED, Optional.of("kubernetes"), 3, true);

    assertThat(Codec.write(unit))
        .isEqualTo(
            """
            {"contentId":"%s","runHash":"%s","desiredState":"launched","stack":"kubernetes",\
            "generation":3,"held":true}"""
                .formatted(ONE, TWO));
    assertComesBack(unit, Stored.Unit.class);
  }

  @Test
  void aFieldThatAnOlderFleetkDidNotWriteReadsAsEmpty() {
    String old =
        "{\"contentId\":\"%s\",\"runHash\":\"%s\",\"desiredState\":\"loaded\"}".formatted(ONE, TWO);

    assertThat(read(old, Stored.Unit.class))
        .isEqualTo(new Stored.Unit(ONE, TWO, DesiredState.LOADED, Optional.empty(), 0, false));
    assertThat(read("{}", Stored.Member.class))
        .isEqualTo(new Stored.Member("", Map.of(), false, "", Optional.empty()));
    assertThat(read("{}", Stored.Metadata.class)).isEqualTo(Stored.Metadata.NONE);
  }

  @Test
  void aFieldThatANewerFleetkWroteIsPassedOver() {
    assertThat(read("{\"reason\":\"no machine\",\"since\":1}", Stored.Pending.class))
        .isEqualTo(new Stored.Pending("no machine"));
  }

  @Test
  void contentsComeBackToTheLetter() {
    UnitFile file =
        new UnitFile(
            List.of(
                new UnitOption("Service", "ExecStart", "/bin/sh -c \"echo \\\n  Grüße $$HOME\""),
                new UnitOption("Unit", "Description", "")));
    UnitContent content =
        new UnitContent(file, List.of(new CarriedFile("/etc/a.yaml", 0640, "a: 1\n")));

    assertComesBack(content, UnitContent.class);
    assertComesBack(
        content.with(List.of(new CarriedSecret("/run/a.key", 0600, "app/key", 3))),
        UnitContent.class);
  }

  @Test
  void aContentThatWasStoredBeforeThereWereSecretsHasNone() {
    assertThat(read("{\"file\":{\"options\":[]},\"files\":[]}", UnitContent.class))
        .isEqualTo(UnitContent.of(new UnitFile(List.of())));
  }

  @Test
  void statusesAndMembersComeBack() {
    assertComesBack(
        new UnitStatus(
            UnitName.of("a.service"),
            "m1",
            Optional.of(ONE),
            Optional.empty(),
            2,
            "loaded",
            "active",
            "running",
            Optional.of(Instant.parse("2026-01-02T03:04:05.678Z")),
            1,
            "success",
            0,
            true,
            "running"),
        UnitStatus.class);
    assertComesBack(
        new Stored.Member(
            "10.0.0.1", Map.of("role", "node"), true, "1.0", Optional.of(Instant.EPOCH)),
        Stored.Member.class);
    assertComesBack(new Stored.Metadata(Map.of("a", "b"), Set.of("c")), Stored.Metadata.class);
  }

  @Test
  void aValueThatIsNotFleetksIsNamed() {
    assertThatThrownBy(() -> read("<html>", Stored.Unit.class))
        .isInstanceOf(FleetUnreachableException.class)
        .hasMessageContaining("/fleetk/some/key")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> read("{}", Stored.Unit.class))
        .isInstanceOf(FleetUnreachableException.class);
  }
}
