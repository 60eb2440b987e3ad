package io.fleetk.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A control group for one machine, on a host whose init is not systemd: without it the machines
 * would share one, and each would wait for the end of what belongs to another. Where systemd is the
 * init, it gives every container a scope, and there is nothing to do.
 *
 * <p>A machine's own systemd keeps its groups in the hierarchies that are named here: the unified
 * one and, on a host of the older kinds, {@code name=systemd} (cgroups(7)).
 */
final class ControlGroup {
  private final List<Path> folders;

  /** The group of that name below our own; nothing is made yet. */
  ControlGroup(String name) {
    this.folders =
        Host.runsSystemd() ? List.of() : hierarchies().stream().map(f -> f.resolve(name)).toList();
  }

  private static List<Path> hierarchies() {
    List<Path> hierarchies = new ArrayList<>();
    for (String line : lines("/proc/self/cgroup")) {
      String[] words = line.split(":", 3);
      if (words[1].isEmpty() || words[1].equals("name=systemd")) {
        mountPoint(words[1]).ifPresent(mount -> hierarchies.add(Path.of(mount + words[2])));
      }
    }
    return hierarchies;
  }

  private static Optional<String> mountPoint(String hierarchy) {
    return lines("/proc/self/mounts").stream()
        .map(line -> line.split(" ", -1))
        .filter(
            words ->
                hierarchy.isEmpty()
                    ? words[2].equals("cgroup2")
                    : words[2].equals("cgroup") && words[3].endsWith(hierarchy))
        .map(words -> words[1])
        .findFirst();
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command that runs another one in this group, from its first moment on. */
  List<String> around(List<String> command) {
    List<String> words = new ArrayList<>(List.of("sh", "-c"));
    StringBuilder script = new StringBuilder("set -e; ");
    for (Path folder : folders) {
      script.append("mkdir -p %1$s; echo $$ > %1$s/cgroup.procs; ".formatted(folder));
    }
    words.add(script + "exec \"$@\"");
    words.add("sh");
    words.addAll(command);
    return words;
  }

  /** Takes it away, with all below it; nothing runs in it any more. */
  void remove() {
    for (Path folder : folders) {
      if (Files.exists(folder)) {
        Host.await("the end of " + folder, () -> removed(folder));
      }
    }
  }

  private static boolean removed(Path folder) {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path group : below.filter(Files::isDirectory).toList().reversed()) {
        Files.delete(group);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false; // Its processes are still being cleared away.
    }
  }
}
