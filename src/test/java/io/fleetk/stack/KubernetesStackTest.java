package io.fleetk.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetk.fleet.Machine;
import io.fleetk.pki.ClusterNames;
import io.fleetk.pki.Initialization;
import io.fleetk.pki.InitializationRequest;
import io.fleetk.pki.InitializationRequest.Extra;
import io.fleetk.pki.KeyType;
import io.fleetk.pki.Lifetimes;
import io.fleetk.pki.Made;
import io.fleetk.pki.PkiFolder;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.Finding;
import io.fleetk.unit.MaxUnavailable;
import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy.SecretSpec;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stack that comes with fleetk. */
class KubernetesStackTest {
  private static final Path UNITS = Path.of("units");
  private static final List<String> ONE_OF_EACH = List.of("role=master", "role=node");

  @Test
  void rendersForThreeMachines() throws StackException {
    Stack stack = render(List.of("role=master", "role=node", "role=node"));

    assertThat(stack.name()).isEqualTo("kubernetes");
    assertThat(stack.warnings()).isEmpty();
    assertThat(stack.units())
        .extracting(unit -> unit.name().text())
        .containsExactly(
            "containerd.service",
            "flannel.service",
            "kube-apiserver@1.service",
            "kube-balancer.service",
            "kube-controller-manager@1.service",
            "kube-proxy.service",
            "kube-scheduler@1.service",
            "kubelet.service",
            "kubernetes-objects.service",
            "master-programs.service",
            "node-programs.service");
  }

  @Test
  void rendersForOneMachineThatIsBoth() throws StackException {
    Stack stack = render(List.of("role=all"), "masterMetadata=role=all,nodeMetadata=role=all");

    assertThat(stack.warnings()).isEmpty();
    assertThat(stack.units()).hasSize(11);
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
    assertThat(Placement.conflict(one.name(), one.placement(), two.name(), two.placement()))
        .isTrue();
  }

  @Test
  void startsEachComponentAfterWhatItNeeds() throws StackException {
    Stack stack = render(ONE_OF_EACH);

    assertThat(stack.dependencies("kube-apiserver")).containsExactly("master-programs");
    assertThat(stack.dependencies("kubernetes-objects"))
        .containsExactlyInAnyOrder("kube-balancer", "master-programs");
    assertThat(stack.dependencies("kube-controller-manager"))
        .containsExactlyInAnyOrder("kube-apiserver", "kube-balancer", "master-programs");
    assertThat(stack.dependencies("kubelet"))
        .containsExactlyInAnyOrder(
            "containerd", "kube-apiserver", "kube-balancer", "kubernetes-objects", "node-programs");
    assertThat(stack.dependencies("flannel"))
        .containsExactlyInAnyOrder(
            "kube-balancer", "kube-controller-manager", "kubernetes-objects", "node-programs");
  }

  @Test
  void givesNodesTheirSubnetsByTheApiAndNoKeyOfEtcd() throws StackException {
    Stack stack = render(ONE_OF_EACH);

    assertThat(secretsOf(stack, "flannel")).noneMatch(secret -> secret.contains("etcd"));
    assertThat(command(stack, "flannel.service"))
        .contains("--kube-subnet-mgr", "--kubeconfig-file=/etc/kubernetes/flannel.kubeconfig")
        .doesNotContain("--etcd");
    assertThat(command(stack, "kube-controller-manager@1.service"))
        .contains("--allocate-node-cidrs=true", "--cluster-cidr=10.244.0.0/16");
    assertThat(file(stack, "kubernetes-objects.service", "objects.yaml"))
        .contains("name: fleetk:flannel");
    assertThat(stack.unitsOf("flannel").getFirst().content().file().text())
        .contains("flannel-node /run/kubernetes/pki https://127.0.0.1:6444 /run/flannel/node.env\n")
        .contains("EnvironmentFile=-/run/flannel/node.env\n")
        .contains("ReadyFile=/run/flannel/subnet.env\n");
  }

  @Test
  void takesSubnetsFromEtcdWhenToldTo() throws StackException {
    Stack stack = render(ONE_OF_EACH, "flannel.subnets=etcd");

    assertThat(stack.dependencies("flannel")).containsExactly("node-programs");
    assertThat(secretsOf(stack, "flannel")).contains("kubernetes/flannel-etcd-client.key");
    assertThat(command(stack, "flannel.service"))
        .contains("--etcd-prefix=/coreos.com/network")
        .doesNotContain("--kube");
    assertThat(command(stack, "kube-controller-manager@1.service"))
        .doesNotContain("--allocate-node-cidrs");
    assertThat(file(stack, "kubernetes-objects.service", "objects.yaml"))
        .doesNotContain("fleetk:flannel");
  }

