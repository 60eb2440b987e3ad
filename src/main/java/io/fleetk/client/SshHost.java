package io.fleetk.client;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host as {@code ssh} is told of it.
 *
 * @param user whom to log in as; empty for whom ssh takes by itself
 * @param host its name, its address, or what {@code ssh_config} calls it
 * @param port the port; empty for the one that ssh takes by itself
 */
public record SshHost(Optional<String> user, String host, OptionalInt port) {
  private static final Pattern FORM =
      Pattern.compile("(?:([^@\\s]+)@)?(\\[[0-9A-Fa-f:.%]+]|[^-:@\\s][^:@\\s]*)(?::(\\d{1,5}))?");

  /** A host; its name begins with no dash, which ssh would take for an option. */
  public SshHost {
    requireNonNull(user);
    requireNonNull(port);
    if (host.isEmpty() || host.startsWith("-") || user.filter(SshHost::isOption).isPresent()) {
      throw new IllegalArgumentException(
          "\"%s\" is no host for ssh".formatted(user.map(u -> u + "@").orElse("") + host));
    }
  }

  private static boolean isOption(String text) {
    return text.startsWith("-");
  }

  /**
   * Reads {@code [USER@]HOST[:PORT]}; an IPv6 address with a port is in brackets.
   *
   * @throws IllegalArgumentException when it is something else, in one line
   */
  public static SshHost parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || (form.group(3) != null && Integer.parseInt(form.group(3)) > 0xffff)) {
      throw new IllegalArgumentException(
          "\"%s\" is no host for ssh: use [USER@]HOST[:PORT]".formatted(text));
    }
    return new SshHost(
        Optional.ofNullable(form.group(1)),
        form.group(2).replaceAll("[\\[\\]]", ""),
        form.group(3) == null
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(form.group(3))));
  }

  /** The same, as a user where it names none. */
  public SshHost as(Optional<String> other) {
    return new SshHost(user.or(() -> other), host, port);
  }

  /** The options and the destination on ssh's command line. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    user.ifPresent(name -> arguments.addAll(List.of("-l", name)));
    port.ifPresent(number -> arguments.addAll(List.of("-p", Integer.toString(number))));
    arguments.addAll(List.of("--", host));
    return arguments;
  }

  /** As {@code ssh -J} takes it. */
  @Override
  public String toString() {
    return user.map(name -> name + "@").orElse("")
        + (host.contains(":") && port.isPresent() ? "[" + host + "]" : host)
        + (port.isPresent() ? ":" + port.getAsInt() : "");
  }
}
