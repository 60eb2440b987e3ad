package io.fleetk.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.MaxUnavailable;
import io.fleetk.unit.UnitName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The stack that comes with fleetk. */
class KubernetesStackTest {
  private static final Path UNITS = Path.of("units");

  @Test
  void rendersForThreeMachines() throws StackException {
    Stack stack = render(List.of("role=master", "role=node", "role=node"));

    assertThat(stack.name()).isEqualTo("kubernetes");
    assertThat(stack.warnings()).isEmpty();
    assertThat(stack.units())
        .extracting(unit -> unit.name().text())
        .containsExactly(
            "flannel.service",
            "kube-apiserver@1.service",
            "kube-controller-manager@1.service",
            "kube-proxy.service",
            "kube-scheduler@1.service",
            "kubelet.service");
  }

  @Test
  void rendersForOneMachineThatIsBoth() throws StackException {
    Stack stack = render(List.of("role=all"), "masterMetadata=role=all,nodeMetadata=role=all");

    assertThat(stack.warnings()).isEmpty();
    assertThat(stack.units()).hasSize(6);
    assertThat(stack.units())
        .allSatisfy(
            unit -> assertThat(unit.placement().acceptsMetadata(Map.of("role", "all"))).isTrue());
  }

  @Test
  void runsOneOfEachControlPlaneComponentPerMaster() throws StackException {
    Stack stack = render(List.of("role=master", "role=master", "role=master"));

    for (String component :
        List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
      assertThat(stack.unitsOf(component))
          .hasSize(3)
          .allMatch(unit -> unit.policy().basis().isPresent())
          .allSatisfy(
              unit ->
                  assertThat(unit.policy().maxUnavailable())
                      .isEqualTo(new MaxUnavailable.Count(1)));
    }
    StackUnit one = stack.unit(UnitName.of("kube-apiserver@1.service")).orElseThrow();
    StackUnit two = stack.unit(UnitName.of("kube-apiserver@2.service")).orElseThrow();
    assertThat(
            io.fleetk.unit.Placement.conflict(
                one.name(), one.placement(), two.name(), two.placement()))
        .isTrue();
  }

  @Test
  void startsTheApiFirstAndTheNodesNetworkLast() throws StackException {
    Stack stack = render(List.of("role=master", "role=node"));

    assertThat(stack.dependencies("kube-apiserver")).isEmpty();
    assertThat(stack.dependencies("kube-controller-manager")).containsExactly("kube-apiserver");
    assertThat(stack.dependencies("kube-scheduler")).containsExactly("kube-apiserver");
    assertThat(stack.dependencies("kubelet")).containsExactly("kube-apiserver");
    assertThat(stack.dependencies("kube-proxy")).containsExactly("kubelet");
    assertThat(stack.dependencies("flannel")).containsExactly("kube-controller-manager", "kubelet");
  }

  @Test
  void keepsToWhatOldFleetsRead() throws StackException {
    for (StackUnit unit : render(List.of("role=master", "role=node")).units()) {
      assertThat(unit.content().file().text().lines())
          .allSatisfy(line -> assertThat(line.getBytes(UTF_8)).hasSizeLessThan(2048));
      assertThat(unit.policy().readiness().checks()).as(unit.name().text()).isNotEmpty();
      assertThat(unit.content().file().last("Service", "Restart")).contains("always");
      assertThat(unit.content().file().last("Service", "RestartSec")).contains("2");
      assertThat(unit.content().file().last("Unit", "StartLimitIntervalSec")).contains("0");
    }
  }

  @Test
  void rendersTheApiServersCommandLine() throws StackException {
    Stack stack =
        render(
            List.of("role=master"),
            "etcd.endpoints={https://10.0.0.1:2379,https://10.0.0.2:2379}",
            "kubernetes.version=v1.34.3");

    assertThat(
            stack
                .unit(UnitName.of("kube-apiserver@1.service"))
                .orElseThrow()
                .content()
                .file()
                .last("Service", "ExecStart")
                .orElseThrow())
        .startsWith(
            """
            /opt/kubernetes/v1.34.3/bin/kube-apiserver \\
              --etcd-servers=https://10.0.0.1:2379,https://10.0.0.2:2379 \\
              --etcd-cafile=/etc/kubernetes/pki/etcd-ca.crt \\
              --etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt \\
              --etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key \\
              --advertise-address=${FLEETK_PUBLIC_IP} \\
              --secure-port=6443 \\
            """)
        .endsWith("--allow-privileged=true");
  }

  @Test
  void leadsToTheFirstMasterUnlessToldOtherwise() throws StackException {
    assertThat(kubeconfig(render(List.of("role=node", "role=master", "role=master"))))
        .contains("server: https://10.0.0.2:6443\n")
        .startsWith("apiVersion: v1\n")
        .contains("client-key: /etc/kubernetes/pki/kube-proxy.key\n");
    assertThat(kubeconfig(render(List.of("role=master"), "apiServer=https://10.0.0.100:6443")))
        .contains("server: https://10.0.0.100:6443\n");
  }

  @Test
  void canBeReadWithoutAnyMachine() throws StackException {
    Stack stack = render(List.of());

    assertThat(stack.warnings()).isEmpty();
    assertThat(stack.components()).containsExactly("flannel", "kube-proxy", "kubelet");
    assertThat(kubeconfig(stack)).contains("server: https://127.0.0.1:6443\n");
  }

  @Test
  void carriesWellFormedYaml() throws Exception {
    for (StackUnit unit : render(List.of("role=master", "role=node")).units()) {
      for (CarriedFile carried : unit.content().files()) {
        assertThat(YamlDocument.parse(carried.path(), carried.text()).root())
            .as(carried.path())
            .isInstanceOf(Map.class);
      }
    }
  }

  private static String kubeconfig(Stack stack) {
    return stack.unitsOf("kube-proxy").getFirst().content().files().getFirst().text();
  }

  private static Stack render(List<String> metadata, String... sets) throws StackException {
    List<Machine> machines =
        IntStream.rangeClosed(1, metadata.size())
            .mapToObj(
                number ->
                    new Machine(
                        "%032x".formatted(number),
                        "10.0.0." + number,
                        Map.of("role", metadata.get(number - 1).substring("role=".length())),
                        true,
                        false,
                        "",
                        Optional.empty()))
            .toList();
    return StackRenderer.render(new StackSource(UNITS, List.of(), List.of(sets)), machines);
  }
}