  @Test
  void balancesTheApiOnEveryMachineBeforeAnythingElseIsThere() throws StackException {
    Stack stack = render(List.of("role=master", "role=node"));
    StackUnit balancer = stack.unit(UnitName.of("kube-balancer.service")).orElseThrow();

    assertThat(stack.dependencies("kube-balancer")).isEmpty();
    assertThat(balancer.placement().acceptsMetadata(Map.of("role", "master"))).isTrue();
    assertThat(balancer.placement().acceptsMetadata(Map.of("role", "node"))).isTrue();
    assertThat(balancer.placement().acceptsMetadata(Map.of("role", "other"))).isFalse();
    assertThat(balancer.content().file().last("Service", "ExecStart").orElseThrow())
        .contains("--component kube-apiserver")
        .contains("--listen 127.0.0.1:6444");
  }

  @Test
  void leadsWhereItIsToldInsteadOfToTheBalancer() throws StackException {
    assertThat(file(render(ONE_OF_EACH), "kube-proxy.service", "kube-proxy.kubeconfig"))
        .contains("server: https://127.0.0.1:6444\n")
        .contains("client-key: /run/kubernetes/pki/kube-proxy.key\n");

    Stack stack = render(ONE_OF_EACH, "apiServer=https://10.0.0.100:6443");

    assertThat(stack.components()).doesNotContain("kube-balancer");
    assertThat(file(stack, "kube-proxy.service", "kube-proxy.kubeconfig"))
        .contains("server: https://10.0.0.100:6443\n");
    assertThat(stack.unitsOf("kubelet").getFirst().content().file().text())
        .contains("node-ready /run/kubernetes/pki/ca.crt https://10.0.0.100:6443\n")
        .contains("kubelet-prepare https://10.0.0.100:6443 /run/kubernetes/pki/ca.crt\n");
  }

  @Test
  void leavesOutWhatOthersSeeTo() throws StackException {
    Stack stack = render(ONE_OF_EACH, "containerd.run=false", "objects=false");

    assertThat(stack.components()).doesNotContain("containerd", "kubernetes-objects");
    assertThat(stack.dependencies("kubelet")).doesNotContain("containerd");
    assertThat(render(ONE_OF_EACH, "secrets=false").units())
        .allMatch(unit -> unit.policy().secrets().isEmpty());
  }

  @Test
  void keepsToWhatOldFleetsRead() throws StackException {
    for (StackUnit unit : render(ONE_OF_EACH).units()) {
      UnitFile file = unit.content().file();
      boolean ends = file.last("Service", "Type").equals(Optional.of("oneshot"));
      assertThat(file.text().lines())
          .allSatisfy(line -> assertThat(line.getBytes(UTF_8)).hasSizeLessThan(2048));
      assertThat(unit.policy().readiness().checks().isEmpty())
          .as(unit.name().text())
          .isEqualTo(ends);
      assertThat(file.last("Service", "Restart")).contains(ends ? "on-failure" : "always");
      assertThat(file.last("Unit", "StartLimitIntervalSec")).contains("0");
    }
  }

  @Test
  void rendersTheApiServersCommandLine() throws StackException {
    Stack stack =
        render(
            List.of("role=master"),
            "etcd.endpoints={https://10.0.0.1:2379,https://10.0.0.2:2379}",
            "kubernetes.version=v1.34.3",
            "apiserver.flags.v=2",
            "apiserver.flags.runtime-config={a=true,b=false}",
            "apiserver.featureGates.One=true",
            "apiserver.featureGates.Two=false");

    assertThat(command(stack, "kube-apiserver@1.service"))
        .startsWith(
            """
            /opt/kubernetes/v1.34.3/bin/kube-apiserver \\
              --etcd-servers=https://10.0.0.1:2379,https://10.0.0.2:2379 \\
              --etcd-cafile=/run/kubernetes/pki/etcd/ca.crt \\
              --etcd-certfile=/run/kubernetes/pki/apiserver-etcd-client.crt \\
              --etcd-keyfile=/run/kubernetes/pki/apiserver-etcd-client.key \\
              --advertise-address=${FLEETK_PUBLIC_IP} \\
              --secure-port=6443 \\
            """)
        .endsWith(
            """
              --feature-gates=One=true,Two=false \\
              --allow-privileged=true \\
              "--v=2" \\
              "--runtime-config=a=true" \\
              "--runtime-config=b=false\""""
                .indent(2)
                .stripTrailing())
        .doesNotContain("encryption", "audit");
  }

