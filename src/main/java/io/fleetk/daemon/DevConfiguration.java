package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.unit.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How an embedded fleet is made; kept in its folder so that it comes up again as it was.
 *
 * @param machines its machines
 * @param port the API's TCP port on the loopback, 0 for any that is free
 * @param agentTtl how long a machine may be silent before it is away
 */
public record DevConfiguration(List<Spec> machines, int port, Duration agentTtl) {
  /**
   * How long a machine may be silent in an embedded fleet: short, so that people who pull its plug
   * see soon what becomes of it.
   */
  public static final Duration AGENT_TTL = Duration.ofSeconds(5);

  /** The most machines that one process simulates. */
  public static final int MAX_MACHINES = 200;

  private static final JsonMapper JSON = new JsonMapper();
  private static final String FILE = "machines.json";

  /** Copies the machines. */
  public DevConfiguration {
    machines = List.copyOf(machines);
  }

  /**
   * A simulated machine.
   *
   * @param name what people call it
   * @param id its machine ID
   * @param address its address, which nothing listens on
   * @param metadata key to value
   */
  public record Spec(String name, String id, String address, Map<String, String> metadata) {
    /** Copies the metadata. */
    public Spec {
      metadata = Map.copyOf(metadata);
    }
  }

  /**
   * A fleet of this many machines named m1, m2 …: the first is {@code role=master} (the first three
   * where there are five or more), the others {@code role=node}.
   */
  public static DevConfiguration of(int count) {
    int masters = count >= 5 ? 3 : 1;
    List<Spec> machines =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                number -> {
                  String name = "m" + number;
                  String role = number <= masters ? "master" : "node";
                  return new Spec(
                      name, machineId(name), address(number), Map.of("name", name, "role", role));
                })
            .toList();
    return new DevConfiguration(machines, 0, AGENT_TTL);
  }

  /** A machine ID for a name: the same every time. */
  static String machineId(String name) {
    return Hash.of("fleetk simulated machine " + name).hex().substring(0, 32);
  }

  /** An address of TEST-NET-1 and its neighbours, which no real machine has (RFC 5737). */
  static String address(int number) {
    return "192.0.2." + number;
  }

  /** What an earlier fleet in this folder was made of; empty when there was none. */
  public static Optional<DevConfiguration> load(Path directory) throws IOException {
    try {
      return Optional.of(
          JSON.readValue(Files.readString(directory.resolve(FILE), UTF_8), DevConfiguration.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JacksonException e) {
      throw new IOException(
          "%s cannot be read: %s; remove it, or the whole folder to begin anew"
              .formatted(directory.resolve(FILE), e.getOriginalMessage()),
          e);
    }
  }

  /** Keeps this for the next time. */
  public void save(Path directory) throws IOException {
    Files.writeString(directory.resolve(FILE), JSON.writeValueAsString(this) + "\n", UTF_8);
  }
}
