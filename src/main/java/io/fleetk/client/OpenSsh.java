package io.fleetk.client;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.fleetk.fleet.FleetUnreachableException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The user's OpenSSH, with all that is set up for it: keys, agent, {@code ssh_config}, known hosts.
 *
 * @param program the program
 * @param username whom to log in as where a host does not say; empty for whom ssh takes by itself
 * @param jump the host to go through ({@code ssh -J}); empty to go straight
 */
public record OpenSsh(Path program, Optional<String> username, Optional<SshHost> jump) {
  /** A program. */
  public OpenSsh {
    requireNonNull(program);
    requireNonNull(username);
    requireNonNull(jump);
  }

  /**
   * The {@code ssh} on the search path, going straight.
   *
   * @param environment has the search path
   * @throws FleetUnreachableException when there is none
   */
  public static OpenSsh find(Map<String, String> environment, Optional<String> username) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "ssh"))
        .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
        .findFirst()
        .map(program -> new OpenSsh(program, username, Optional.empty()))
        .orElseThrow(
            () ->
                new FleetUnreachableException(
                    "there is no ssh on the PATH: install OpenSSH's client"));
  }

  /** The same through a host. */
  public OpenSsh through(Optional<SshHost> other) {
    return new OpenSsh(program, username, other);
  }

  /**
   * A command line that runs a program on a host, or a shell when it is not told which.
   *
   * @param options more options, ahead of the host
   * @param words the program and its arguments, as the shell there reads them; see {@link #quoted}
   */
  public List<String> command(SshHost host, List<String> options, List<String> words) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    jump.map(hop -> hop.as(username))
        .ifPresent(hop -> command.addAll(List.of("-J", hop.toString())));
    command.addAll(options);
    command.addAll(host.as(username).arguments());
    command.addAll(words);
    return command;
  }

  /** Words for a shell to take as they are. */
  public static String quoted(List<String> words) {
    return words.stream()
        .map(
            word -> word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(joining(" "));
  }
}