  @ParameterizedTest
  @CsvSource({
    "apiserver,         kube-apiserver@1",
    "controllerManager, kube-controller-manager@1",
    "scheduler,         kube-scheduler@1",
    "kubelet,           kubelet",
    "kubeProxy,         kube-proxy",
    "flannel,           flannel",
  })
  void putsFlagsOfTheUserLast(String component, String unit) throws StackException {
    Stack stack = render(ONE_OF_EACH, component + ".flags.own={a,b}");

    assertThat(command(stack, unit + ".service")).endsWith(" \\\n  \"--own=a\" \\\n  \"--own=b\"");
    assertThat(command(render(ONE_OF_EACH), unit + ".service")).doesNotEndWith("\\");
  }

  @Test
  void theControllerManagerSignsByACertificateAloneAndTrustsAllOfTheAuthoritys()
      throws StackException {
    assertThat(command(render(ONE_OF_EACH), "kube-controller-manager@1.service"))
        .contains(
            "--client-ca-file=/run/kubernetes/pki/ca.crt",
            "--root-ca-file=/run/kubernetes/pki/ca.crt",
            "--cluster-signing-cert-file=/run/kubernetes/pki/ca-signing.crt");
  }

  @Test
  void encryptsAndAuditsWhenToldTo() throws StackException {
    Stack stack = render(ONE_OF_EACH, "apiserver.encryption=true,apiserver.audit=true");

    assertThat(command(stack, "kube-apiserver@1.service"))
        .contains("--encryption-provider-config=/run/kubernetes/pki/encryption-config.yaml")
        .contains("--audit-policy-file=/etc/kubernetes/audit-policy.yaml");
    assertThat(
            stack
                .unitsOf("kube-apiserver")
                .getFirst()
                .content()
                .file()
                .last("Service", "LogsDirectory"))
        .contains("kubernetes");
  }

  @ParameterizedTest
  @CsvSource({
    "v1.21.2,  kube-controller-manager@1, --port=0,                     true",
    "v1.22.0,  kube-controller-manager@1, --port=0,                     false",
    "v1.22.17, kube-scheduler@1,          --port=0,                     true",
    "v1.23.0,  kube-scheduler@1,          --port=0,                     false",
    "v1.23.17, kubelet,                   --container-runtime=remote,   true",
    "v1.24.0,  kubelet,                   --container-runtime=remote,   false",
    "v1.26.15, kubelet,                   --container-runtime-endpoint, true",
    "v1.27.0,  kubelet,                   --container-runtime-endpoint, false",
    "v1.34.9,  kubelet,                   --pod-infra-container-image,  true",
    "v1.35.0,  kubelet,                   --pod-infra-container-image,  false",
    "v1.33.9,  kube-apiserver@1,          --authentication-config,      false",
    "v1.34.0,  kube-apiserver@1,          --authentication-config,      true",
  })
  void choosesFlagsByTheRelease(String version, String unit, String flag, boolean has)
      throws StackException {
    String command =
        command(render(ONE_OF_EACH, "kubernetes.version=" + version), unit + ".service");

    assertThat(command.contains(flag + " ") || command.contains(flag + "=")).isEqualTo(has);
  }

