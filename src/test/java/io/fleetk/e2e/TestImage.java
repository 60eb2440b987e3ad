package io.fleetk.e2e;

import io.fleetk.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A container image of nothing but a static busybox, made here, so that no registry is needed:
 * {@code pause:local}, which sleeps, and the same as {@code busybox:local}.
 */
final class TestImage {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> PROGRAMS =
      List.of("sh", "sleep", "nc", "cat", "echo", "hostname", "httpd");

  private TestImage() {}

  /**
   * Writes it in the form that {@code ctr images import} reads (Docker Image Specification 1.2).
   *
   * @param busybox a static busybox
   * @param folder where it is made
   * @return the file
   */
  static Path make(Path busybox, Path folder) throws IOException {
    Path root = folder.resolve("root");
    Files.createDirectories(root.resolve("bin"));
    for (String mountPoint : List.of("dev", "proc", "sys", "tmp", "etc")) {
      Files.createDirectories(root.resolve(mountPoint));
    }
    Files.copy(busybox, root.resolve("bin/busybox"));
    root.resolve("bin/busybox").toFile().setExecutable(true, false);
    for (String program : PROGRAMS) {
      Files.createSymbolicLink(root.resolve("bin").resolve(program), Path.of("busybox"));
    }
    Path image = Files.createDirectories(folder.resolve("image"));
    Path layer = image.resolve("layer.tar");
    tar(layer, root, ".");
    Files.writeString(
        image.resolve("config.json"),
        """
        {"architecture": "amd64", "os": "linux",
         "config": {"Cmd": ["/bin/sleep", "2147483647"], "Env": ["PATH=/bin"]},
         "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
        """
            .formatted(sha256(layer)));
    Files.writeString(
        image.resolve("manifest.json"),
        """
        [{"Config": "config.json", "Layers": ["layer.tar"],
          "RepoTags": ["docker.io/library/pause:local", "docker.io/library/busybox:local"]}]
        """);
    Path file = folder.resolve("images.tar");
    tar(file, image, "manifest.json", "config.json", "layer.tar");
    return file;
  }

  private static void tar(Path file, Path folder, String... members) {
    List<String> command =
        new ArrayList<>(
            List.of("tar", "--create", "--file=" + file, "--directory=" + folder, "--owner=0"));
    command.addAll(List.of(members));
    Command.mustRun(PATIENCE, command);
  }

  /** The SHA-256 of a file, in hexadecimal. */
  static String sha256(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
