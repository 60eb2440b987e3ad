package io.fleetk.context;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * The file that a user's contexts are in.
 *
 * @param path where it is
 * @param shown what people call it: below their home with a {@code ~}
 * @param named whether somebody named it, so that it must be there to be read
 */
public record ContextFile(Path path, String shown, boolean named) {
  private static final String HEAD = "# fleetk's contexts: see 'fleetk context --help'.\n";
  private static final String FOLDER_MODE = "rwx------";
  private static final String FILE_MODE = "rw-------";

  /** A file, which need not be there. */
  public ContextFile {
    requireNonNull(path);
    requireNonNull(shown);
  }

  /**
   * The one that counts: what an option names, else {@code $FLEETK_CONFIG}, else {@code
   * fleetk/config.yaml} below {@code $XDG_CONFIG_HOME} or {@code ~/.config}.
   */
  public static ContextFile find(Optional<Path> option, Map<String, String> environment) {
    Path home = Path.of(given(environment, "HOME").orElse(System.getProperty("user.home")));
    Optional<Path> named = option.or(() -> given(environment, "FLEETK_CONFIG").map(Path::of));
    Path path =
        named
            .orElseGet(
                () ->
                    given(environment, "XDG_CONFIG_HOME")
                        .map(Path::of)
                        .orElse(home.resolve(".config"))
                        .resolve(Path.of("fleetk", "config.yaml")))
            .toAbsolutePath()
            .normalize();
    String shown = path.startsWith(home) ? "~/" + home.relativize(path) : path.toString();
    return new ContextFile(path, shown, named.isPresent());
  }

  private static Optional<String> given(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * What it says; nothing when it is not there, unless somebody named it.
   *
   * @throws IllegalArgumentException when that makes no sense, in one line that says where
   * @throws IOException when it cannot be read
   */
  public Contexts read() throws IOException {
    if (named && !Files.exists(path)) {
      throw new IllegalArgumentException(
          "there is no file of contexts %s; 'fleetk context set NAME --endpoint URL' makes it"
              .formatted(shown));
    }
    return readIfThere();
  }

  /** What it says; nothing when it is not there. Throws as {@link #read} does. */
  public Contexts readIfThere() throws IOException {
    if (!Files.exists(path)) {
      return empty();
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          "%s is a directory, not a file of contexts".formatted(shown));
    }
    try {
      return ContextFileReader.parse(shown, Files.readString(path, UTF_8));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("%s is no text in UTF-8".formatted(shown), e);
    }
  }

  private Contexts empty() {
    return new Contexts(shown, Optional.empty(), Map.of());
  }

  /** A path that stands in it, complete: it goes from the file's folder. */
  public Path complete(String text) {
    return path.resolveSibling(text).normalize();
  }

  /**
   * Writes it as a whole: whoever reads it meanwhile sees what was or what is. Only its owner may
   * read it. Where the path is a link, what it leads to is written.
   */
  public void write(Contexts contexts) throws IOException {
    Path target = Files.exists(path) ? path.toRealPath() : path;
    Path folder = target.toAbsolutePath().getParent();
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FOLDER_MODE)));
    Path aside =
        Files.createTempFile(
            folder,
            ".config",
            ".yaml",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE_MODE)));
    try {
      Files.writeString(aside, text(contexts), UTF_8);
      Files.move(aside, target, ATOMIC_MOVE, REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static String text(Contexts contexts) {
    Map<String, Object> document = new LinkedHashMap<>();
    contexts.current().ifPresent(name -> document.put("current", name));
    Map<String, Object> all = new LinkedHashMap<>();
    for (Context context : contexts.all()) {
      Map<String, String> settings = new LinkedHashMap<>();
      context.settings().forEach((setting, text) -> settings.put(setting.key(), text));
      all.put(context.name(), settings);
    }
    document.put("contexts", all);
    return HEAD
        + YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .build()
            .writeValueAsString(document);
  }
}
