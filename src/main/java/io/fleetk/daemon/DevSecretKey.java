package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fleetk.registry.SecretKey;
import io.fleetk.registry.SecretKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** The key of a dev fleet's secrets, made when the fleet first comes up and kept in its folder. */
final class DevSecretKey {
  private static final String FILE = "secret.key";

  private DevSecretKey() {}

  static SecretKeys in(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      Files.createDirectories(directory);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, SecretKey.generate(new SecureRandom()).encode() + "\n", US_ASCII);
    }
    return SecretKeys.inFile(file);
  }
}
