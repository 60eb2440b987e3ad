package io.fleetk.client;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be otherwise than the user's {@code ssh_config} has it; empty leaves it as it is
 * there.
 *
 * @param checksHostKeys whether a host must show a key that is known, or that somebody at the
 *     terminal takes for its own
 * @param knownHosts where the keys of hosts are kept
 * @param connectTimeout how long to try to connect; zero for as long as the system does
 */
public record SshPreferences(
    Optional<Boolean> checksHostKeys,
    Optional<Path> knownHosts,
    Optional<Duration> connectTimeout) {
  /** All as the user has it. */
  public static final SshPreferences NONE =
      new SshPreferences(Optional.empty(), Optional.empty(), Optional.empty());

  /** Preferences. */
  public SshPreferences {
    requireNonNull(checksHostKeys);
    requireNonNull(knownHosts);
    requireNonNull(connectTimeout);
  }

  /** As options of ssh's; none when all is as the user has it. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    checksHostKeys.ifPresent(
        checks ->
            options.addAll(List.of("-o", "StrictHostKeyChecking=" + (checks ? "ask" : "no"))));
    knownHosts.ifPresent(
        file -> options.addAll(List.of("-o", "UserKnownHostsFile=" + quoted(file.toString()))));
    connectTimeout.ifPresent(
        time ->
            options.addAll(
                List.of("-o", "ConnectTimeout=" + time.plusNanos(999_999_999).toSeconds())));
    return options;
  }

  /** ssh takes several files, so a blank would end the name (ssh_config(5)). */
  private static String quoted(String file) {
    return file.contains(" ") ? '"' + file + '"' : file;
  }
}
