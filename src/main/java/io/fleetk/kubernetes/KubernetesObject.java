package io.fleetk.kubernetes;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An object of a cluster, as it should be.
 *
 * @param apiVersion such as {@code v1} or {@code apps/v1}
 * @param kind such as {@code Deployment}
 * @param namespace where it is; empty for what is in none
 * @param name its name there
 * @param fields all of it, these too
 */
public record KubernetesObject(
    String apiVersion,
    String kind,
    Optional<String> namespace,
    String name,
    Map<String, Object> fields) {
  /** Copies the map. */
  public KubernetesObject {
    requireNonNull(apiVersion);
    requireNonNull(kind);
    requireNonNull(namespace);
    requireNonNull(name);
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * An object of its fields.
   *
   * @throws IllegalArgumentException when they do not say what it is
   */
  static KubernetesObject of(Map<String, Object> fields) {
    if (fields.get("apiVersion") instanceof String version
        && fields.get("kind") instanceof String kind
        && fields.get("metadata") instanceof Map<?, ?> metadata
        && metadata.get("name") instanceof String name) {
      return new KubernetesObject(
          version,
          kind,
          Optional.ofNullable(metadata.get("namespace")).map(Object::toString),
          name,
          fields);
    }
    throw new IllegalArgumentException(
        "an object needs apiVersion, kind and metadata.name, and one has only " + fields.keySet());
  }

  /** As kubectl would call it: {@code deployment/coredns}. */
  @Override
  public String toString() {
    return kind.toLowerCase(Locale.ROOT) + "/" + name;
  }
}
