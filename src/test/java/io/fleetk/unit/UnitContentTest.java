package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitContentTest {
  private static final String TEXT =
      """
      [Unit]
      Description=a
      Documentation=b
      After=c.service

      [Service]
      ExecStart=/bin/a

      [Install]
      WantedBy=multi-user.target

      [X-Fleet]
      Global=true

      [X-Fleetk]
      MaxUnavailable=1
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Description=a",
        "Documentation=b",
        "WantedBy=multi-user.target",
        "Global=true",
        "MaxUnavailable=1"
      })
  void doesNotRestartForWhatAProcessCannotFeel(String option) throws UnitParseException {
    UnitContent before = content(TEXT);
    UnitContent after = content(TEXT.replace(option, option + "x"));

    assertThat(after.runHash()).isEqualTo(before.runHash());
    assertThat(after.id()).isNotEqualTo(before.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"After=c.service", "ExecStart=/bin/a"})
  void restartsForWhatAProcessFeels(String option) throws UnitParseException {
    assertThat(content(TEXT.replace(option, option + "x")).runHash())
        .isNotEqualTo(content(TEXT).runHash());
  }

  @Test
  void doesNotRestartForCommentsOrForNewX() throws UnitParseException {
    assertThat(content("# c\n" + TEXT + "\n[X-Other]\nA=b\n").runHash())
        .isEqualTo(content(TEXT).runHash());
    assertThat(UnitContent.of(UnitFile.parse(TEXT).with(Policy.SECTION, "Stack", "s")).runHash())
        .isEqualTo(content(TEXT).runHash());
  }

  @Test
  void restartsForTheFilesItCarriesButNotForTheirOrder() throws UnitParseException {
    CarriedFile a = new CarriedFile("/etc/a", 0644, "a");
    CarriedFile b = new CarriedFile("/etc/b", 0644, "b");
    Hash both = content(TEXT, a, b).runHash();

    assertThat(content(TEXT, b, a).runHash()).isEqualTo(both);
    assertThat(content(TEXT, a).runHash()).isNotEqualTo(both);
    assertThat(content(TEXT, a, new CarriedFile("/etc/b", 0644, "c")).runHash()).isNotEqualTo(both);
    assertThat(content(TEXT, a, new CarriedFile("/etc/b", 0600, "b")).runHash()).isNotEqualTo(both);
    assertThat(content(TEXT, a, new CarriedFile("/etc/c", 0644, "b")).runHash()).isNotEqualTo(both);
  }

  @Test
  void restartsForAnotherVersionOfASecret() throws UnitParseException {
    CarriedSecret first = new CarriedSecret("/run/a", 0600, "app/key", 1);
    CarriedSecret other = new CarriedSecret("/run/b", 0600, "app/other", 1);
    UnitContent content = content(TEXT).with(List.of(first, other));

    assertThat(content.runHash()).isNotEqualTo(content(TEXT).runHash());
    assertThat(content.with(List.of(other, first)).runHash()).isEqualTo(content.runHash());
    for (CarriedSecret changed :
        List.of(
            new CarriedSecret("/run/a", 0600, "app/key", 2),
            new CarriedSecret("/run/a", 0640, "app/key", 1),
            new CarriedSecret("/run/a", 0600, "app/kez", 1),
            new CarriedSecret("/run/c", 0600, "app/key", 1))) {
      assertThat(content.with(List.of(changed, other)).runHash()).isNotEqualTo(content.runHash());
      assertThat(content.with(List.of(changed, other)).id()).isNotEqualTo(content.id());
    }
    assertThat(content.unitHash()).isEqualTo(content(TEXT).unitHash());
  }

  @Test
  void isKnownByItsUnitHashWhenItCarriesNothing() throws UnitParseException {
    assertThat(content(TEXT).id()).isEqualTo(UnitFile.parse(TEXT).hash());
    assertThat(content(TEXT, new CarriedFile("/a", 0644, "")).id())
        .isNotEqualTo(UnitFile.parse(TEXT).hash());
    assertThat(content(TEXT, new CarriedFile("/a", 0644, "")).unitHash())
        .isEqualTo(UnitFile.parse(TEXT).hash());
  }

  private static UnitContent content(String text, CarriedFile... files) throws UnitParseException {
    return new UnitContent(UnitFile.parse(text), List.of(files));
  }
}
