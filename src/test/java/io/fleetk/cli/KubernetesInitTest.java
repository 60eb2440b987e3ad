package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.kubernetes.StandInApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KubernetesInitTest {
  @TempDir private Path folder;
  private StandInApi api;
  private Desk desk;

  @BeforeEach
  void serve() throws IOException {
    api = new StandInApi(folder);
    desk = Desk.alone(folder).with("KUBECONFIG", api.keys().resolve("admin.conf").toString());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void makesTheObjectsOfAStackAndTheToken() {
    String token = api.keys().resolve("bootstrap-token").toString();
    String[] words = {
      "kubernetes", "init", "units", "--bootstrap-token", token, "--set", "coredns.replicas=5"
    };

    Desk.Seen first = desk.types(words);

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("secret/bootstrap-token-")
        .contains("clusterrolebinding/fleetk:kubelet-api made\n")
        .contains("deployment/coredns made\n");
    assertThat(api.objects().get("/apis/apps/v1/namespaces/kube-system/deployments/coredns"))
        .contains("\"replicas\":5");
    assertThat(api.objects().get("/api/v1/namespaces/kube-system/services/kube-dns"))
        .contains("\"clusterIP\":\"10.96.0.10\"");
    assertThat(desk.types(words).out()).doesNotContain("made");
  }

  @Test
  void printsThemForKubectl() {
    Desk.Seen seen = desk.types("kubernetes", "init", "units", "--print");

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out()).contains("kind: \"ClusterRoleBinding\"");
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void takesObjectsFromAFile() throws IOException {
    Path objects =
        Files.writeString(
            folder.resolve("objects.yaml"),
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: b}}");

    assertThat(desk.types("kubernetes", "init", "--objects", objects.toString()).out())
        .isEqualTo("configmap/a made" + System.lineSeparator());
    assertThat(api.objects()).containsOnlyKeys("/api/v1/namespaces/b/configmaps/a");
  }

  @Test
  void waitsForAServerThatIsNotReadyAndGivesUpInTime() {
    api.refuse(503);

    Desk.Seen seen = desk.types("kubernetes", "init", "units", "--wait-timeout", "1s");

    assertThat(seen.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
    assertThat(seen.err()).contains("not now; trying again").contains("given up after 1 s");
  }

  @Test
  void saysInOneLineWhatIsWrong() throws IOException {
    api.refuse(403);
    Desk.Seen refused = desk.types("kubernetes", "init", "units");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .endsWith(
            "fleetk: kubernetes init: rbac.authorization.k8s.io/v1: not now"
                + System.lineSeparator());

    assertThat(desk.types("kubernetes", "init").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(desk.types("kubernetes", "init", "--objects", "/nope").err())
        .contains("/nope: there is no such file");
    assertThat(desk.types("kubernetes", "init", "units", "--kubeconfig", "/nope").err())
        .contains("/nope: there is no such file");
    assertThat(desk.types("kubernetes", "init", folder.toString()).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }
}
