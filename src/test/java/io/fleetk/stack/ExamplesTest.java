package io.fleetk.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Machine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the documentation can be applied as they are. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("src/site/examples");

  private static Machine machine(int number, Map<String, String> metadata) {
    return new Machine(
        "%032x".formatted(number), "10.0.0." + number, metadata, true, false, "", Optional.empty());
  }

  private static final List<Machine> MACHINES =
      List.of(
          machine(1, Map.of("role", "master", "disk", "ssd")),
          machine(2, Map.of("role", "master")),
          machine(3, Map.of("role", "master")),
          machine(4, Map.of("role", "node")),
          machine(5, Map.of("role", "edge")));

  @ParameterizedTest
  @ValueSource(strings = {"vulcand", "mesos", "app"})
  void examplesHaveNothingToComplainAbout(String name) throws StackException {
    for (List<Machine> machines : List.of(MACHINES, List.<Machine>of())) {
      Stack stack =
          StackRenderer.render(
              new StackSource(EXAMPLES.resolve(name), List.of(), List.of()), machines);

      assertThat(stack.name()).isEqualTo(name);
      assertThat(stack.warnings()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 2", "5, 3"})
  void mostMesosMastersMustAgree(int masters, int quorum) throws StackException {
    Stack stack =
        StackRenderer.render(
            new StackSource(EXAMPLES.resolve("mesos"), List.of(), List.of()),
            IntStream.rangeClosed(1, masters)
                .mapToObj(number -> machine(number, Map.of("role", "master")))
                .toList());

    assertThat(stack.unitsOf("mesos-master").getFirst().content().file().text())
        .contains("--quorum=%d ".formatted(quorum));
  }

  @Test
  void sidekicksStandByTheirInstances() throws StackException {
    Stack stack =
        StackRenderer.render(
            new StackSource(EXAMPLES.resolve("vulcand"), List.of(), List.of()), MACHINES);

    assertThat(stack.unitsOf("web-announce")).hasSize(3);
    assertThat(stack.dependencies("web-announce")).containsExactly("web");
  }

  @Test
  void kubernetesIsATenantBesideMesos() throws StackException {
    Stack stack =
        StackRenderer.render(
            new StackSource(
                Path.of("units"), List.of(EXAMPLES.resolve("mesos-kubernetes.yaml")), List.of()),
            MACHINES);

    assertThat(stack.warnings()).isEmpty();
    assertThat(stack.unitsOf("kubelet").getFirst().content().files().getFirst().text())
        .contains("systemReserved: {\"cpu\":\"2500m\",\"memory\":\"5Gi\"}");
  }
}