  @Test
  void givesTheRuntimesSocketToEveryKubelet() throws StackException {
    for (int minor = 21; minor <= 37; minor++) {
      Stack stack = render(ONE_OF_EACH, "kubernetes.version=v1.%d.1".formatted(minor));
      String all =
          command(stack, "kubelet.service") + file(stack, "kubelet.service", "kubelet.yaml");
      assertThat(all).as("1.%d", minor).containsOnlyOnce("unix:///run/containerd/containerd.sock");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.20.15", "v1.38.0-alpha.1", "latest"})
  void refusesReleasesThatItDoesNotKnow(String version) {
    StackException refused =
        catchThrowableOfType(
            StackException.class, () -> render(ONE_OF_EACH, "kubernetes.version=" + version));

    assertThat(refused.findings())
        .extracting(Finding::toString)
        .anyMatch(
            line -> line.startsWith("units/kube-apiserver@.service.peb:") && line.contains(version))
        .noneMatch(line -> line.contains("no component"));
  }

  @Test
  void takesProgramsFromElsewhereOnlyWithTheirSum() throws StackException {
    StackException refused =
        catchThrowableOfType(
            StackException.class, () -> render(ONE_OF_EACH, "flannel.from=https://x.example"));
    assertThat(refused.findings())
        .extracting(Finding::reason)
        .anyMatch(reason -> reason.startsWith("flannel.sha256.flanneld is not given"));

    Stack stack =
        render(
            ONE_OF_EACH, "flannel.from=https://x.example/VERSION", "flannel.sha256.flanneld=ab12");

    assertThat(stack.unitsOf("node-programs").getFirst().content().file().text())
        .contains(
            "fetch-program flanneld \"ab12\" \"https://x.example/v0.27.4\" /opt/flannel/v0.27.4/bin");
  }

  @ParameterizedTest
  @CsvSource({
    "kube-apiserver@1,          kubernetes, kube-apiserver",
    "kube-controller-manager@1, kubernetes, kube-controller-manager",
    "kube-scheduler@1,          kubernetes, kube-scheduler",
    "kubelet,                   kubernetes, kubelet",
    "kube-proxy,                kubernetes, kube-proxy",
    "flannel,                   flannel,    flanneld",
  })
  void startsNoProgramWithAnotherSum(String unit, String group, String program)
      throws StackException {
    UnitName name = UnitName.of(unit + ".service");
    UnitContent checked =
        render(ONE_OF_EACH, "%s.sha256.%s=ab12".formatted(group, program))
            .unit(name)
            .orElseThrow()
            .content();

    assertThat(checked.file().text())
        .containsPattern(
            "\nExecStartPre=/etc/kubernetes/fetch-program %s \"ab12\" \"\" /opt/%s/v[0-9.]+/bin\n"
                .formatted(program, group));
    assertThat(checked.files())
        .extracting(CarriedFile::path)
        .contains("/etc/kubernetes/fetch-program");
    assertThat(render(ONE_OF_EACH).unit(name).orElseThrow().content().file().text())
        .doesNotContain("fetch-program");
  }

  @Test
  void mayListenWhereItIsTold() throws StackException {
    assertThat(capabilities("v1.34.2", "kube-apiserver@1")).isEqualTo("CAP_NET_BIND_SERVICE");
    assertThat(capabilities("v1.23.1", "kube-proxy")).endsWith(" CAP_NET_BIND_SERVICE");
    assertThat(capabilities("v1.24.0", "kube-proxy")).doesNotContain("BIND");
  }

  private static String capabilities(String version, String unit) throws StackException {
    return render(ONE_OF_EACH, "kubernetes.version=" + version)
        .unit(UnitName.of(unit + ".service"))
        .orElseThrow()
        .content()
        .file()
        .last("Service", "CapabilityBoundingSet")
        .orElseThrow();
  }

  @Test
  void servesTheMetricsOfCoreDnsWhereItSays() throws StackException {
    assertThat(file(render(ONE_OF_EACH), "kubernetes-objects.service", "objects.yaml"))
        .contains("\n        prometheus :9153\n")
        .contains("{name: metrics, port: 9153,");
  }

  @Test
  void givesTheTokenAnEndWhenToldTo() throws StackException {
    assertThat(command(render(ONE_OF_EACH), "kubernetes-objects.service"))
        .doesNotContain("--token-ttl");
    assertThat(command(render(ONE_OF_EACH, "bootstrapTokenTtl=24h"), "kubernetes-objects.service"))
        .contains("  --token-ttl 24h \\\n");
  }

  @Test
  void putsMoreConfigurationIntoTheKubelets() throws StackException {
    Stack stack = render(ONE_OF_EACH, "kubelet.config.maxPods=200,kubelet.config.evictionHard.a=b");

    assertThat(file(stack, "kubelet.service", "kubelet.yaml"))
        .contains("\nmaxPods: 200\n")
        .contains("\nevictionHard: {\"a\":\"b\"}\n")
        .contains("\nresolvConf: /run/kubelet-start/resolv.conf\n");
    assertThat(
            file(
                render(ONE_OF_EACH, "kubelet.config.resolvConf=/etc/own"),
                "kubelet.service",
                "kubelet.yaml"))
        .containsOnlyOnce("resolvConf: ")
        .contains("\nresolvConf: \"/etc/own\"\n");
  }

  @Test
  void putsMoreConfigurationIntoContainerd() throws StackException {
    Stack stack =
        render(
            ONE_OF_EACH,
            "containerd.cri.tolerate_missing_hugetlb_controller=true",
            "containerd.cri.registry.config_path=/etc/containerd/certs.d",
            "containerd.cri.registry.headers.X-A={a,b}");

    assertThat(file(stack, "containerd.service", "containerd.toml"))
        .startsWith("version = 2\n\n[plugins.\"io.containerd.grpc.v1.cri\"]\nsandbox_image = ")
        .contains("\ntolerate_missing_hugetlb_controller = true\n")
        .contains(
            "\nregistry = {\"config_path\" = \"/etc/containerd/certs.d\", \"headers\" = {\"X-A\" ="
                + " [\"a\", \"b\"]}}\n");
    StackException twice =
        catchThrowableOfType(
            StackException.class, () -> render(ONE_OF_EACH, "containerd.cri.cni.bin_dir=/a"));
    assertThat(twice.findings())
        .extracting(Finding::reason)
        .anyMatch(
            reason -> reason.startsWith("containerd.cri.cni is in the configuration already"));
  }

  @Test
  void namesOnlySecretsThatPkiMakes(@TempDir Path folder) throws StackException {
    List<String> made =
        Initialization.run(
                new PkiFolder(folder.resolve("pki")),
                new InitializationRequest(
                    new ClusterNames(
                        "kubernetes",
                        "https://10.0.0.1:6443",
                        "https://127.0.0.1:6444",
                        "10.96.0.0/16",
                        "cluster.local",
                        List.of("10.0.0.1"),
                        List.of("10.0.0.1"),
                        List.of(),
                        List.of()),
                    KeyType.ECDSA,
                    Lifetimes.DEFAULT,
                    Map.of(),
                    Set.of(Extra.ETCD)),
                Instant.now(),
                new SecureRandom())
            .stream()
            .map(Made::file)
            .map(file -> "kubernetes/" + file)
            .toList();
    List<Stack> stacks =
        List.of(
            render(ONE_OF_EACH, "apiserver.encryption=true"),
            render(ONE_OF_EACH, "flannel.subnets=etcd"));

    for (Stack stack : stacks) {
      for (StackUnit unit : stack.units()) {
        unit.policy()
            .secrets()
            .forEach(secret -> assertThat(made).as(unit.toString()).contains(secret.secret()));
      }
    }
  }

  @Test
  void givesEveryUnitEachKeyThatItNames() throws StackException {
    List<StackUnit> units = new ArrayList<>();
    for (String subnets : List.of("kubernetes", "etcd")) {
      units.addAll(
          render(ONE_OF_EACH, "apiserver.encryption=true", "flannel.subnets=" + subnets).units());
    }
    for (StackUnit unit : units) {
      List<String> texts = new ArrayList<>(List.of(unit.content().file().text()));
      unit.content().files().forEach(file -> texts.add(file.text()));
      Set<String> delivered = new TreeSet<>();
      unit.policy().secrets().forEach(secret -> delivered.add(secret.path()));
      for (String text : texts) {
        for (String word : text.split("[\\s=\"]+", -1)) {
          if (word.matches("/run/kubernetes/pki/.*\\.[a-z]+|/run/kubernetes/pki/bootstrap-token")) {
            assertThat(delivered).as(unit.name().text()).contains(word);
          }
        }
      }
    }
  }

  @Test
  void canBeReadWithoutAnyMachine() throws StackException {
    Stack stack = render(List.of());

    assertThat(stack.warnings()).isEmpty();
    assertThat(stack.components())
        .contains("kube-balancer", "kubelet")
        .doesNotContain("kube-apiserver");
  }

  @Test
  void carriesWellFormedYaml() throws Exception {
    for (StackUnit unit : render(ONE_OF_EACH).units()) {
      for (CarriedFile carried : unit.content().files()) {
        if (carried.path().matches(".*\\.(yaml|kubeconfig|json)")) {
          for (String document : carried.text().split("(?m)^---\n", -1)) {
            assertThat(YamlDocument.parse(carried.path(), document).root())
                .as(carried.path())
                .isInstanceOf(Map.class);
          }
        }
      }
    }
  }

  private static List<String> secretsOf(Stack stack, String component) {
    return stack.unitsOf(component).getFirst().policy().secrets().stream()
        .map(SecretSpec::secret)
        .toList();
  }

  private static String command(Stack stack, String unit) {
    return stack
        .unit(UnitName.of(unit))
        .orElseThrow()
        .content()
        .file()
        .last("Service", "ExecStart")
        .orElseThrow();
  }

  private static String file(Stack stack, String unit, String name) {
    return stack.unit(UnitName.of(unit)).orElseThrow().content().files().stream()
        .filter(file -> file.path().endsWith("/" + name))
        .findFirst()
        .orElseThrow()
        .text();
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
