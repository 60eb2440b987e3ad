package io.fleetk.kubernetes;

import java.util.ArrayList;
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
   * @throws KubernetesException when it is no such token
   */
  public static KubernetesObject bootstrapToken(String token) throws KubernetesException {
    Matcher parts = TOKEN.matcher(token.strip());
    if (!parts.matches()) {
      throw KubernetesException.lasting(
          "the bootstrap token is none: it is written as ID.SECRET, 6 and 16 lower-case letters or"
              + " digits");
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", "bootstrap-token-" + parts.group(1));
    metadata.put("namespace", "kube-system");
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("token-id", parts.group(1));
    data.put("token-secret", parts.group(2));
    data.put("usage-bootstrap-authentication", "true");
    data.put("description", "By which machines of the fleet join as nodes.");
    Map<String, Object> secret = new LinkedHashMap<>();
    secret.put("apiVersion", "v1");
    secret.put("kind", "Secret");
    secret.put("metadata", metadata);
    secret.put("type", "bootstrap.kubernetes.io/token");
    secret.put("stringData", data);
    return new KubernetesObject(
        "v1", "Secret", Optional.of("kube-system"), "bootstrap-token-" + parts.group(1), secret);
  }

  /** Objects as {@code kubectl apply -f -} takes them. */
  public static String print(List<KubernetesObject> objects) {
    StringBuilder text = new StringBuilder();
    objects.forEach(object -> text.append(YAML.writeValueAsString(object.fields())));
    return text.toString();
  }
}
