package io.fleetk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.lab.Command;
import io.fleetk.lab.LabMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.opentest4j.TestAbortedException;

/**
 * {@code KubernetesEndToEnd DIR [MASTERS]}: a real Kubernetes comes up from {@code fleetk apply
 * units/}, with the programs in a folder, on three masters or on one. A line for each check; exits
 * with 0 when all passed, 1 when one failed, 2 when they cannot be made.
 */
public final class KubernetesEndToEnd {
  /**
   * What a shell script that was written by hand takes for a master and two nodes, with subnets in
   * etcd.
   */
  private static final Duration BY_HAND = Duration.ofSeconds(43);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Checks checks;
  private final KubernetesLab lab;

  private KubernetesEndToEnd(Checks checks, KubernetesLab lab) {
    this.checks = checks;
    this.lab = lab;
  }

  /** Makes the checks. */
  public static void main(String[] words) throws IOException {
    if (words.length == 0 || words[0].isBlank()) {
      stop("name a folder with Kubernetes' programs: make e2e-kubernetes FLEETK_K8S_BIN=DIR");
    }
    String masters = words.length > 1 ? words[1] : "3";
    if (!List.of("1", "3").contains(masters)) {
      stop("MASTERS=%s: it is 1 or 3".formatted(masters));
    }
    Path programs = Path.of(words[0]).toAbsolutePath();
    if (!Files.isDirectory(programs)) {
      stop("FLEETK_K8S_BIN=%s is no folder".formatted(programs));
    }
    for (String program : KubernetesLab.PROGRAMS) {
      requireProgram(programs.resolve(program), "put it there");
    }
    requireProgram(programs.resolve("flanneld"), "put it there");
    for (String program :
        List.of(
            "/usr/bin/containerd",
            "/usr/sbin/runc",
            "/usr/lib/cni/bridge",
            "/usr/sbin/iptables",
            "/usr/sbin/conntrack",
            "/bin/busybox",
            "/usr/bin/curl",
            "/usr/bin/kubectl")) {
      requireProgram(
          Path.of(program),
          "install containerd runc containernetworking-plugins iptables conntrack busybox-static"
              + " curl and kubectl");
    }
    Checks checks = new Checks(System.out);
    Path folder = Files.createTempDirectory(Path.of("/dev/shm"), "fleetk-e2e");
    try (KubernetesLab lab = new KubernetesLab(programs, folder, Integer.parseInt(masters))) {
      new KubernetesEndToEnd(checks, lab).run();
    } catch (TestAbortedException e) {
      stop(e.getMessage());
    } finally {
      Command.run(Duration.ofMinutes(1), List.of("rm", "-rf", folder.toString()));
    }
    System.exit(checks.sum() ? 0 : 1);
  }

  private static void requireProgram(Path program, String next) {
    if (!Files.isExecutable(program)) {
      stop("there is no program %s; %s".formatted(program, next));
    }
  }

  private static void stop(String why) {
    System.err.println("e2e-kubernetes: " + why);
    System.exit(2);
  }

  private void run() {
    boolean many = lab.masters().size() > 1;
    checks.about(
        many
            ? "three masters, two of them nodes, from nothing"
            : "a master and two nodes, subnets in etcd");
    checks.check("apply brings everything up", this::bringUp);
    checks.check("both nodes are Ready", this::nodesAreReady);
    checks.check("applying again changes nothing", this::nothingChanges);
    checks.check("a secret is encrypted in etcd", this::secretsAreEncrypted);
    checks.check("changes are in the audit log", this::changesAreLogged);
    checks.check("nobody is served without a credential", this::strangersAreRefused);
    checks.about("pods");
    checks.check("a deployment has a pod on each node", this::deploy);
    checks.check("a pod reaches the pod on the other node, by exec", this::podsReachEachOther);
    checks.check("a pod reaches a service by its address", this::serviceIsReached);
    checks.check("a pod's logs can be read", this::logsAreRead);
    if (!many) {
      return;
    }
    checks.about("one master cut off");
    checks.check("nodes, scheduling and services go on", this::masterIsCutOff);
    checks.check("it comes back", this::masterComesBack);
    checks.about("changes");
    checks.check(
        "API servers take a new flag one by one while a client polls: no request fails",
        this::flagIsRolledOut);
    checks.check("a renewed certificate is served by all masters", this::certificateIsRenewed);
  }

