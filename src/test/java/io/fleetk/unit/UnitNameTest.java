package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo.service",
        "foo@.service",
        "foo@1.service",
        "foo@a@b.service",
        "a:b-c_d.e\\x2d.mount",
        "foo.bar.timer",
        "x.busname",
        "x.snapshot"
      })
  void takesWhatFleetTakes(String name) {
    assertThat(UnitName.problemWith(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|unit name cannot be empty",
        "foo|unit name must contain \".\"",
        "foo.|unit name cannot end in \".\"",
        "foo.conf|invalid unit type: \"conf\"",
        "foo@1.mount|invalid unit type for template: \"mount\"",
        "../../etc/passwd.service|invalid character '/' in unit name",
        "a b.service|invalid character ' ' in unit name",
        "größe.service|invalid character 'ö' in unit name",
        "🚀.service|invalid character '🚀' in unit name",
        "@1.service|unit name cannot start in \"@\"",
        ".service|unit name cannot start in \".\"",
      })
  void refusesInFleetsWords(String name, String problem) {
    assertThat(UnitName.problemWith(name)).contains(problem);
    assertThatIllegalArgumentException().isThrownBy(() -> UnitName.of(name)).withMessage(problem);
  }

  @Test
  void takesAsManyLettersAsSystemdDoes() {
    assertThat(UnitName.problemWith("a".repeat(247) + ".service")).isEmpty();
    assertThat(UnitName.problemWith("a".repeat(248) + ".service")).isPresent();
  }

  @Test
  void takesNamesApart() {
    UnitName instance = UnitName.of("foo@bar.waldo.service");

    assertThat(instance.type()).isEqualTo("service");
    assertThat(instance.stem()).isEqualTo("foo@bar.waldo");
    assertThat(instance.prefix()).isEqualTo("foo");
    assertThat(instance.instance()).isEqualTo("bar.waldo");
    assertThat(instance.isInstance()).isTrue();
    assertThat(instance.isTemplate()).isFalse();
    assertThat(instance.template()).contains(UnitName.of("foo@.service"));
    assertThat(instance.component()).isEqualTo("foo");
    assertThat(UnitName.of("foo@1.timer").component()).isEqualTo("foo.timer");
    assertThat(UnitName.of("foo.service").template()).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> UnitName.of("foo.service").withInstance("1"));
  }

  @Test
  void putsSpecifiersIn() {
    assertThat(UnitName.of("foo@bar.service").expand("%n %N %p %i %m"))
        .isEqualTo("foo@bar.service foo@bar foo bar %m");
  }

  @Property
  void anInstanceKnowsItsTemplate(
      @ForAll @AlphaChars @StringLength(min = 1, max = 20) String prefix,
      @ForAll @CharRange(from = '0', to = '9') @StringLength(min = 1, max = 5) String instance) {
    UnitName template = UnitName.of(prefix + "@.service");

    assertThat(template.withInstance(instance).template()).contains(template);
    assertThat(template.withInstance(instance).component()).isEqualTo(template.component());
  }

  @Property
  void anyTextIsANameOrRefused(@ForAll String text) {
    if (UnitName.problemWith(text).isEmpty()) {
      assertThat(UnitName.of(text).stem() + "." + UnitName.of(text).type()).isEqualTo(text);
    }
  }
}
