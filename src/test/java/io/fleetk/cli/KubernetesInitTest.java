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
  void anotherTokenTakesThePlaceOfTheFirst() throws IOException {
    Path objects = Files.writeString(folder.resolve("objects.yaml"), "");
    Path token = Files.writeString(folder.resolve("token"), "aaaaaa.0123456789abcdef");
    String[] words = {
      "kubernetes", "init", "--objects", objects.toString(), "--bootstrap-token", token.toString()
    };
    assertThat(desk.types(words).out()).isEqualTo("secret/bootstrap-token-aaaaaa made\n");
    Files.writeString(token, "bbbbbb.0123456789abcdef");

    assertThat(desk.types(words).out())
        .isEqualTo(
            """
            secret/bootstrap-token-bbbbbb made
            secret/bootstrap-token-aaaaaa removed: another token is in its place
            """);

    assertThat(api.objects().keySet())
        .singleElement()
        .asString()
        .endsWith("/bootstrap-token-bbbbbb");
  }

  @Test
  void aTokenEndsWhenToldTo() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "aaaaaa.0123456789abcdef");
    String printed =
        desk.types(
                "kubernetes",
                "init",
                "units",
                "--print",
                "--bootstrap-token",
                token.toString(),
                "--token-ttl",
                "24h")
            .out();

    assertThat(printed).contains("expiration: ");
    assertThat(desk.types("kubernetes", "init", "units", "--token-ttl", "24h").err())
        .contains("--token-ttl is for a token: give --bootstrap-token FILE");
  }

  @Test
  void leavesWhatOthersHaveSetUnlessForced() throws IOException {
    Path objects =
        Files.writeString(
            folder.resolve("objects.yaml"),
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: b}}");
    api.own("/api/v1/namespaces/b/configmaps/a", "conflict with kubectl-edit: .data.Corefile");

    Desk.Seen seen = desk.types("kubernetes", "init", "--objects", objects.toString());

    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out())
        .isEqualTo("configmap/a left as it is: conflict with kubectl-edit: .data.Corefile\n");
    assertThat(seen.err()).contains("--force takes it back");
    assertThat(desk.types("kubernetes", "init", "--objects", objects.toString(), "--force").out())
        .isEqualTo("configmap/a made\n");
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
