package io.fleetk.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineListTest {
  @TempDir private Path temporary;

  @Test
  void readsMachines() throws Exception {
    assertThat(
            MachineList.read(
                write(
                    """
                    - id: aaaa
                      ip: 10.0.0.1
                      metadata: &master {role: master, rack: 7}
                    - {id: "0123", ip: 10.0.0.2, metadata: *master}
                    - {id: bbbb, ip: 10.0.0.3}
                    """)))
        .extracting(Machine::id, Machine::address, Machine::metadata)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "aaaa", "10.0.0.1", Map.of("role", "master", "rack", "7")),
            org.assertj.core.groups.Tuple.tuple(
                "0123", "10.0.0.2", Map.of("role", "master", "rack", "7")),
            org.assertj.core.groups.Tuple.tuple("bbbb", "10.0.0.3", Map.of()));
  }

  @Test
  void namesEveryProblem() throws Exception {
    List<Finding> findings =
        refusal(
            """
            - {id: a, ip: 1.1.1.1, meta: {}}
            - {id: a, ip: 1.1.1.2}
            - {id: 12345678, ip: 1.1.1.3}
            - {ip: 1.1.1.4}
            - host
            - {id: e, ip: 1.1.1.5, metadata: [role]}
            - {id: a b, ip: 1.1.1.6}
            """);

    assertThat(findings).extracting(Finding::line).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(findings.get(2).suggestion()).contains("quotes");
  }

  @Test
  void refusesAnythingButAList() throws Exception {
    assertThat(refusal("id: a\n")).singleElement().asString().contains("no list of machines");
    assertThat(refusal("")).singleElement().asString().contains("no list of machines");
    assertThat(refusal("- {id: [\n")).singleElement().asString().contains("not YAML");
  }

  private List<Finding> refusal(String text) throws IOException {
    Path file = write(text);
    return catchThrowableOfType(StackException.class, () -> MachineList.read(file)).findings();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(temporary.resolve("machines.yaml"), text);
  }
}
