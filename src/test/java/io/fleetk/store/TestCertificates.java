package io.fleetk.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates of an authority that lives as long as a test, made by the JDK's keytool. */
public final class TestCertificates {
  private static final String PASSWORD = "changeit";

  private final Path directory;
  private final Path keystore;

  /** Certificates that lie in a directory. */
  public TestCertificates(Path directory) {
    this.directory = directory;
    this.keystore = directory.resolve("keys.p12");
    make("ca", "-ext", "bc:c");
  }

  /** Makes a pair for the loopback, signed by the authority. */
  public TestCertificates with(String name) {
    make(name, "-signer", "ca", "-ext", "san=ip:127.0.0.1", "-ext", "eku=serverAuth,clientAuth");
    return this;
  }

  /** The authority's certificate. */
  public Path authority() {
    return certificate("ca");
  }

  /** The PEM file of a certificate. */
  public Path certificate(String name) {
    return directory.resolve(name + ".crt");
  }

  /** The PEM file of a private key, PKCS #8. */
  public Path key(String name) {
    return directory.resolve(name + ".key");
  }

  private void make(String name, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    command.addAll(List.of("-keystore", keystore.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(options));
    try {
      Path log = directory.resolve("keytool.log");
      Process keytool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new AssertionError("keytool failed: " + Files.readString(log));
      }
      export(name);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void export(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      store.load(in, PASSWORD.toCharArray());
    }
    Files.writeString(
        certificate(name), pem("CERTIFICATE", store.getCertificate(name).getEncoded()));
    Files.writeString(
        key(name), pem("PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded()));
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }
}
