package io.fleetk.pki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of keys and certificates. Files are written beside their place and moved there, so that
 * nobody ever sees half of one; folders are for their owner only, and so is every file that holds a
 * secret.
 */
public final class PkiFolder {
  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final FileAttribute<?> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNERS_FILE = PosixFilePermissions.asFileAttribute(SECRET);
  private static final String CERTIFICATE = ".crt";
  private static final String KEY = ".key";
  private static final String KUBECONFIG = ".conf";

  /**
   * The cluster's authority once more, without those that vouch for it: who signs for kubelets
   * takes exactly one certificate (kube-controller-manager, {@code --cluster-signing-cert-file}).
   */
  static final String SIGNING = "ca-signing";

  private final Path root;

  /** A folder, which need not exist. */
  public PkiFolder(Path root) {
    this.root = requireNonNull(root);
  }

  /** Where a file is, as the user would name it. */
  public Path path(String name) {
    return root.resolve(name);
  }

  /** Whether there is such a file. */
  public boolean has(String name) {
    return Files.exists(path(name));
  }

  /** Whether the folder is there at all. */
  public boolean exists() {
    return Files.isDirectory(root);
  }

  /**
   * A file's text.
   *
   * @throws PkiException when it is not there or cannot be read
   */
  public String read(String name) {
    return read(path(name));
  }

  /**
   * The text of a file outside any folder.
   *
   * @throws PkiException when it is not there or cannot be read
   */
  public static String read(Path file) {
    if (!Files.exists(file)) {
      throw new PkiException(file + ": there is no such file");
    }
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new PkiException("%s: it cannot be read: %s".formatted(file, why(e)), e);
    }
  }

  /** Writes a file that only its owner may read. */
  void writeSecret(String name, String text) {
    write(name, text, SECRET);
  }

  /** Writes a file that holds no secret. */
  void writePublic(String name, String text) {
    write(name, text, PUBLIC);
  }

  private void write(String name, String text, Set<PosixFilePermission> permissions) {
    write(path(name), text, permissions);
  }

  /**
   * Writes a file outside any folder that only its owner may read.
   *
   * @throws PkiException when it cannot be written
   */
  public static void writeSecret(Path file, String text) {
    write(file, text, SECRET);
  }

  private static void write(Path file, String text, Set<PosixFilePermission> permissions) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder, OWNERS_FOLDER);
      Path beside = Files.createTempFile(folder, "." + file.getFileName(), ".fleetk", OWNERS_FILE);
      try {
        Files.writeString(beside, text, UTF_8);
        Files.setPosixFilePermissions(beside, permissions);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new PkiException("%s: it cannot be written: %s".formatted(file, why(e)), e);
    }
  }

  private static String why(IOException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return "%s (%s)".formatted(e.getClass().getSimpleName(), message);
  }

  /** The certificates of a name, its own first; empty when there are none. */
  Optional<List<X509Certificate>> certificates(String name) {
    String file = name + CERTIFICATE;
    return has(file)
        ? Optional.of(Pem.certificates(read(file), path(file).toString()))
        : Optional.empty();
  }

  /** The private key of a name; empty when there is none. */
  Optional<PrivateKey> key(String name) {
    String file = name + KEY;
    return has(file)
        ? Optional.of(Pem.privateKey(read(file), path(file).toString()))
        : Optional.empty();
  }

  void writeCertificates(String name, List<X509Certificate> certificates) {
    writePublic(name + CERTIFICATE, Pem.of(certificates));
  }

  void writeKey(String name, PrivateKey key) {
    writeSecret(name + KEY, Pem.of(key));
  }

  /**
   * A kubeconfig with a certificate of this folder.
   *
   * @param name the certificate's name
   * @param user what the kubeconfig calls its holder
   * @throws PkiException when the certificate, its key or the authority's certificate is missing
   */
  public Kubeconfig kubeconfig(String cluster, String server, String name, String user) {
    return new Kubeconfig(
        cluster, server, read(AuthorityKind.CLUSTER.file() + CERTIFICATE), user, credential(name));
  }

  /** What the holder of a certificate shows. */
  Kubeconfig.Credential credential(String name) {
    return new Kubeconfig.Credential.Certificate(read(name + CERTIFICATE), read(name + KEY));
  }

  /** The names that have a certificate, such as {@code etcd/server}, in order. */
  public List<String> names() {
    return filesEndingIn(CERTIFICATE).stream()
        .map(file -> file.substring(0, file.length() - CERTIFICATE.length()))
        .filter(name -> !name.equals(SIGNING))
        .sorted()
        .toList();
  }

  /**
   * Whether a file of a folder of keys, one with the cluster's authority, had better stay there, as
   * no machine of the cluster needs it: the keys of the authorities that sign nothing in a running
   * cluster, users' certificates and keys, and kubeconfigs.
   *
   * @param file its place in the folder, such as {@code etcd/ca.key}
   */
  public boolean isKeptBack(String file) {
    return has(AuthorityKind.CLUSTER.file() + CERTIFICATE)
        && (file.startsWith(Users.FOLDER)
            || file.endsWith(KUBECONFIG)
            || Arrays.stream(AuthorityKind.values())
                .filter(kind -> kind != AuthorityKind.CLUSTER)
                .anyMatch(kind -> file.equals(kind.file() + KEY)));
  }

  /** The kubeconfigs, such as {@code admin.conf}, in order. */
  List<String> kubeconfigs() {
    return filesEndingIn(KUBECONFIG).stream().sorted().toList();
  }

  private List<String> filesEndingIn(String suffix) {
    if (!exists()) {
      throw new PkiException(
          "%s: there is no such folder; make it with: fleetk pki init --out %s"
              .formatted(root, root));
    }
    try (Stream<Path> all = Files.walk(root, 2)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(suffix) && !file.startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new PkiException("%s: it cannot be read: %s".formatted(root, why(e)), e);
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
