package io.fleetk.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that signs itself, made by the JDK's own keytool. */
record Certificate(Path store, Path pem) {
  private static final String PASSWORD = "change it";

  /**
   * Makes one.
   *
   * @param names what it is valid for, such as {@code ip:127.0.0.1}
   */
  static Certificate make(Path folder, String alias, String names) throws Exception {
    Path store = folder.resolve(alias + ".p12");
    Path pem = folder.resolve(alias + ".pem");
    keytool(
        store,
        "-genkeypair -alias server -keyalg EC -validity 30 -dname CN=%s -ext san=%s"
            .formatted(alias, names));
    keytool(store, "-exportcert -alias server -rfc -file " + pem);
    return new Certificate(store, pem);
  }

  private static void keytool(Path store, String options) throws Exception {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** What a server that presents this certificate needs. */
  SSLContext serverContext() throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
