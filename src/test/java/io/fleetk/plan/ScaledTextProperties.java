package io.fleetk.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What scaling writes into a text, whatever the text. */
class ScaledTextProperties {
  private static final UnitName UNIT = UnitName.of("web@1.service");

  @Provide
  Arbitrary<List<UnitOption>> options() {
    return Arbitraries.of(
            new UnitOption("Service", "ExecStart", "/bin/web"),
            new UnitOption("X-Fleetk", "MaxUnavailable", "2"),
            new UnitOption("X-Fleetk", "Stack", "site"),
            new UnitOption("X-Fleetk", "Instances", ""),
            new UnitOption("X-Fleet", "Conflicts", "web@*"),
            new UnitOption("Unit", "After", "store.service"))
        .list()
        .ofMaxSize(8);
  }

  @Property(tries = 300)
  void holdsTheNumberIsFeltByNobodyAndGoesBack(
      @ForAll("options") List<UnitOption> before,
      @ForAll("options") List<UnitOption> after,
      @ForAll @IntRange(max = 12) int directory,
      @ForAll @IntRange(max = 12) int first,
      @ForAll @IntRange(max = 12) int second) {
    UnitFile file = file(before, directory, after);

    UnitFile once = ScaledText.of(file).orElseThrow().with(first);
    UnitFile twice = ScaledText.of(once).orElseThrow().with(second);
    UnitFile back = ScaledText.of(twice).orElseThrow().with(directory);

    assertThat(Policy.of(UNIT, twice).instances()).hasValue(second);
    assertThat(Policy.of(UNIT, twice).scaledFrom().isPresent()).isEqualTo(second != directory);
    assertThat(UnitContent.of(twice).runHash()).isEqualTo(UnitContent.of(file).runHash());
    assertThat(ScaledText.unnumbered(twice)).isEqualTo(ScaledText.unnumbered(file));
    assertThat(back.text()).isEqualTo(file.text());
  }

  /** A file in which the number counts: nothing empties it afterwards. */
  private static UnitFile file(List<UnitOption> before, int directory, List<UnitOption> after) {
    List<UnitOption> options = new ArrayList<>(before);
    options.add(new UnitOption("X-Fleetk", "Instances", Integer.toString(directory)));
    after.stream().filter(option -> !option.value().isEmpty()).forEach(options::add);
    return new UnitFile(options);
  }
}
