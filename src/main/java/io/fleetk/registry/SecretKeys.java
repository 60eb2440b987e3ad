package io.fleetk.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fleetk.fleet.FleetRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The keys that a fleet's secrets are encrypted with, wherever they are kept. */
@FunctionalInterface
public interface SecretKeys {
  /**
   * The keys: the first encrypts, each decrypts what it encrypted. Asked for at every use, so that
   * a key that was put there helps at once.
   *
   * @throws FleetRefusedException when there is none, with what to do
   */
  List<SecretKey> keys();

  /** No keys, where nobody said where they are. */
  static SecretKeys none() {
    return () -> {
      throw new FleetRefusedException(
          "this fleet has no key for secrets: make one with 'fleetk secret keygen' and name it to every daemon (secret_key_file)");
    };
  }

  /** The keys of a file, one a line in base64; empty lines and those with a # do not count. */
  static SecretKeys inFile(Path file) {
    return () -> {
      List<String> lines;
      try {
        lines = Files.readAllLines(file, US_ASCII);
      } catch (NoSuchFileException e) {
        throw new FleetRefusedException(
            "there is no key for secrets on this machine (%s): copy it there from another, or make the fleet's first with 'fleetk secret keygen --out %s'"
                .formatted(file, file),
            e);
      } catch (IOException e) {
        throw new FleetRefusedException(
            "the key for secrets cannot be read: %s (%s)"
                .formatted(file, e.getClass().getSimpleName()),
            e);
      }
      List<SecretKey> keys = new ArrayList<>();
      for (int at = 0; at < lines.size(); at++) {
        String line = lines.get(at).strip();
        if (!line.isEmpty() && !line.startsWith("#")) {
          keys.add(key(file, at + 1, line));
        }
      }
      if (keys.isEmpty()) {
        throw new FleetRefusedException("there is no key for secrets in " + file);
      }
      return List.copyOf(keys);
    };
  }

  private static SecretKey key(Path file, int number, String line) {
    try {
      return SecretKey.decode(line);
    } catch (IllegalArgumentException e) {
      throw new FleetRefusedException(
          "%s:%d: no key for secrets: %s".formatted(file, number, e.getMessage()), e);
    }
  }
}
