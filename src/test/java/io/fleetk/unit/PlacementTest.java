package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  @Test
  void readsTheWholeSection() throws UnitParseException {
    Placement placement =
        placement(
            """
            MachineOf=a.service
            MachineOf=b.service
            MachineMetadata="role=master" "role=edge"
            MachineMetadata=zone=a
            Conflicts=x*.service  y.service
            Conflicts=%p@*.service
            """);

    assertThat(placement.machineId()).isEmpty();
    assertThat(placement.machineOf()).containsExactly("a.service", "b.service");
    assertThat(placement.metadata())
        .isEqualTo(Map.of("role", Set.of("master", "edge"), "zone", Set.of("a")));
    assertThat(placement.conflicts()).containsExactly("x*.service", "y.service", "web@*.service");
    assertThat(placement.global()).isFalse();
  }

  @Test
  void readsTheDeprecatedNames() throws UnitParseException {
    assertThat(
            placement(
                "X-ConditionMachineOf=a.service\nX-ConditionMachineMetadata=k=v\nX-Conflicts=c"))
        .satisfies(
            placement -> {
              assertThat(placement.machineOf()).containsExactly("a.service");
              assertThat(placement.metadata()).isEqualTo(Map.of("k", Set.of("v")));
              assertThat(placement.conflicts()).containsExactly("c");
            });
    assertThat(placement("X-ConditionMachineID=old\nX-ConditionMachineBootID=boot").machineId())
        .contains("old");
    assertThat(placement("X-ConditionMachineBootID=boot").machineId()).contains("boot");
    assertThat(placement("X-ConditionMachineID=old\nMachineID=new\nMachineID=newer").machineId())
        .contains("new");
  }

  @Test
  void passesOverMetadataThatIsNoPair() throws UnitParseException {
    assertThat(
            placement("MachineMetadata=role\nMachineMetadata==x\nMachineMetadata=a=b=c").metadata())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true,true", "Yes,true", "1,true", "ON,true", "t,true", "false,false", "y,false"})
  void takesFleetsWordsForTrue(String word, boolean global) throws UnitParseException {
    assertThat(placement("Global=no\nGlobal=" + word).global()).isEqualTo(global);
  }

  @Test
  void wantsOneValueForEveryKey() throws UnitParseException {
    Placement placement = placement("MachineMetadata=\"role=a\" \"role=b\"\nMachineMetadata=z=1");

    assertThat(placement.acceptsMetadata(Map.of("role", "b", "z", "1", "more", "x"))).isTrue();
    assertThat(placement.acceptsMetadata(Map.of("role", "b"))).isFalse();
    assertThat(placement.acceptsMetadata(Map.of("role", "c", "z", "1"))).isFalse();
  }

  @Test
  void knowsAMachineByItsShortIdToo() throws UnitParseException {
    String id = "0123456789abcdef0123456789abcdef";

    assertThat(placement("MachineID=" + id).acceptsMachineId(id)).isTrue();
    assertThat(placement("MachineID=01234567").acceptsMachineId(id)).isTrue();
    assertThat(placement("MachineID=0123").acceptsMachineId(id)).isFalse();
    assertThat(placement("").acceptsMachineId(id)).isTrue();
  }

  @Test
  void conflictsBothWaysButNeverWithItself() throws UnitParseException {
    UnitName one = UnitName.of("web@1.service");
    UnitName two = UnitName.of("web@2.service");
    UnitName other = UnitName.of("db.service");
    Placement ones = placement("Conflicts=web@*.service");
    Placement none = placement("");

    assertThat(Placement.conflict(one, ones, one, ones)).isFalse();
    assertThat(Placement.conflict(one, ones, two, none)).isTrue();
    assertThat(Placement.conflict(two, none, one, ones)).isTrue();
    assertThat(Placement.conflict(one, ones, other, none)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MachineID=a;MachineOf=b|MachineID cannot be used with Peers",
        "MachineID=a;Conflicts=b|MachineID cannot be used with Conflicts",
        "MachineID=a;Global=true|MachineID cannot be used with Global",
        "MachineID=a;Replaces=b|MachineID cannot be used with Replaces",
        "Global=true;MachineOf=b|Global cannot be used with Peers",
        "Global=true;Replaces=b|Global cannot be used with Replaces",
        "Conflicts=a;Replaces=b|Conflicts cannot be used with Replaces",
        "MachineOf=a1;Conflicts=a*"
            + "|unresolvable requirements: peer \"a1\" matches conflict \"a*\"",
        "MachineOf=a1;Replaces=a?|unresolvable requirements: peer \"a1\" matches replace \"a?\"",
      })
  void refusesCombinationsInFleetsWords(String options, String reason) throws UnitParseException {
    assertThat(placement(options.replace(';', '\n')).refusal()).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Global=true;Conflicts=b",
        "Global=true;MachineMetadata=a=b",
        "MachineOf=a;Conflicts=b",
        "MachineOf=a;Replaces=b",
        "Conflicts=web@*.service"
      })
  void allowsTheOthers(String options) throws UnitParseException {
    assertThat(placement(options.replace(';', '\n')).refusal()).isEmpty();
  }

  @Test
  void readsQuotedValuesAsFleetDoes() {
    assertThat(PlacementReader.quotedValues("\"a=b\" \"c d\"")).isEqualTo(List.of("a=b", "c d"));
    assertThat(PlacementReader.quotedValues("a b")).isEqualTo(List.of("a b"));
    assertThat(PlacementReader.quotedValues("\"a\"  \"b\"")).isEqualTo(List.of("a", "b"));
    assertThat(PlacementReader.quotedValues("\"a\" b")).isEqualTo(List.of("\"a\" b"));
  }

  private static Placement placement(String options) throws UnitParseException {
    return Placement.of(
        UnitName.of("web@1.service"), UnitFile.parse("[X-Fleet]\n" + options + "\n"));
  }
}
