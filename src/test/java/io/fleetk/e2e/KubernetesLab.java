package io.fleetk.e2e;

import static java.util.stream.Collectors.joining;

import io.fleetk.lab.Command;
import io.fleetk.lab.FleetLab;
import io.fleetk.lab.LabMachine;
import io.fleetk.store.EtcdProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Three machines on which {@code fleetk apply units/} brings up a Kubernetes: two are nodes, one or
 * all three are masters. With one, flannel has its subnets in etcd; with three, from the API. Its
 * etcd has TLS and runs on the host.
 */
final class KubernetesLab implements AutoCloseable {
  /** Programs that must be in the folder that is given. */
  static final List<String> PROGRAMS =
      List.of(
          "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy");

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration ROLLOUT = Duration.ofMinutes(9);
  private static final Path LAB_VALUES =
      Path.of("src/test/resources/io/fleetk/e2e/kubernetes-lab.yaml");

  private final FleetLab lab;
  private final Path folder;
  private final Path programs;
  private final EtcdProcess etcd;
  private final List<LabMachine> machines;
  private final int masters;

  /**
   * Boots the machines, makes the keys and starts etcd.
   *
   * @param programs a folder with {@link #PROGRAMS} and flanneld
   * @param folder where files of the test go
   * @param masters 1 or 3
   */
  KubernetesLab(Path programs, Path folder, int masters) throws IOException {
    this.folder = folder;
    this.masters = masters;
    this.programs = programs;
    this.lab =
        FleetLab.openForContainers(
            Map.of("agent_ttl", "10"), Map.of(programs, "/opt/k8s", folder, "/opt/e2e"));
    must("secret", "keygen", "--out", folder.resolve("secret.key").toString());
    this.machines = new ArrayList<>();
    machines.addAll(lab.addUnawaited(settings("master=true"), "m1"));
    String metadata = masters == 1 ? "node=true" : "master=true,node=true";
    machines.addAll(lab.addUnawaited(settings(metadata), "m2", "m3"));
    writeMachines();
    writeValues("https://%s:2379".formatted(lab.hostAddress()));
    must(arguments("pki", "init", "units", "--with-etcd", "--out", keys().toString()));
    this.etcd =
        EtcdProcess.startedOn(
            lab.hostAddress(),
            "--cert-file",
            keys().resolve("etcd/server.crt").toString(),
            "--key-file",
            keys().resolve("etcd/server.key").toString(),
            "--trusted-ca-file",
            keys().resolve("etcd/ca.crt").toString(),
            "--client-cert-auth");
    writeValues(etcd.url());
    lab.awaitPresent(machines);
  }

  private static Map<String, String> settings(String metadata) {
    return Map.of("metadata", metadata, "secret_key_file", "/opt/e2e/secret.key");
  }

  private void writeMachines() throws IOException {
    Files.writeString(
        folder.resolve("machines.yaml"),
        machines.stream()
            .map(
                machine ->
                    "- {id: \"%s\", ip: %s, metadata: {%s}}%n"
                        .formatted(
                            machine.id(),
                            machine.address(),
                            machine == machines.getFirst()
                                ? "master: \"true\""
                                : masters == 1
                                    ? "node: \"true\""
                                    : "master: \"true\", node: \"true\""))
            .collect(joining()));
  }

  /** What this host and these very programs add to the values of every lab. */
  private void writeValues(String etcdUrl) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (String program : PROGRAMS) {
      sums.append(
          "    %s: \"%s\"%n".formatted(program, TestImage.sha256(programs.resolve(program))));
    }
    Files.writeString(
        folder.resolve("values.yaml"),
        """
        etcd:
          endpoints: ["%s"]
        kubernetes:
          sha256:
        %sflannel:
          subnets: %s
          sha256: {flanneld: "%s"}
        """
            .formatted(
                etcdUrl,
                sums,
                masters == 1 ? "etcd" : "kubernetes",
                TestImage.sha256(programs.resolve("flanneld"))));
  }

  Path keys() {
    return folder.resolve("pki");
  }

  FleetLab fleet() {
    return lab;
  }

  List<LabMachine> masters() {
    return machines.subList(0, masters);
  }

  List<LabMachine> nodes() {
    return machines.subList(1, machines.size());
  }

  /** Gives the keys to the fleet. */
  void putSecrets() {
    must("secret", "put", "--dir", keys().toString(), "--prefix", "kubernetes/");
  }

  /** Applies units/, with these settings over the lab's values. */
  String apply(String... sets) {
    List<String> words =
        new ArrayList<>(List.of("apply", "units", "--yes", "--wait-timeout", "8m"));
    for (String set : sets) {
      words.addAll(List.of("--set", set));
    }
    return must(arguments(words.toArray(String[]::new)));
  }

  private String[] arguments(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of("-f", LAB_VALUES.toString(), "-f", folder.resolve("values.yaml").toString()));
    if (words[0].equals("pki")) {
      all.addAll(List.of("--machines", folder.resolve("machines.yaml").toString()));
    }
    return all.toArray(String[]::new);
  }

  /** Runs {@code fleetk} on the host, which must succeed; gives what it printed. */
  String must(String... words) {
    LabMachine door = machines == null || machines.isEmpty() ? null : machines.get(1);
    Command.Result result =
        door == null ? lab.fleetkAlone(PATIENCE, words) : lab.fleetk(ROLLOUT, door, words);
    if (result.status() != 0) {
      throw new AssertionError(
          "fleetk %s: status %d%n%s%s"
              .formatted(
                  String.join(" ", words), result.status(), result.output(), result.errors()));
    }
    return result.output();
  }

  /** Runs kubectl as the administrator, at the API of the last master. */
  Command.Result kubectl(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "kubectl",
                "--kubeconfig=" + keys().resolve("admin.conf"),
                "--server=https://%s:6443".formatted(masters().getLast().address()),
                "--request-timeout=20s"));
    command.addAll(List.of(words));
    return Command.run(PATIENCE, command);
  }

  /** Runs kubectl, which must succeed; gives what it printed. */
  String mustKubectl(String... words) {
    Command.Result result = kubectl(words);
    if (result.status() != 0) {
      throw new AssertionError(
          "kubectl %s: %s%s".formatted(String.join(" ", words), result.output(), result.errors()));
    }
    return result.output();
  }

  /** Makes objects of a YAML text. */
  void create(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("objects.yaml"), text);
    mustKubectl("apply", "-f", file.toString());
  }

  /** Asks an etcd's JSON gateway for a key's value, base64. */
  String stored(String key) {
    return Command.mustRun(
        PATIENCE,
        List.of(
            "curl",
            "--silent",
            "--fail",
            "--cacert",
            keys().resolve("etcd/ca.crt").toString(),
            "--cert",
            keys().resolve("apiserver-etcd-client.crt").toString(),
            "--key",
            keys().resolve("apiserver-etcd-client.key").toString(),
            "--data",
            "{\"key\": \"%s\"}"
                .formatted(
                    Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8))),
            etcd.url() + "/v3/kv/range"));
  }

  /** Puts the image of the tests onto every node. */
  void importImages() throws IOException {
    Path tar = TestImage.make(Path.of("/bin/busybox"), folder.resolve("made"));
    for (LabMachine node : nodes()) {
      Command.Result imported =
          node.run(
              "ctr",
              "--namespace=k8s.io",
              "images",
              "import",
              "/opt/e2e/" + folder.relativize(tar));
      if (imported.status() != 0) {
        throw new AssertionError(imported.errors());
      }
    }
  }

  @Override
  public void close() {
    lab.close();
    if (etcd != null) {
      etcd.close();
    }
  }
}