  private void bringUp() {
    lab.putSecrets();
    Instant began = Instant.now();
    lab.apply();
    Duration took = Duration.between(began, Instant.now());
    System.out.printf(
        "  from apply to all nodes Ready: %.1f s%s%n",
        took.toMillis() / 1000.0,
        lab.masters().size() > 1 ? "" : " (a script by hand: %d s)".formatted(BY_HAND.toSeconds()));
  }

  private void nodesAreReady() {
    assertThat(lab.mustKubectl("get", "nodes", "--no-headers").lines().toList())
        .hasSize(2)
        .allMatch(line -> line.matches("m[23] +Ready .*"));
  }

  private void nothingChanges() {
    assertThat(lab.apply()).contains("nothing to change");
  }

  private void secretsAreEncrypted() {
    lab.mustKubectl("create", "secret", "generic", "sesame", "--from-literal=open=please");
    // The beginning of k8s:enc:secretbox:v1:, in base64.
    assertThat(lab.stored("/registry/secrets/default/sesame")).contains("azhzOmVuYzpzZWNyZXRib3g6");
  }

  private void changesAreLogged() {
    String log = "";
    for (LabMachine master : lab.masters()) {
      log += master.run("cat", "/var/log/kubernetes/audit.log").output();
    }
    assertThat(log).contains("\"name\":\"sesame\"").doesNotContain("please");
  }

  private void strangersAreRefused() {
    String node = lab.nodes().getFirst().address();
    for (String url :
        List.of(
            "https://%s:6443/api/v1/nodes".formatted(lab.masters().getLast().address()),
            "https://%s:10250/pods".formatted(node))) {
      assertThat(status("--insecure", url)).as(url).isIn("401", "403");
    }
    assertThat(status("http://%s:10255/pods".formatted(node))).isEqualTo("000");
    for (int port : List.of(10251, 10252, 10257, 10259)) {
      String url = "%s://%s:%d/healthz".formatted(port > 10255 ? "https" : "http", node, port);
      assertThat(status("--insecure", url)).as(url).isEqualTo("000");
    }
  }

