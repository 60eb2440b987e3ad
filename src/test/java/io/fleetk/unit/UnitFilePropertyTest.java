package io.fleetk.unit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UnitFilePropertyTest {
  @Property
  void printedOptionsAreReadBackGroupedBySection(@ForAll("optionLists") List<UnitOption> options)
      throws UnitParseException {
    List<UnitOption> grouped =
        options.stream()
            .collect(groupingBy(UnitOption::section, LinkedHashMap::new, toList()))
            .values()
            .stream()
            .flatMap(Collection::stream)
            .toList();

    assertThat(UnitFile.parse(new UnitFile(options).text()).options()).isEqualTo(grouped);
  }

  @Property
  void whatIsPrintedPrintsTheSameOnceRead(@ForAll("texts") String text) {
    UnitParser.Reading reading = UnitParser.read(text);
    if (!reading.complaints().isEmpty()) {
      return;
    }
    String printed =
        new UnitFile(reading.options().stream().map(UnitParser.Located::option).toList()).text();
    UnitParser.Reading again = UnitParser.read(printed);

    assertThat(again.complaints()).isEmpty();
    assertThat(
            new UnitFile(again.options().stream().map(UnitParser.Located::option).toList()).text())
        .isEqualTo(printed);
  }

  @Property
  void anyTextIsReadOrRefusedButNeverCrashes(@ForAll String text) {
    UnitParser.Reading reading = UnitParser.read(text);

    assertThat(reading.options()).allSatisfy(at -> assertThat(at.line()).isPositive());
    assertThat(Lint.of("any.service", UnitName.of("any.service"), text)).isNotNull();
  }

  @Property
  void readingWhatIsPrintedChangesNeitherTextNorHash(
      @ForAll("optionLists") List<UnitOption> options) throws UnitParseException {
    UnitFile printed = UnitFile.parse(new UnitFile(options).text());

    assertThat(printed.text()).isEqualTo(new UnitFile(options).text());
    assertThat(printed.hash()).isEqualTo(new UnitFile(options).hash());
  }

  @Provide
  Arbitrary<List<UnitOption>> optionLists() {
    Arbitrary<String> sections = Arbitraries.of("Unit", "Service", "X-Fleet", "X-Fleetk", "Größe");
    Arbitrary<String> names = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8);
    Arbitrary<String> word =
        Arbitraries.strings()
            .withCharRange('!', '~')
            .withChars('ä', '世')
            .ofMinLength(1)
            .ofMaxLength(12)
            .filter(value -> !value.endsWith("\\"));
    Arbitrary<String> values =
        word.list()
            .ofMaxSize(4)
            .flatMap(words -> Arbitraries.of(" ", " \\\n  ").map(gap -> String.join(gap, words)));
    return Combinators.combine(sections, names, values).as(UnitOption::new).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "[Unit]\n",
            "[Service]\n",
            "[Unit]  \n",
            "A=b\n",
            "A = b c\n",
            "Exec=/a \\\n  --b\n",
            "Exec=/a \\\n\n",
            "# comment\n",
            "; comment \\\n",
            "\n",
            "  \t\n",
            "Empty=\n",
            "A=b\r\n",
            "C=\\\n",
            "D=e=f \"g h\"\n",
            "# in a value \\\n",
            "[X-Fleet]\n")
        .list()
        .ofMaxSize(20)
        .map(lines -> String.join("", lines));
  }
}
