package io.fleetk.pki;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.pki.InitializationRequest.Existing;
import io.fleetk.pki.InitializationRequest.Extra;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Folders of keys for tests, and openssl's opinion of them. */
final class Folders {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final SecureRandom RANDOM = new SecureRandom();

  private Folders() {}

  static ClusterNames names(String... more) {
    return new ClusterNames(
        "prod",
        "https://api.example.com:6443",
        "https://127.0.0.1:7443",
        "10.96.0.0/16, fd00:10::/108",
        "cluster.local",
        List.of("10.0.0.1", "fd00::5"),
        List.of("10.0.0.1", "fd00::5", "10.0.0.9"),
        List.of(more),
        List.of("10.0.0.7"));
  }

  static InitializationRequest request(ClusterNames names, Extra... extras) {
    Set<Extra> asked = EnumSet.noneOf(Extra.class);
    asked.addAll(List.of(extras));
    return new InitializationRequest(names, KeyType.ECDSA, Lifetimes.DEFAULT, Map.of(), asked);
  }

  static PkiFolder made(Path path, Extra... extras) {
    PkiFolder folder = new PkiFolder(path);
    Initialization.run(folder, request(names(), extras), NOW, RANDOM);
    return folder;
  }

  /** An authority that openssl makes, in {@code k.pem} and {@code c.pem} of a folder. */
  static Existing authority(Path folder, String curve, String subject, String... more) {
    Existing made = new Existing(folder.resolve("c.pem"), folder.resolve("k.pem"));
    openssl("ecparam", "-name", curve, "-genkey", "-out", made.key().toString());
    List<String> words = new ArrayList<>(List.of("req", "-x509", "-key", made.key().toString()));
    words.addAll(List.of("-subj", subject, "-out", made.certificate().toString()));
    words.addAll(List.of(more));
    openssl(words.toArray(String[]::new));
    return made;
  }

  /** What is asked for a folder whose cluster's authority exists. */
  static InitializationRequest request(Existing authority) {
    return new InitializationRequest(
        names(),
        KeyType.ECDSA,
        Lifetimes.DEFAULT,
        Map.of(AuthorityKind.CLUSTER, authority),
        Set.of());
  }

  /** Runs openssl; gives what it prints. */
  static String openssl(String... words) {
    try {
      List<String> command = new ArrayList<>(List.of("openssl"));
      command.addAll(List.of(words));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("openssl hangs");
      }
      return said;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
