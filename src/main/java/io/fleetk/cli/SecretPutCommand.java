package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.pki.PkiFolder;
import io.fleetk.unit.CarriedSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk secret put}: keeps secrets. */
@Command(
    name = "put",
    header = "Keep a secret, or every file of a folder.",
    description = {
      "Keeps a secret under a name, from a file or, with - or without a file, from standard input; or",
      "every file of a folder; of a folder of keys that 'fleetk pki' made, those that machines need.",
      "One whose text is the same is left alone. Units that name a changed secret get it by the next",
      "'fleetk apply', as a rolling restart."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk secret put kubernetes/apiserver.key pki/apiserver.key",
      "  pass show registry | fleetk secret put registry/password -",
      "  fleetk secret put --dir pki/ --prefix kubernetes/"
    })
final class SecretPutCommand extends FleetkCommand {
  private static final String STANDARD_INPUT = "-";

  @Parameters(index = "0", arity = "0..1", paramLabel = "SECRET", description = "the secret's name")
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "its text; - or nothing is standard input")
  private String file;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description = "every file below this folder, each named by its path there")
  private Path folder;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "what the names of --dir begin with, such as kubernetes/")
  private String prefix;

  @Option(
      names = "--all",
      description =
          "with --dir, also what stays in a folder of keys otherwise: the keys of other authorities than ca.key, users/ and *.conf")
  private boolean all;

  @Override
  public Integer call() throws IOException {
    if ((name == null) == (folder == null)) {
      throw CommandFailure.badInput("give either NAME and FILE, or --dir FOLDER");
    }
    if (folder == null && !prefix.isEmpty()) {
      throw CommandFailure.badInput("--prefix goes with --dir");
    }
    if (folder == null && all) {
      throw CommandFailure.badInput("--all goes with --dir");
    }
    Map<String, byte[]> texts = folder == null ? Map.of(name, single()) : inFolder();
    for (Map.Entry<String, byte[]> text : texts.entrySet()) {
      require(text.getKey(), text.getValue());
    }
    int changed = 0;
    try (Fleet fleet = openFleet()) {
      FleetSecrets secrets = Secrets.of(fleet);
      for (Map.Entry<String, byte[]> text : texts.entrySet()) {
        FleetSecrets.Put put = secrets.put(text.getKey(), text.getValue());
        Arrays.fill(text.getValue(), (byte) 0);
        changed += put.changed() ? 1 : 0;
        if (put.changed()) {
          out()
              .println(
                  "secret %s: version %d, %s"
                      .formatted(
                          put.secret().name(),
                          put.secret().version(),
                          Plural.of((int) put.secret().size(), "byte")));
        }
      }
    }
    int unchanged = texts.size() - changed;
    if (unchanged > 0) {
      out().println("%s unchanged".formatted(Plural.of(unchanged, "secret")));
    }
    return ExitCode.OK;
  }

  /** Everything is looked at before anything is put. */
  private static void require(String name, byte[] text) {
    if (!CarriedSecret.isName(name)) {
      throw CommandFailure.badInput(
          "'%s' is no name of a secret: use letters, digits, '_', '.', '-' and slashes between them"
              .formatted(name));
    }
    if (text.length == 0 || text.length > FleetSecrets.MAX_BYTES) {
      throw CommandFailure.badInput(
          "%s: %d bytes; a secret has 1 to %d"
              .formatted(name, text.length, FleetSecrets.MAX_BYTES));
    }
  }

  private byte[] single() throws IOException {
    if (file == null || file.equals(STANDARD_INPUT)) {
      StringBuilder text = new StringBuilder();
      char[] some = new char[8192];
      for (int read = surroundings().in().read(some);
          read >= 0;
          read = surroundings().in().read(some)) {
        text.append(some, 0, read);
      }
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
    return read(Path.of(file));
  }

  private static byte[] read(Path path) throws IOException {
    if (Files.exists(path) && Files.size(path) > FleetSecrets.MAX_BYTES) {
      throw CommandFailure.badInput(
          "%s: %d bytes; a secret has 1 to %d"
              .formatted(path, Files.size(path), FleetSecrets.MAX_BYTES));
    }
    return Files.readAllBytes(path);
  }

  private Map<String, byte[]> inFolder() throws IOException {
    var keys = new PkiFolder(folder);
    Map<String, byte[]> texts = new TreeMap<>();
    SortedSet<String> keptBack = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        String inside = folder.relativize(path).toString();
        if (inside.startsWith(".") || inside.contains("/.")) {
          continue;
        }
        if (!all && keys.isKeptBack(inside)) {
          keptBack.add(inside);
        } else {
          texts.put(prefix + inside, read(path));
        }
      }
    }
    if (!keptBack.isEmpty()) {
      note(
          "not put, as no machine needs it: %s (--all puts these too)"
              .formatted(String.join(", ", keptBack)));
    }
    if (texts.isEmpty()) {
      throw CommandFailure.badInput("%s: there is no file in it".formatted(folder));
    }
    return texts;
  }
}
