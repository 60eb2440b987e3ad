package io.fleetk.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that the Kubernetes units carry, with a curl that answers what the test says. */
@Timeout(60)
class KubernetesScriptsTest {
  private static final Path FILES = Path.of("units/files").toAbsolutePath();

  @TempDir private Path root;

  /** How a script ended, and what it said. */
  private record Ended(int status, String said) {}

  @BeforeEach
  void makeCurl() throws IOException {
    Files.createDirectories(root.resolve("bin"));
    script(
        "bin/curl",
        """
        #!/bin/sh
        echo "$@" >>%1$s/asked
        [ -e %1$s/answer ] || { echo "curl: (7) Failed to connect" >&2; exit 7; }
        output=
        while [ $# -gt 0 ]; do
          [ "$1" = --output ] && output=$2
          shift
        done
        if [ -n "$output" ] && [ "$output" != /dev/null ]; then
          have=$(($(wc -c <"$output" 2>/dev/null || echo 0)))
          [ $have = 0 ] || [ ! -e %1$s/no-ranges ] || exit 33
          tail -c +$((have + 1)) %1$s/answer >>"$output"
        elif [ -z "$output" ]; then
          cat %1$s/answer
        fi
        """
            .formatted(root));
  }

  private void script(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void answer(String text) throws IOException {
    Files.writeString(root.resolve("answer"), text);
  }

  /** Runs a script as it is, but for folders of the machine, which are below the test's own. */
  private Ended run(String name, String... arguments) throws Exception {
    String text =
        Files.readString(FILES.resolve(name))
            .replace("/run/", root + "/run/")
            .replace("/etc/", root + "/etc/")
            .replace("/var/lib/", root + "/var/lib/");
    script("script", text);
    List<String> command = new ArrayList<>(List.of(root.resolve("script").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().merge("PATH", root.resolve("bin") + ":", (old, own) -> own + old);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), said.strip());
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  private Ended fetch(String sum, String from) throws Exception {
    return run("fetch-program", "kubelet", sum, from, root.resolve("bin-v1").toString());
  }

  @Test
  void leavesAProgramThatIsThere() throws Exception {
    assertThat(fetch("", "").said()).contains("there is no").contains("bin-v1/kubelet");

    Files.createDirectories(root.resolve("bin-v1"));
    script("bin-v1/kubelet", "kubelet");

    assertThat(fetch("", "").status()).isZero();
    assertThat(fetch(sha256("kubelet"), "").status()).isZero();
    assertThat(fetch(sha256("another"), "").said()).contains("another SHA-256");
    assertThat(root.resolve("asked")).doesNotExist();
  }

  @Test
  void readsAProgramOnceWhileItStaysUntouched() throws Exception {
    Files.createDirectories(root.resolve("bin-v1"));
    script("bin-v1/kubelet", "kubelet");
    Path program = root.resolve("bin-v1/kubelet");
    FileTime written = Files.getLastModifiedTime(program);
    assertThat(fetch(sha256("kubelet"), "").status()).isZero();
    script(
        "bin/sha256sum",
        "#!/bin/sh\necho sum >>" + root + "/asked\nexec /usr/bin/sha256sum \"$@\"");

    assertThat(fetch(sha256("kubelet"), "").status()).isZero();
    assertThat(root.resolve("asked")).doesNotExist();

    assertThat(fetch(sha256("another"), "").said()).contains("another SHA-256");
    Files.writeString(program, "kubeleT");
    Files.setLastModifiedTime(program, written);
    assertThat(fetch(sha256("kubelet"), "").said()).contains("another SHA-256");
  }

  @Test
  void getsAProgramFromAFolderOrAUrl() throws Exception {
    Files.createDirectories(root.resolve("mirror"));
    Files.writeString(root.resolve("mirror/kubelet"), "kubelet");
    assertThat(fetch(sha256("kubelet"), root.resolve("mirror").toString()).status()).isZero();
    assertThat(root.resolve("bin-v1/kubelet")).hasContent("kubelet").isExecutable();

    Files.delete(root.resolve("bin-v1/kubelet"));
    answer("kubelet");
    assertThat(fetch(sha256("kubelet"), "https://mirror.example/v1/").status()).isZero();
    assertThat(root.resolve("bin-v1/kubelet")).hasContent("kubelet").isExecutable();
    assertThat(Files.readString(root.resolve("asked")))
        .contains("https://mirror.example/v1/kubelet\n");
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    answer("kubelet");
    Files.createDirectories(root.resolve("bin-v1"));
    Files.writeString(root.resolve("bin-v1/.kubelet.part"), "kub");

    assertThat(fetch(sha256("kubelet"), "https://mirror.example").status()).isZero();

    assertThat(root.resolve("bin-v1/kubelet")).hasContent("kubelet");
    assertThat(Files.readString(root.resolve("asked"))).contains("--continue-at -");
  }

  @Test
  void startsAnewWhereTheServerCannotGoOn() throws Exception {
    answer("kubelet");
    Files.createFile(root.resolve("no-ranges"));
    Files.createDirectories(root.resolve("bin-v1"));
    Files.writeString(root.resolve("bin-v1/.kubelet.part"), "kub");

    assertThat(fetch(sha256("kubelet"), "https://mirror.example").status()).isZero();

    assertThat(root.resolve("bin-v1/kubelet")).hasContent("kubelet");
    assertThat(Files.readAllLines(root.resolve("asked"))).hasSize(2);
  }

  @Test
  void saysWhyThereIsNoProgram() throws Exception {
    assertThat(fetch(sha256("kubelet"), "https://mirror.example").said())
        .contains("cannot get https://mirror.example/kubelet")
        .contains("curl ended with status 7");

    answer("something else");
    Ended wrong = fetch(sha256("kubelet"), "https://mirror.example");
    assertThat(wrong.said()).contains("has the SHA-256 " + sha256("something else"));
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(root.resolve("bin-v1/kubelet")).doesNotExist();
    assertThat(root.resolve("bin-v1/.kubelet.part")).doesNotExist();
  }

  private Ended prepareKubelet() throws Exception {
    return run("kubelet-prepare", "https://10.0.0.100:6443", "/keys/ca.crt");
  }

  @Test
  void aKubeletThatHasJoinedFollowsTheServer() throws Exception {
    Files.createDirectories(root.resolve("run/kubelet-start"));
    assertThat(prepareKubelet()).as("never joined").isEqualTo(new Ended(0, ""));

    Path joined = Files.createDirectories(root.resolve("var/lib/kubelet")).resolve("kubeconfig");
    String text =
        """
        apiVersion: v1
        clusters:
        - cluster:
            certificate-authority: %s
            server: %s
          name: default-cluster
        users:
        - name: default-auth
          user:
            client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem
        """;
    Files.writeString(joined, text.formatted("/old/ca.crt", "https://127.0.0.1:6444"));

    assertThat(prepareKubelet().status()).isZero();

    assertThat(joined).hasContent(text.formatted("/keys/ca.crt", "https://10.0.0.100:6443"));
  }

  @Test
  void podsAskTheNameServersThatResolvedAsks() throws Exception {
    Path link = Files.createDirectories(root.resolve("run/kubelet-start")).resolve("resolv.conf");
    assertThat(prepareKubelet().status()).isZero();
    assertThat(Files.readSymbolicLink(link)).isEqualTo(root.resolve("etc/resolv.conf"));

    Path resolved = root.resolve("run/systemd/resolve/resolv.conf");
    Files.createDirectories(resolved.getParent());
    Files.createFile(resolved);
    Path asked = Files.createDirectories(root.resolve("etc")).resolve("resolv.conf");
    Files.writeString(asked, "nameserver 127.0.0.53\n");
    assertThat(prepareKubelet().status()).isZero();
    assertThat(Files.readSymbolicLink(link)).isEqualTo(resolved);

    Files.writeString(asked, "# not by systemd-resolved\nnameserver 192.0.2.53\n");
    assertThat(prepareKubelet().status()).isZero();
    assertThat(Files.readSymbolicLink(link)).isEqualTo(asked);
  }

  private Ended nodeReady(String heard, String ready) throws Exception {
    answer(
        """
        {"kind": "Node", "status": {"conditions": [
          {"type": "DiskPressure", "status": "False", "lastHeartbeatTime": "2026-11-25T10:00:09Z"},
          {"type": "Ready", "status": "%s", "lastHeartbeatTime": "%s", "reason": "x"}]}}
        """
            .formatted(ready, heard));
    return run("node-ready", "/ca.crt", "https://127.0.0.1:6444");
  }

  @Test
  void aNodeIsReadyWhenTheApiSaysSoAndHasHeardFromItsKubelet() throws Exception {
    assertThat(run("node-ready", "/ca.crt", "https://127.0.0.1:6444").said())
        .isEqualTo("the kubelet has no certificate yet");
    Files.createDirectories(root.resolve("var/lib/kubelet/pki"));
    Files.createFile(root.resolve("var/lib/kubelet/pki/kubelet-client-current.pem"));
    Path began = Files.createDirectories(root.resolve("run/kubelet-start"));
    Files.setLastModifiedTime(began, FileTime.from(Instant.parse("2026-11-25T10:00:00Z")));
    Path answered = Files.createDirectories(root.resolve("run/kubelet-ready")).resolve("answered");

    assertThat(nodeReady("2026-11-25T10:00:04Z", "True").status()).isZero();
    assertThat(nodeReady("", "False").status()).as("a yes is good for a while").isZero();
    Files.setLastModifiedTime(answered, FileTime.from(Instant.now().minusSeconds(30)));
    assertThat(nodeReady("2026-11-25T09:59:59Z", "True").said())
        .isEqualTo("the kubelet has not told the API server about its node since it began");
    assertThat(nodeReady("2026-11-25T10:00:04Z", "False").said()).endsWith("is not Ready");
  }

  private Ended leaseRenewed(String time) throws Exception {
    answer("{\"spec\": {\n  \"renewTime\": \"%s\"\n}}".formatted(time));
    return run("lease-renewed", "kube-scheduler", "/keys", "scheduler", "https://127.0.0.1:6444");
  }

  @Test
  void somebodyLeadsWhenTheLeaseIsRenewed() throws Exception {
    Files.createDirectories(root.resolve("run/kube-scheduler"));
    assertThat(leaseRenewed("").said()).startsWith("nobody has ever held");

    assertThat(leaseRenewed("2026-11-25T10:00:00.1Z").said())
        .as("the lease may be one that its holder has left")
        .isEqualTo("nobody renews the lease of kube-scheduler");
    assertThat(leaseRenewed("2026-11-25T10:00:00.1Z").status()).isEqualTo(1);

    assertThat(leaseRenewed("2026-11-25T10:00:02.1Z").status()).isZero();
    assertThat(leaseRenewed("2026-11-25T10:00:02.1Z").status()).isZero();
    Files.writeString(
        root.resolve("run/kube-scheduler/lease"),
        "2026-11-25T10:00:02.1Z %d\n".formatted(Instant.now().getEpochSecond() - 60));
    assertThat(leaseRenewed("2026-11-25T10:00:02.1Z").status()).isEqualTo(1);
  }

  @Test
  void aProxyIsReadyWhenItHasWrittenItsRules() throws Exception {
    String metrics =
        """
        # TYPE kubeproxy_sync_proxy_rules_last_timestamp_seconds gauge
        kubeproxy_sync_proxy_rules_last_timestamp_seconds%s %s
        process_start_time_seconds 1.79e+09
        """;

    answer(metrics.formatted("", "0"));
    assertThat(run("proxy-synced").said())
        .isEqualTo("kube-proxy has written no rules since it began");
    answer(metrics.formatted("", "1.7900000021234e+09"));
    assertThat(run("proxy-synced").status()).isZero();
    answer(metrics.formatted("{ip_family=\"IPv4\"}", "1.7900000021234e+09"));
    assertThat(run("proxy-synced").status()).isZero();
    Files.delete(root.resolve("answer"));
    assertThat(run("proxy-synced").status()).isEqualTo(1);
  }

  private Ended flannelNode(String node) throws Exception {
    answer(node);
    return run("flannel-node", "/keys", "https://127.0.0.1:6444", root + "/run/flannel/node.env");
  }

  @Test
  void flannelBeginsWhenItsNodeHasASubnet() throws Exception {
    script("bin/uname", "#!/bin/sh\necho Node-7.Example\n");
    script("bin/sleep", "#!/bin/sh\n");
    script(
        "bin/date",
        """
        #!/bin/sh
        echo $(($(cat %1$s/now 2>/dev/null || echo 0) + 20)) | tee %1$s/now.new
        mv %1$s/now.new %1$s/now
        """
            .formatted(root));

    assertThat(flannelNode("{\"spec\": {}}").said())
        .isEqualTo("the node node-7.example has no part of the pods' network yet");
    assertThat(root.resolve("run/flannel/node.env")).doesNotExist();
    Files.delete(root.resolve("answer"));
    assertThat(
            run("flannel-node", "/keys", "https://127.0.0.1:6444", root + "/run/flannel/node.env")
                .said())
        .endsWith("pods' network yet: curl: (7) Failed to connect");

    assertThat(flannelNode("{\"spec\": {\n  \"podCIDR\": \"10.244.3.0/24\"\n}}").status()).isZero();
    assertThat(root.resolve("run/flannel/node.env")).hasContent("NODE_NAME=node-7.example");
    assertThat(Files.readString(root.resolve("asked")))
        .contains("--cert /keys/flannel.crt --key /keys/flannel.key")
        .endsWith("https://127.0.0.1:6444/api/v1/nodes/node-7.example\n");
  }

  @Test
  void flannelsNetworkIsPutIntoTheFirstEtcdThatTakesIt() throws Exception {
    Path network = Files.writeString(root.resolve("network.json"), "{}");
    answer("");

    Ended ended =
        run(
            "flannel-config",
            network.toString(),
            "/coreos.com/network/config",
            "/keys",
            "https://10.0.0.1:2379",
            "https://10.0.0.2:2379");

    assertThat(ended.status()).isZero();
    assertThat(Files.readAllLines(root.resolve("asked")))
        .singleElement()
        .asString()
        .contains("--cert /keys/flannel-etcd-client.crt")
        .contains("\"key\": \"L2NvcmVvcy5jb20vbmV0d29yay9jb25maWc=\", \"value\": \"e30=\"")
        .endsWith("https://10.0.0.1:2379/v3/kv/put");

    Files.delete(root.resolve("answer"));
    assertThat(run("flannel-config", network.toString(), "/k", "/keys", "http://a:1").said())
        .contains("no etcd took the network's configuration");
  }

  @Test
  void podsGetTheSubnetOfFlannel() throws Exception {
    Path subnet =
        Files.writeString(
            root.resolve("subnet.env"),
            """
            FLANNEL_NETWORK=10.244.0.0/16
            FLANNEL_SUBNET=10.244.7.129/25
            FLANNEL_MTU=1450
            FLANNEL_IPMASQ=true
            """);
    Path conflist = root.resolve("10-flannel.conflist");

    assertThat(run("flannel-cni", subnet.toString(), conflist.toString()).status()).isZero();

    assertThat(YamlDocument.parse("conflist", Files.readString(conflist)).root().toString())
        .contains("subnet=10.244.7.128/25", "mtu=1450", "dst=10.244.0.0/16");
  }
}
