package io.fleetk.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KubernetesApiTest {
  @TempDir private Path folder;
  private StandInApi server;

  @BeforeEach
  void serve() throws IOException {
    server = new StandInApi(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private KubernetesApi api() throws IOException {
    return KubernetesApi.of(Kubeconfig.read(server.keys().resolve("admin.conf")));
  }

  private static KubernetesObject token() throws KubernetesException {
    return token("abcdef");
  }

  private static KubernetesObject token(String id) throws KubernetesException {
    return FirstObjects.bootstrapToken(id + ".0123456789abcdef\n", Optional.empty());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void appliesOnTheServersSideAsWhomTheKubeconfigNames() throws IOException {
    try (KubernetesApi api = api()) {
      assertThat(api.apply(token(), false)).isEqualTo(new Applied.Made());
      assertThat(api.apply(token(), false)).isEqualTo(new Applied.Kept());
    }

    String path = "/api/v1/namespaces/kube-system/secrets/bootstrap-token-abcdef";
    assertThat(server.objects().get(path))
        .contains("\"type\":\"bootstrap.kubernetes.io/token\"")
        .contains("\"token-secret\":\"%s\"".formatted(base64("0123456789abcdef")))
        .doesNotContain("expiration");
    assertThat(server.requests())
        .first()
        .asString()
        .startsWith("GET /api/v1 ")
        .contains("CN=kubernetes-admin")
        .contains("O=system:masters");
    assertThat(server.requests().get(1))
        .startsWith(
            "PATCH " + path + "?fieldManager=fleetk&force=false application/apply-patch+yaml");
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void leavesWhatOthersHaveSetUnlessForced() throws IOException {
    String path = "/api/v1/namespaces/kube-system/secrets/bootstrap-token-abcdef";
    server.own(path, "Apply failed with 2 conflicts: conflicts with \\\"me\\\":\\n- .a\\n- .b");
    try (KubernetesApi api = api()) {
      assertThat(api.apply(token(), false))
          .isEqualTo(
              new Applied.Left("Apply failed with 2 conflicts: conflicts with \"me\": .a .b"));
      assertThat(server.objects()).isEmpty();
      assertThat(api.apply(token(), true)).isEqualTo(new Applied.Made());
    }
  }

  @Test
  void removesItsOtherTokens() throws IOException {
    try (KubernetesApi api = api()) {
      for (String id : List.of("aaaaaa", "bbbbbb", "cccccc")) {
        api.apply(token(id), true);
      }
      server.objects().put("/api/v1/namespaces/kube-system/secrets/own", "{}");

      assertThat(api.removeTokensBut(token("bbbbbb")))
          .extracting(KubernetesObject::toString)
          .containsExactlyInAnyOrder(
              "secret/bootstrap-token-aaaaaa", "secret/bootstrap-token-cccccc");
    }

    assertThat(server.objects().keySet())
        .containsExactlyInAnyOrder(
            "/api/v1/namespaces/kube-system/secrets/bootstrap-token-bbbbbb",
            "/api/v1/namespaces/kube-system/secrets/own");
    assertThat(server.requests())
        .anyMatch(
            request ->
                request.startsWith(
                    "GET /api/v1/namespaces/kube-system/secrets?labelSelector="
                        + "app.kubernetes.io%2Fmanaged-by%3Dfleetk"
                        + "&fieldSelector=type%3Dbootstrap.kubernetes.io%2Ftoken "));
  }

  @Test
  void saysWhenATokenEnds() throws IOException {
    KubernetesObject token =
        FirstObjects.bootstrapToken(
            "abcdef.0123456789abcdef", Optional.of(Instant.parse("2026-11-25T10:00:00.123Z")));

    assertThat(token.fields().get("data"))
        .asInstanceOf(MAP)
        .containsEntry("expiration", base64("2026-11-25T10:00:00Z"));
  }

  @Test
  void findsWhereAKindBelongs() throws IOException {
    List<KubernetesObject> objects =
        FirstObjects.parse(
            "a.yaml",
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: "a:b"}
            ---
            # nothing
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: c}
            """);
    try (KubernetesApi api = api()) {
      for (KubernetesObject object : objects) {
        api.apply(object, false);
      }
    }

    assertThat(server.objects().keySet())
        .containsExactlyInAnyOrder(
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/a:b",
            "/apis/apps/v1/namespaces/default/deployments/c");
  }

  @Test
  void saysWhichKindTheClusterDoesNotHave() throws IOException {
    KubernetesObject unknown =
        FirstObjects.parse(
                "a.yaml", "{apiVersion: v1, kind: Sercet, metadata: {name: a, namespace: b}}")
            .getFirst();
    try (KubernetesApi api = api()) {
      assertThatThrownBy(() -> api.apply(unknown, false))
          .hasMessage("sercet/a: this cluster has no kind Sercet in v1");
    }
  }

  @Test
  void tellsWhatMayPassFromWhatLasts() throws IOException {
    try (KubernetesApi api = api()) {
      for (int status : List.of(404, 409, 429, 500, 503)) {
        server.refuse(status);
        KubernetesException refused =
            catchThrowableOfType(KubernetesException.class, () -> api.apply(token(), true));
        assertThat(refused.isPassing()).as("%d", status).isTrue();
        assertThat(refused).hasMessage("v1: not now");
      }
      for (int status : List.of(400, 401, 403, 422)) {
        server.refuse(status);
        KubernetesException refused =
            catchThrowableOfType(KubernetesException.class, () -> api.apply(token(), true));
        assertThat(refused.isPassing()).as("%d", status).isFalse();
      }
      server.close();
      KubernetesException away =
          catchThrowableOfType(KubernetesException.class, () -> api.apply(token(), true));
      assertThat(away.isPassing()).isTrue();
      assertThat(away).hasMessageContaining("cannot be reached");
    }
  }

  @Test
  void readsKubeconfigsWithFilesBesideThem() throws IOException {
    Path file =
        Files.writeString(
            server.keys().resolve("own.kubeconfig"),
            """
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1", certificate-authority: ca.crt}}]
            users: [{name: u, user: {client-certificate: admin.crt, client-key: admin.key}}]
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);

    Kubeconfig read = Kubeconfig.read(file);

    assertThat(read.server()).isEqualTo("https://127.0.0.1:1");
    assertThat(read.key()).contains("PRIVATE KEY");
    assertThat(read).asString().doesNotContain("PRIVATE");
    KubernetesApi.of(read).close();
  }

  @Test
  void saysWhatIsWrongWithAKubeconfig() throws IOException {
    assertThatThrownBy(() -> Kubeconfig.read(write(""))).hasMessageEndingWith(": it is empty");
    assertThatThrownBy(() -> Kubeconfig.read(write("a: ["))).hasMessageContaining("it is no YAML");
    assertThatThrownBy(() -> Kubeconfig.read(write("current-context: x")))
        .hasMessageEndingWith("its current-context names no context");
    assertThatThrownBy(
            () ->
                Kubeconfig.read(
                    write(
                        """
                        clusters: [{name: c, cluster: {server: "https://a", certificate-authority-data: "YQ=="}}]
                        users: [{name: u, user: {token: t}}]
                        contexts: [{name: x, context: {cluster: c, user: u}}]
                        current-context: x
                        """)))
        .hasMessageEndingWith("it has no client-certificate; give one with a client certificate");
    assertThatThrownBy(() -> KubernetesApi.of(new Kubeconfig("https://127.0.0.1:1", "a", "b", "c")))
        .hasMessageStartingWith("the kubeconfig cannot be used: certificate-authority: ");
    assertThatThrownBy(() -> KubernetesApi.of(new Kubeconfig("http://a", "a", "b", "c")))
        .hasMessageContaining("'http://a' is no URL");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("kubeconfig"), text);
  }

  @Test
  void saysWhatIsNoObjectAndNoToken() {
    assertThatThrownBy(() -> FirstObjects.parse("a.yaml", "kind: Secret"))
        .hasMessageStartingWith("a.yaml: an object needs apiVersion, kind and metadata.name");
    assertThatThrownBy(() -> FirstObjects.parse("a.yaml", "a: [")).hasMessageContaining("not YAML");
    assertThatThrownBy(() -> FirstObjects.bootstrapToken("abc", Optional.empty()))
        .hasMessageContaining("ID.SECRET");
  }

  @Test
  void printsWhatItReads() throws IOException {
    String printed = FirstObjects.print(List.of(token(), token()));

    assertThat(FirstObjects.parse("printed", printed)).containsExactly(token(), token());
  }
}
