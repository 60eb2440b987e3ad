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
 * @param preferences what to do otherwise than is set up, on the way to that host too
 */
public record OpenSsh(
    Path program, Optional<String> username, Optional<SshHost> jump, SshPreferences preferences) {
  /** A program. */
  public OpenSsh {
    requireNonNull(program);
    requireNonNull(username);
    requireNonNull(jump);
    requireNonNull(preferences);
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
        .map(program -> new OpenSsh(program, username, Optional.empty(), SshPreferences.NONE))
        .orElseThrow(
            () ->
                new FleetUnreachableException(
                    "there is no ssh on the PATH: install OpenSSH's client"));
  }

  /** The same through a host. */
  public OpenSsh through(Optional<SshHost> other) {
    return new OpenSsh(program, username, other, preferences);
  }

  /** The same with other preferences. */
  public OpenSsh with(SshPreferences other) {
    return new OpenSsh(program, username, jump, other);
  }

  /**
   * A command line that runs a program on a host, or a shell when it is not told which.
   *
   * @param options more options, ahead of the host
   * @param words the program and its arguments, as the shell there reads them; see {@link #quoted}
   */
  public List<String> command(SshHost host, List<String> options, List<String> words) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    jump.map(hop -> hop.as(username)).ifPresent(hop -> command.addAll(through(hop)));
    command.addAll(preferences.options());
    command.addAll(options);
    command.addAll(host.as(username).arguments());
    command.addAll(words);
    return command;
  }

  /** The options that lead through a host; {@code -J} goes there without this one's preferences. */
  private List<String> through(SshHost hop) {
    if (preferences.options().isEmpty()) {
      return List.of("-J", hop.toString());
    }
    List<String> there = new ArrayList<>(List.of(program.toString()));
    there.addAll(preferences.options());
    there.addAll(hop.arguments());
    there.replaceAll(word -> word.replace("%", "%%"));
    there.addAll(1, List.of("-W", "[%h]:%p"));
    return List.of("-o", "ProxyCommand=" + quoted(there));
  }

  /** Words for a shell to take as they are. */
  public static String quoted(List<String> words) {
    return words.stream()
        .map(
            word -> word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(joining(" "));
  }
}
