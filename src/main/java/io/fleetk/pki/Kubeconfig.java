package io.fleetk.pki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * How somebody reaches a cluster's API, in one file that needs no other.
 *
 * @param cluster the cluster's name
 * @param server the API's URL
 * @param authority the certificates, PEM, that vouch for the API
 * @param user who it is
 * @param credential how it proves that
 */
public record Kubeconfig(
    String cluster, String server, String authority, String user, Credential credential) {

  /** What YAML takes for a text without quotes, in any of its versions. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z]([A-Za-z0-9@._/:\\[\\]-]*[A-Za-z0-9@._/\\]-])?");

  /** What looks like a text and is none. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

  /** How a user proves who it is. */
  public sealed interface Credential {
    /** By a certificate and its key, PEM. */
    record Certificate(String certificate, String key) implements Credential {}

    /** By a token. */
    record Token(String token) implements Credential {}
  }

  /** Nothing is null. */
  public Kubeconfig {
    requireNonNull(cluster);
    requireNonNull(server);
    requireNonNull(authority);
    requireNonNull(user);
    requireNonNull(credential);
  }

  /** The file's text. */
  public String text() {
    String proof =
        switch (credential) {
          case Credential.Certificate own ->
              "      client-certificate-data: %s\n      client-key-data: %s\n"
                  .formatted(encoded(own.certificate()), encoded(own.key()));
          case Credential.Token own -> "      token: %s\n".formatted(scalar(own.token()));
        };
    return """
        apiVersion: v1
        kind: Config
        clusters:
          - name: %1$s
            cluster:
              server: %2$s
              certificate-authority-data: %3$s
        users:
          - name: %4$s
            user:
        %5$scontexts:
          - name: %6$s
            context:
              cluster: %1$s
              user: %4$s
        current-context: %6$s
        """
        .formatted(
            scalar(cluster),
            scalar(server),
            encoded(authority),
            scalar(user),
            proof,
            scalar(user + "@" + cluster));
  }

  /** A text as YAML reads it back as a text, in quotes where it would be something else. */
  private static String scalar(String text) {
    return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : JsonMapper.shared().writeValueAsString(text);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** Reads a kubeconfig that embeds all it needs, as fleetk writes them; empty for any other. */
  public static Optional<Kubeconfig> read(String text) {
    try {
      JsonNode root = YAMLMapper.shared().readTree(text);
      JsonNode cluster = root.at("/clusters/0");
      JsonNode user = root.at("/users/0");
      String certificate = decoded(user.at("/user/client-certificate-data"));
      String key = decoded(user.at("/user/client-key-data"));
      String token = user.at("/user/token").asString("");
      String server = cluster.at("/cluster/server").asString("");
      if (server.isEmpty() || (key.isEmpty() && token.isEmpty())) {
        return Optional.empty();
      }
      return Optional.of(
          new Kubeconfig(
              cluster.at("/name").asString(""),
              server,
              decoded(cluster.at("/cluster/certificate-authority-data")),
              user.at("/name").asString(""),
              key.isEmpty()
                  ? new Credential.Token(token)
                  : new Credential.Certificate(certificate, key)));
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a text is as fleetk writes it, so that nothing is lost when it is written anew. */
  public static boolean isWritten(String text) {
    return read(text).filter(read -> read.isWrittenAs(text)).isPresent();
  }

  /** Whether a text is as fleetk writes this one. */
  public boolean isWrittenAs(String text) {
    return text().equals(text);
  }

  private static String decoded(JsonNode data) {
    return new String(Base64.getDecoder().decode(data.asString("")), UTF_8);
  }
}
