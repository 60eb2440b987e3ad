package io.fleetk.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads and writes the texts of objects. */
public final class FirstObjects {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  /** The label of what says whose it is. */
  static final String LABEL = "app.kubernetes.io/managed-by";

  /** The type of the secrets that make bootstrap tokens known. */
  static final String TOKEN_TYPE = "bootstrap.kubernetes.io/token";

  private static final Pattern TOKEN = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");

  private FirstObjects() {}

  /**
   * The objects in a YAML text, in their order.
   *
   * @param file the file as the user would name it
   * @throws KubernetesException when it is no text of objects
   */
  public static List<KubernetesObject> parse(String file, String text) throws KubernetesException {
    List<KubernetesObject> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (!document.isNull() && !document.isMissingNode()) {
          objects.add(KubernetesObject.of(YAML.convertValue(document, FIELDS)));
        }
      }
      return objects;
    } catch (JacksonException e) {
      throw KubernetesException.lasting(
          "%s: not YAML: %s"
              .formatted(file, e.getOriginalMessage().lines().findFirst().orElse("")));
    } catch (IllegalArgumentException e) {
      throw KubernetesException.lasting("%s: %s".formatted(file, e.getMessage()));
    }
  }

  /**
   * The secret that makes kube-apiserver accept a bootstrap token (Kubernetes, Authenticating with
   * Bootstrap Tokens).
   *
   * @param token such as {@code abcdef.0123456789abcdef}
   * @param expires from when on it is not accepted; empty for never
   * @throws KubernetesException when it is no such token
   */
  public static KubernetesObject bootstrapToken(String token, Optional<Instant> expires)
      throws KubernetesException {
    Matcher parts = TOKEN.matcher(token.strip());
    if (!parts.matches()) {
      throw KubernetesException.lasting(
          "the bootstrap token is none: it is written as ID.SECRET, 6 and 16 lower-case letters or"
              + " digits");
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", "bootstrap-token-" + parts.group(1));
    metadata.put("namespace", "kube-system");
    metadata.put("labels", Map.of(LABEL, KubernetesApi.MANAGER));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("token-id", base64(parts.group(1)));
    data.put("token-secret", base64(parts.group(2)));
    data.put("usage-bootstrap-authentication", base64("true"));
    data.put("description", base64("By which machines of the fleet join as nodes."));
    expires.ifPresent(
        instant ->
            data.put("expiration", base64(instant.truncatedTo(ChronoUnit.SECONDS).toString())));
    Map<String, Object> secret = new LinkedHashMap<>();
    secret.put("apiVersion", "v1");
    secret.put("kind", "Secret");
    secret.put("metadata", metadata);
    secret.put("type", TOKEN_TYPE);
    // Not stringData, of which the server does not know later that fleetk has set it.
    secret.put("data", data);
    return new KubernetesObject(
        "v1", "Secret", Optional.of("kube-system"), "bootstrap-token-" + parts.group(1), secret);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** Objects as {@code kubectl apply -f -} takes them. */
  public static String print(List<KubernetesObject> objects) {
    StringBuilder text = new StringBuilder();
    objects.forEach(object -> text.append(YAML.writeValueAsString(object.fields())));
    return text.toString();
  }
}