  private static String status(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of("curl", "--silent", "--max-time", "5", "--output", "/dev/null", "--write-out"));
    command.add("%{http_code}");
    command.addAll(List.of(words));
    return Command.run(PATIENCE, command).output();
  }

  private void deploy() throws IOException {
    lab.importImages();
    lab.create(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: echo}
        spec:
          replicas: 2
          selector: {matchLabels: {app: echo}}
          template:
            metadata: {labels: {app: echo}}
            spec:
              terminationGracePeriodSeconds: 1
              affinity:
                podAntiAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    - topologyKey: kubernetes.io/hostname
                      labelSelector: {matchLabels: {app: echo}}
              containers:
                - name: echo
                  image: busybox:local
                  imagePullPolicy: Never
                  command: [sh, -c]
                  args:
                    - |
                      echo "serving on $(hostname)"
                      exec nc -ll -p 8080 -e /bin/hostname
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: echo}
        spec:
          selector: {app: echo}
          ports: [{port: 80, targetPort: 8080}]
        """);
    Awaitility.await("both pods")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThat(pods())
                    .hasSize(2)
                    .allMatch(pod -> pod.phase().equals("Running"))
                    .extracting(Pod::node)
                    .containsExactlyInAnyOrder("m2", "m3"));
  }

  private record Pod(String name, String ip, String node, String phase) {}

  private List<Pod> pods() {
    return lab.mustKubectl(
            "get",
            "pods",
            "--selector=app=echo",
            "--output=jsonpath={range .items[*]}{.metadata.name} {.status.podIP} {.spec.nodeName}"
                + " {.status.phase}{\"\\n\"}{end}")
        .lines()
        .map(line -> line.split(" ", -1))
        .map(words -> new Pod(words[0], words[1], words[2], words[3]))
        .toList();
  }

  private void podsReachEachOther() {
    List<Pod> pods = pods();
    assertThat(ask(pods.get(0), pods.get(1).ip(), 8080)).isEqualTo(pods.get(1).name());
    assertThat(ask(pods.get(1), pods.get(0).ip(), 8080)).isEqualTo(pods.get(0).name());
  }

  private String ask(Pod from, String address, int port) {
    return lab.mustKubectl(
            "exec", from.name(), "--", "nc", "-w", "5", address, Integer.toString(port))
        .strip();
  }

  private void serviceIsReached() {
    String address =
        lab.mustKubectl("get", "service", "echo", "--output=jsonpath={.spec.clusterIP}");
    List<String> names = pods().stream().map(Pod::name).toList();
    assertThat(ask(pods().getFirst(), address, 80)).isIn(names);
    assertThat(ask(pods().getLast(), address, 80)).isIn(names);
  }

  private void logsAreRead() {
    for (Pod pod : pods()) {
      assertThat(lab.mustKubectl("logs", pod.name())).isEqualTo("serving on " + pod.name() + "\n");
    }
  }

  private void masterIsCutOff() {
    lab.masters().getFirst().cutNetwork();
    lab.mustKubectl("scale", "deployment", "echo", "--replicas=1");
    Awaitility.await("one pod less").atMost(PATIENCE).until(() -> pods().size() == 1);
    lab.mustKubectl("scale", "deployment", "echo", "--replicas=2");
    Awaitility.await("one pod more")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThat(pods())
                    .hasSize(2)
                    .allMatch(pod -> pod.phase().equals("Running") && !pod.ip().isEmpty()));
    serviceIsReached();
    nodesAreReady();
  }

  private void masterComesBack() {
    lab.masters().getFirst().joinNetwork();
    Awaitility.await("all as desired")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .pollInSameThread()
        .untilAsserted(
            () -> {
              Command.Result status = lab.fleet().fleetk(lab.masters().get(1), "status");
              assertThat(status.status()).as(status.output()).isZero();
            });
  }

  private void flagIsRolledOut() {
    LabMachine node = lab.nodes().getLast();
    node.write(
        "/var/lib/poll",
        """
        while [ ! -e /var/lib/poll.stop ]; do
          curl --silent --show-error --max-time 10 --cacert /run/kubernetes/pki/ca.crt \\
            --cert /run/kubernetes/pki/kube-proxy.crt --key /run/kubernetes/pki/kube-proxy.key \\
            --output /dev/null --write-out '%{http_code}\\n' \\
            https://127.0.0.1:6444/api/v1/services >>/var/lib/poll.log 2>&1
          sleep 0.2
        done
        """);
    assertThat(node.run("systemd-run", "--unit=poll", "/bin/sh", "/var/lib/poll").status())
        .isZero();

    lab.apply("apiserver.flags.max-requests-inflight=401");

    node.run("touch", "/var/lib/poll.stop");
    List<String> answers = node.read("/var/lib/poll.log").lines().toList();
    System.out.printf("  %d requests while API servers were replaced%n", answers.size());
    assertThat(answers).hasSizeGreaterThan(20).containsOnly("200");
    for (LabMachine master : lab.masters()) {
      assertThat(master.run("pgrep", "-af", "max-requests-inflight=401").status()).isZero();
    }
  }

  private void certificateIsRenewed() {
    String before = served(lab.masters().getFirst());
    lab.must("pki", "renew", "apiserver", "--out", lab.keys().toString());
    lab.putSecrets();

    lab.apply("apiserver.flags.max-requests-inflight=401");

    String wanted =
        Command.mustRun(
            PATIENCE,
            List.of(
                "openssl",
                "x509",
                "-noout",
                "-serial",
                "-in",
                lab.keys().resolve("apiserver.crt").toString()));
    assertThat(wanted).isNotEqualTo(before);
    for (LabMachine master : lab.masters()) {
      assertThat(served(master)).as(master.name()).isEqualTo(wanted);
    }
    nodesAreReady();
  }

  /** The serial number of the certificate that a master's API server shows. */
  private static String served(LabMachine master) {
    return Command.mustRun(
        PATIENCE,
        List.of(
            "sh",
            "-c",
            "openssl s_client -connect %s:6443 </dev/null 2>/dev/null | openssl x509 -noout -serial"
                .formatted(master.address())));
  }
}
