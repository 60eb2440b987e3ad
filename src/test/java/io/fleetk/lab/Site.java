package io.fleetk.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * A place for one lab on this host: a number, and by that number a folder in memory, a bridge and a
 * network of its own. A lock that ends with the process that holds it says which are taken; so
 * whatever stands on a free one was left over by somebody who was killed, and is cleared away.
 */
final class Site implements AutoCloseable {
  private static final Path SITES = Path.of("/run/fleetk-lab");
  private static final int COUNT = 200;

  /**
   * Those that this process has taken. Their locks must not be tried: to close a file gives up
   * every lock that the process has on it (fcntl(2)).
   */
  private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

  private final int number;
  private final FileChannel channel;
  private final Map<Path, String> shared = new ConcurrentHashMap<>();
  private volatile boolean containers;

  private Site(int number, FileChannel channel) {
    this.number = number;
    this.channel = channel;
  }

  /** Takes the first free place and makes it ready. */
  static Site take() {
    Host.createFolders(SITES);
    for (int number = 1; number <= COUNT; number++) {
      Optional<Site> site = tryTake(number);
      if (site.isPresent()) {
        site.get().clear();
        site.get().build();
        return site.get();
      }
    }
    throw new IllegalStateException("all %d labs of this host are taken".formatted(COUNT));
  }

  private static Optional<Site> tryTake(int number) {
    if (!OURS.add(number)) {
      return Optional.empty();
    }
    Optional<Site> site = tryLock(number);
    if (site.isEmpty()) {
      OURS.remove(number);
    }
    return site;
  }

  private static Optional<Site> tryLock(int number) {
    try {
      FileChannel channel =
          FileChannel.open(
              SITES.resolve(number + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new Site(number, channel));
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it keeps its machines. */
  Path folder() {
    return SITES.resolve(String.valueOf(number));
  }

  /** Shows a folder of this host to every machine that is turned on from now on, to be read. */
  void share(Path folder, String there) {
    shared.put(folder, there);
  }

  /** Lets machines that are turned on from now on run containers themselves. */
  void runContainers() {
    containers = true;
  }

  boolean runsContainers() {
    return containers;
  }

  /** What is shared, and where the machines see it. */
  Map<Path, String> shared() {
    return shared;
  }

  String bridge() {
    return "fleetk-lab" + number;
  }

  /** The name on this host of one of its machines. */
  String hostName(String machine) {
    return "fleetk-lab%d-%s".formatted(number, machine);
  }

  ControlGroup controlGroup(String machine) {
    return new ControlGroup(hostName(machine));
  }

  /** An address in its network; the host has 1. */
  String address(int host) {
    return "10.213.%d.%d".formatted(number, host);
  }

  private void build() {
    Host.createFolders(folder());
    Host.run("mount", "-t", "tmpfs", "-o", "mode=0755", "fleetk-lab", folder());
    // One of its own, or a bridge takes that of one of its machines, and loses it with that
    // machine:
    // the others go on sending to the old one for a while.
    String hardware = "02:f1:ee:00:00:%02x".formatted(number);
    Host.run("ip", "link", "add", bridge(), "address", hardware, "type", "bridge");
    Host.run("ip", "address", "add", address(1) + "/24", "dev", bridge());
    Host.run("ip", "link", "set", bridge(), "up");
  }

  /** Ends every machine on it and takes away all that was built. */
  private void clear() {
    Set<String> names = machineNames();
    // With a container's first process all its others die, and its supervisor clears up after it.
    Host.kill(processes(this::isFirstOfAMachine));
    Host.awaitEndOrKill(processes(this::isSupervisor));
    for (String machine : names) {
      Host.unmount(folder().resolve(machine).resolve("root"));
      controlGroup(machine).remove();
    }
    Host.unmount(folder());
    Host.succeeds("ip", "link", "delete", bridge());
  }

  private Set<String> machineNames() {
    try (var files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of(); // There is no folder: nothing was ever built here.
    }
  }

  private static List<ProcessHandle> processes(LongPredicate which) {
    return ProcessHandle.allProcesses().filter(process -> which.test(process.pid())).toList();
  }

  private boolean isFirstOfAMachine(long pid) {
    try {
      return LabMachine.isFirstProcess(pid)
          && Files.readString(Path.of("/proc/%d/mountinfo".formatted(pid)))
              .contains("upperdir=" + folder() + "/");
    } catch (IOException e) {
      return false; // It has just ended.
    }
  }

  private boolean isSupervisor(long pid) {
    try {
      String command = Files.readString(Path.of("/proc/%d/cmdline".formatted(pid)));
      return command.startsWith("systemd-nspawn\0")
          && command.contains("\0--directory=" + folder() + "/");
    } catch (IOException e) {
      return false; // It has just ended.
    }
  }

  /** Leaves everything as it is, as somebody does who is killed. */
  void abandon() throws IOException {
    channel.close();
    OURS.remove(number);
  }

  @Override
  public void close() {
    try (channel) {
      clear();
      Files.deleteIfExists(folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      OURS.remove(number);
    }
  }
}
