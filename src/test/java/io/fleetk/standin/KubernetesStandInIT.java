package io.fleetk.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.lab.Command;
import io.fleetk.lab.FleetLab;
import io.fleetk.lab.LabMachine;
import io.fleetk.store.EtcdProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Kubernetes stack on a master and a node, with real units, files, keys and probes, and
 * programs that stand in for Kubernetes' own: one story, told in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesStandInIT {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final List<String> PROGRAMS =
      List.of(
          "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy");

  @TempDir private static Path folder;
  private static FleetLab lab;
  private static EtcdProcess etcd;
  private static LabMachine master;
  private static LabMachine node;

  @BeforeAll
  static void makeKeysAndMachines() throws Exception {
    Path classes =
        Path.of(StandIn.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    lab =
        FleetLab.openForContainers(
            Map.of("agent_ttl", "10", "secret_key_file", "/opt/made/secret.key"),
            Map.of(folder, "/opt/made", classes, "/opt/stand-ins"));
    Command.Result made =
        lab.fleetkAlone(
            PATIENCE, "secret", "keygen", "--out", folder.resolve("secret.key").toString());
    assertThat(made.status()).as(made.errors()).isZero();
    writePrograms();
    master = lab.addUnawaited(Map.of("metadata", "role=master"), "m1").getFirst();
    node = lab.addUnawaited(Map.of("metadata", "role=node"), "n1").getFirst();
    lab.awaitPresent(List.of(master, node));
    must(
        "pki",
        "init",
        "units",
        "--with-etcd",
        "--out",
        keys(),
        "--set",
        etcdAt(lab.hostAddress() + ":2379"));
    etcd =
        EtcdProcess.startedOn(
            lab.hostAddress(),
            "--cert-file",
            keys() + "/etcd/server.crt",
            "--key-file",
            keys() + "/etcd/server.key",
            "--trusted-ca-file",
            keys() + "/etcd/ca.crt",
            "--client-cert-auth");
    must("secret", "put", "--dir", keys(), "--prefix", "kubernetes/");
  }

  @AfterAll
  static void close() {
    if (lab != null) {
      lab.close();
    }
    if (etcd != null) {
      etcd.close();
    }
  }

  /**
   * A script for each program that starts its stand-in, which asks no name server: Java's HTTPS
   * server would for each of its clients, and on these machines wait for an answer in vain.
   */
  private static void writePrograms() throws Exception {
    StringBuilder sums = new StringBuilder();
    List<String> all = new ArrayList<>(PROGRAMS);
    all.addAll(List.of("flanneld", "containerd"));
    Files.createDirectories(folder.resolve("programs"));
    String flannelSum = "";
    for (String program : all) {
      Path file = folder.resolve("programs").resolve(program);
      Files.writeString(
          file,
          """
          #!/bin/sh
          exec /opt/java/jdk/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -Xlog:disable \\
            -Djdk.net.hosts.file=/etc/hosts --enable-native-access=ALL-UNNAMED -cp '/opt/stand-ins:/opt/fleetk/lib/*' \\
            io.fleetk.standin.StandIn %s "$@"
          """
              .formatted(program));
      assertThat(file.toFile().setExecutable(true)).isTrue();
      String sum =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
      if (PROGRAMS.contains(program)) {
        sums.append("    %s: \"%s\"%n".formatted(program, sum));
      } else if (program.equals("flanneld")) {
        flannelSum = sum;
      }
    }
    Files.writeString(
        folder.resolve("values.yaml"),
        """
        kubernetes:
          from: /opt/made/programs
          sha256:
        %sflannel: {from: /opt/made/programs, sha256: {flanneld: "%s"}}
        containerd: {program: /opt/made/programs/containerd}
        apiserver: {encryption: true, audit: true, shutdownDelay: 0s}
        coredns: {image: ""}
        paths: {java: /opt/java/jdk}
        """
            .formatted(sums, flannelSum));
  }

  private static String keys() {
    return folder.resolve("pki").toString();
  }

  private static String etcdAt(String hostAndPort) {
    return "etcd.endpoints={https://%s}".formatted(hostAndPort);
  }

  private static Command.Result fleetk(String... words) {
    return lab.fleetk(PATIENCE, master, words);
  }

  private static String must(String... words) {
    Command.Result result = fleetk(words);
    assertThat(result.status()).as(result.output() + result.errors()).isZero();
    return result.output();
  }

  private static Command.Result apply(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "apply",
                "units",
                "--yes",
                "-f",
                folder.resolve("values.yaml").toString(),
                "--set",
                etcdAt(etcd.url().substring("https://".length()))));
    words.addAll(List.of(more));
    return fleetk(words.toArray(String[]::new));
  }

  @Test
  @Order(1)
  void comesUpFromNothing() throws IOException {
    Command.Result applied = apply();

    assertThat(applied.status()).as(applied.output() + applied.errors()).isZero();
    must("status");
    assertThat(node.read("/etc/cni/net.d/10-flannel.conflist")).contains("10.244.0.0/24");
    assertThat(node.read("/opt/kubernetes/v1.34.2/bin/kubelet")).contains("StandIn kubelet");
    for (String key :
        List.of("ca.key", "sa.key", "flannel-etcd-client.key", "apiserver-etcd-client.key")) {
      assertThat(Files.exists(node.root().resolve("run/kubernetes/pki/" + key)))
          .as(key + " on a node")
          .isFalse();
    }
  }

  @Test
  @Order(2)
  void isReplacedByANewReleaseInOrder() {
    Command.Result applied = apply("--set", "kubernetes.version=v1.34.3");

    assertThat(applied.status()).as(applied.output() + applied.errors()).isZero();
    String said = applied.output() + applied.errors();
    assertThat(said.indexOf("node-programs: ready"))
        .isBetween(0, said.indexOf("kubelet: replacing"));
    assertThat(said.indexOf("kube-apiserver: ready"))
        .isBetween(0, said.indexOf("kube-scheduler: replacing"));
    assertThat(node.run("pgrep", "-af", "StandIn kubelet").status()).isZero();
    must("status");
  }

  @Test
  @Order(3)
  void stopsAtAFlagThatTheProgramDoesNotKnow() {
    Command.Result applied =
        apply(
            "--set",
            "kubernetes.version=v1.34.3,scheduler.flags.port=10251",
            "--only",
            "kube-scheduler",
            "--wait-timeout",
            "20s");

    assertThat(applied.status()).isNotZero();
    assertThat(must("journal", "kube-scheduler")).contains("unknown flag: --port=10251");
  }

  @Test
  @Order(4)
  void takesSubnetsFromEtcdWhenToldTo() throws IOException {
    Command.Result applied = apply("--set", "flannel.subnets=etcd", "--only", "flannel");

    assertThat(applied.status()).as(applied.output() + applied.errors()).isZero();
    assertThat(node.read("/etc/cni/net.d/10-flannel.conflist")).contains("10.244.103.0/24");
  }
}
