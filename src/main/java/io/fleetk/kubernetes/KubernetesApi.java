package io.fleetk.kubernetes;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A cluster's API, as one user. For one thread. */
public final class KubernetesApi implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final MediaType APPLY = MediaType.get("application/apply-patch+yaml");
  private static final JsonMapper JSON = new JsonMapper();

  /** What the field manager of everything is that fleetk applies. */
  static final String MANAGER = "fleetk";

  /** The reason that the server gives for what another field manager has set. */
  private static final String CONFLICT = "FieldManagerConflict";

  private final HttpUrl server;
  private final OkHttpClient http;
  private final Map<String, Resource> resources = new HashMap<>();

  private record Resource(String plural, boolean namespaced) {}

  private KubernetesApi(HttpUrl server, OkHttpClient http) {
    this.server = requireNonNull(server);
    this.http = requireNonNull(http);
  }

  /**
   * An API; nothing is asked of it yet.
   *
   * @throws KubernetesException when the kubeconfig's URL or keys cannot be used
   */
  public static KubernetesApi of(Kubeconfig config) throws KubernetesException {
    HttpUrl server = HttpUrl.parse(config.server());
    if (server == null || !server.isHttps()) {
      throw KubernetesException.lasting(
          "'%s' is no URL such as https://10.0.0.1:6443".formatted(config.server()));
    }
    return new KubernetesApi(
        server,
        ClientIdentity.assume(new OkHttpClient.Builder(), config).callTimeout(PATIENCE).build());
  }

  /**
   * Makes an object be as it should be. What it does not name stays as others have set it.
   *
   * @param force whether what others have set otherwise is taken back, instead of the object being
   *     left as it is
   */
  public Applied apply(KubernetesObject object, boolean force) throws KubernetesException {
    HttpUrl at = place(object);
    return call(
        new Request.Builder()
            .url(
                at.newBuilder()
                    .addQueryParameter("fieldManager", MANAGER)
                    .addQueryParameter("force", Boolean.toString(force))
                    .build())
            .patch(RequestBody.create(JSON.writeValueAsBytes(object.fields()), APPLY))
            .build(),
        response -> {
          if (!response.isSuccessful()) {
            return left(object, response);
          }
          return response.code() == 201 ? new Applied.Made() : new Applied.Kept();
        });
  }

  /** Tells what others have set from every other refusal, some of which have the same code. */
  private static Applied left(KubernetesObject object, Response response) throws IOException {
    String said = response.body().string();
    try {
      JsonNode status = JSON.readTree(said);
      for (JsonNode cause : status.at("/details/causes")) {
        if (response.code() == 409 && cause.path("reason").asString("").equals(CONFLICT)) {
          return new Applied.Left(
              status.path("message").asString("").strip().replaceAll("\\s*\\n-?\\s*", " "));
        }
      }
    } catch (JacksonException e) {
      // Whoever answered was no API server; the refusal tells what it said.
    }
    throw refusal(object.toString(), response.code(), said);
  }

  /**
   * Removes the bootstrap tokens that fleetk has made, but for one.
   *
   * @return those that were removed
   */
  public List<KubernetesObject> removeTokensBut(KubernetesObject kept) throws KubernetesException {
    HttpUrl secrets = secrets();
    JsonNode list =
        answer(
            new Request.Builder()
                .url(
                    secrets
                        .newBuilder()
                        .addQueryParameter("labelSelector", FirstObjects.LABEL + "=" + MANAGER)
                        .addQueryParameter("fieldSelector", "type=" + FirstObjects.TOKEN_TYPE)
                        .build())
                .build(),
            "secrets",
            response -> JSON.readTree(response.body().bytes()));
    List<KubernetesObject> removed = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      String name = item.at("/metadata/name").asString("");
      if (!name.isEmpty() && !name.equals(kept.name())) {
        KubernetesObject old =
            new KubernetesObject("v1", "Secret", kept.namespace(), name, Map.of());
        answer(
            new Request.Builder()
                .url(secrets.newBuilder().addPathSegment(name).build())
                .delete()
                .build(),
            old.toString(),
            response -> true);
        removed.add(old);
      }
    }
    return removed;
  }

  private HttpUrl secrets() {
    return version("v1").addPathSegments("namespaces/kube-system/secrets").build();
  }

  private HttpUrl place(KubernetesObject object) throws KubernetesException {
    String key = object.apiVersion() + " " + object.kind();
    Resource resource = resources.get(key);
    if (resource == null) {
      resource = discover(object);
      resources.put(key, resource);
    }
    HttpUrl.Builder at = version(object.apiVersion());
    if (resource.namespaced()) {
      at.addPathSegment("namespaces").addPathSegment(object.namespace().orElse("default"));
    }
    return at.addPathSegment(resource.plural()).addPathSegment(object.name()).build();
  }

  private HttpUrl.Builder version(String apiVersion) {
    return server
        .newBuilder()
        .addPathSegments(apiVersion.contains("/") ? "apis/" + apiVersion : "api/" + apiVersion);
  }

  /** How the server calls a kind in its URLs. */
  private Resource discover(KubernetesObject object) throws KubernetesException {
    JsonNode list =
        answer(
            new Request.Builder().url(version(object.apiVersion()).build()).build(),
            object.apiVersion(),
            response -> JSON.readTree(response.body().bytes()));
    for (JsonNode resource : list.path("resources")) {
      String plural = resource.path("name").asString("");
      if (resource.path("kind").asString("").equals(object.kind()) && !plural.contains("/")) {
        return new Resource(plural, resource.path("namespaced").asBoolean(false));
      }
    }
    throw KubernetesException.lasting(
        "%s: this cluster has no kind %s in %s"
            .formatted(object, object.kind(), object.apiVersion()));
  }

  private interface Reader<T> {
    T read(Response response) throws IOException;
  }

  /** What is read from an answer, which must not be a refusal. */
  private <T> T answer(Request request, String what, Reader<T> reader) throws KubernetesException {
    return call(
        request,
        response -> {
          if (!response.isSuccessful()) {
            throw refusal(what, response.code(), response.body().string());
          }
          return reader.read(response);
        });
  }

  private <T> T call(Request request, Reader<T> reader) throws KubernetesException {
    try (Response response = http.newCall(request).execute()) {
      return reader.read(response);
    } catch (KubernetesException e) {
      throw e;
    } catch (JacksonException e) {
      throw KubernetesException.passing(
          "%s gives no JSON for %s".formatted(server, request.url().encodedPath()));
    } catch (IOException e) {
      throw new KubernetesException(
          "%s cannot be reached: %s".formatted(server, reason(e)), true, e);
    }
  }

  private static String reason(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  /**
   * A server that has only just begun lacks name spaces and whole API groups, so that "not found"
   * may pass too.
   */
  private static KubernetesException refusal(String what, int code, String answer) {
    String said = answer;
    try {
      said = JSON.readTree(answer).path("message").asString(answer);
    } catch (JacksonException e) {
      // Whoever answered was no API server; what it said is told as it is.
    }
    String told = "%s: %s".formatted(what, said.isBlank() ? "HTTP " + code : said.strip());
    return code == 404 || code == 409 || code == 429 || code >= 500
        ? KubernetesException.passing(told)
        : KubernetesException.lasting(told);
  }

  /** Ends its connections. */
  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
