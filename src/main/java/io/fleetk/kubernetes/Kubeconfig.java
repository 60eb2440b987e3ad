package io.fleetk.kubernetes;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Where a cluster is and who one is there: what the current context of a kubeconfig file names.
 *
 * @param server the API's URL
 * @param authority certificates, PEM, that vouch for the API
 * @param certificate the client's certificate, PEM, and those above it
 * @param key its key, PEM
 */
public record Kubeconfig(String server, String authority, String certificate, String key) {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Nothing is null. */
  public Kubeconfig {
    requireNonNull(server);
    requireNonNull(authority);
    requireNonNull(certificate);
    requireNonNull(key);
  }

  /**
   * Reads a kubeconfig file.
   *
   * @throws KubernetesException when it is none, or has no certificate to show
   */
  public static Kubeconfig read(Path file) throws IOException {
    String text = Files.readString(file);
    if (text.isBlank()) {
      throw unusable(file, "it is empty");
    }
    Map<?, ?> root;
    try {
      root = YAML.readValue(text, Map.class);
    } catch (JacksonException e) {
      throw unusable(
          file, "it is no YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    String context = text(root, "current-context").orElse("");
    Map<?, ?> chosen =
        entry(root, "contexts", context, "context")
            .orElseThrow(() -> unusable(file, "its current-context names no context"));
    Map<?, ?> cluster =
        entry(root, "clusters", text(chosen, "cluster").orElse(""), "cluster")
            .orElseThrow(() -> unusable(file, "its context names no cluster"));
    Map<?, ?> user =
        entry(root, "users", text(chosen, "user").orElse(""), "user")
            .orElseThrow(() -> unusable(file, "its context names no user"));
    return new Kubeconfig(
        text(cluster, "server").orElseThrow(() -> unusable(file, "its cluster has no server")),
        pem(file, cluster, "certificate-authority"),
        pem(file, user, "client-certificate"),
        pem(file, user, "client-key"));
  }

  private static Optional<Map<?, ?>> entry(Map<?, ?> root, String list, String name, String kind) {
    if (root.get(list) instanceof List<?> entries) {
      for (Object entry : entries) {
        if (entry instanceof Map<?, ?> named
            && name.equals(named.get("name"))
            && named.get(kind) instanceof Map<?, ?> found) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> text(Map<?, ?> mapping, String key) {
    return Optional.ofNullable(mapping.get(key)).map(Object::toString);
  }

  /** What stands in the file itself, or in another one that it names. */
  private static String pem(Path file, Map<?, ?> mapping, String key) throws IOException {
    Optional<String> embedded = text(mapping, key + "-data");
    if (embedded.isPresent()) {
      try {
        byte[] decoded = Base64.getMimeDecoder().decode(embedded.get());
        return new String(decoded, StandardCharsets.US_ASCII);
      } catch (IllegalArgumentException e) {
        throw unusable(file, "its %s-data is no base64".formatted(key));
      }
    }
    String named =
        text(mapping, key)
            .orElseThrow(
                () ->
                    unusable(
                        file, "it has no %s; give one with a client certificate".formatted(key)));
    return Files.readString(file.resolveSibling(named), StandardCharsets.US_ASCII);
  }

  private static KubernetesException unusable(Path file, String why) {
    return KubernetesException.lasting("%s: %s".formatted(file, why));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Kubeconfig[server=%s]".formatted(server);
  }
}
