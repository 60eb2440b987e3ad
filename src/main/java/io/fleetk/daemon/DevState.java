package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the embedded fleet of this user is, as its process wrote it down.
 *
 * @param endpoint the API's URL on the loopback
 * @param socket the API's unix socket
 * @param pid its process
 * @param since when it came up
 */
public record DevState(String endpoint, String socket, long pid, Instant since) {
  private static final String FILE = "fleet.json";

  /**
   * The folder that the embedded fleet keeps its things in: {@code dev} below {@code
   * $FLEETK_STATE_DIR}, {@code $XDG_STATE_HOME/fleetk} or {@code ~/.local/state/fleetk}.
   */
  public static Path directory(Map<String, String> environment) {
    return given(environment, "FLEETK_STATE_DIR")
        .map(Path::of)
        .or(() -> given(environment, "XDG_STATE_HOME").map(home -> Path.of(home, "fleetk")))
        .orElseGet(() -> home(environment).resolve(Path.of(".local", "state", "fleetk")))
        .resolve("dev");
  }

  /** {@code $HOME}, as every shell has it; the JDK knows only what the password file says. */
  private static Path home(Map<String, String> environment) {
    return Path.of(given(environment, "HOME").orElseGet(() -> System.getProperty("user.home")));
  }

  private static Optional<String> given(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * The fleet that runs from a folder.
   *
   * @return empty when none does, also when one died without a word
   * @throws IOException when the folder cannot be read
   */
  public static Optional<DevState> running(Path directory) throws IOException {
    return read(directory).filter(state -> state.process().isPresent());
  }

  private static Optional<DevState> read(Path directory) throws IOException {
    String text;
    try {
      text = Files.readString(directory.resolve(FILE), UTF_8);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(text));
    } catch (JacksonException | DateTimeException | NumberFormatException e) {
      throw new IOException(
          "%s is not what a fleet writes there: %s; remove it"
              .formatted(directory.resolve(FILE), firstLine(e)),
          e);
    }
  }

  private static String firstLine(RuntimeException e) {
    return e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
  }

  /** Every command reads this first: token by token, which a fresh process is soonest ready for. */
  private static DevState read(String text) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, json.getValueAsString(""));
        json.skipChildren();
      }
    }
    return new DevState(
        fields.getOrDefault("endpoint", ""),
        fields.getOrDefault("socket", ""),
        Long.parseLong(fields.getOrDefault("pid", "")),
        Instant.parse(fields.getOrDefault("since", "")));
  }

  /** The process, while it lives. */
  public Optional<ProcessHandle> process() {
    // A process ID comes back in time; one that began after the fleet came up is somebody else's.
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process.info().startInstant().map(begun -> begun.isBefore(since)).orElse(true));
  }

  void write(Path directory) throws IOException {
    Path aside = directory.resolve(FILE + ".new");
    Files.writeString(aside, new JsonMapper().writeValueAsString(this) + "\n", UTF_8);
    Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-------"));
    Files.move(aside, directory.resolve(FILE), ATOMIC_MOVE, REPLACE_EXISTING);
  }

  static void remove(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(FILE));
  }
}
