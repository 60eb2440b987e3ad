package io.fleetk.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;

/** A machine of a {@link Lab}. Used by one thread. */
public final class LabMachine {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Vendors' services that a test has no use for and that take time, or a console. */
  private static final List<String> MASKED =
      List.of("getty.target", "systemd-logind.service", "systemd-update-utmp.service");

  private final Site site;
  private final String name;
  private final int number;
  private final Path folder;
  private Optional<Process> supervisor = Optional.empty();
  private long pid;

  LabMachine(Site site, String name, int number) {
    this.site = site;
    this.name = name;
    this.number = number;
    this.folder = site.folder().resolve(name);
  }

  Site site() {
    return site;
  }

  /** Its host name. */
  public String name() {
    return name;
  }

  /** Its address in the lab's network. */
  public String address() {
    return site.address(number);
  }

  /** The host's ID of the machine's first process, its systemd. */
  public long pid() {
    return pid;
  }

  /** Its ID (machine-id(5)). */
  public String id() {
    return "%016x%016x".formatted(0xf1ee7L, number);
  }

  /** The machine's root folder, as the host sees it while the machine is up. */
  public Path root() {
    return Path.of("/proc/%d/root".formatted(pid));
  }

  /** Where the machine's system bus listens, as a D-Bus address on the host. */
  public String busAddress() {
    return "unix:path=" + root().resolve("run/dbus/system_bus_socket");
  }

  /** Makes its disk, if it has none. */
  void makeDisk() {
    Path root = folder.resolve("root");
    if (Files.exists(root)) {
      return;
    }
    List.of("root", "upper", "work", "units").forEach(f -> Host.createFolders(folder.resolve(f)));
    Host.run(
        "mount",
        "-t",
        "overlay",
        "-o",
        "lowerdir=/,upperdir=%1$s/upper,workdir=%1$s/work".formatted(folder),
        "fleetk-lab",
        root);
    configure(root);
  }

  /** Makes its disk, if it has none, and turns it on. */
  void begin() {
    makeDisk();
    Path root = folder.resolve("root");
    ProcessBuilder nspawn =
        new ProcessBuilder(site.controlGroup(name).around(nspawn(root)))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("console.log").toFile());
    if (site.runsContainers()) {
      nspawn.environment().put("SYSTEMD_NSPAWN_API_VFS_WRITABLE", "yes");
    }
    try {
      supervisor = Optional.of(nspawn.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> nspawn(Path root) {
    List<String> command = new ArrayList<>();
    command.add("systemd-nspawn");
    command.add("--quiet");
    command.add("--directory=" + root);
    command.add("--machine=" + site.hostName(name));
    command.add("--network-bridge=" + site.bridge());
    command.add("--bind=" + folder.resolve("units") + ":/etc/systemd/system");
    if (site.runsContainers()) {
      command.addAll(List.of("--capability=all", "--system-call-filter=@keyring bpf"));
    }
    site.shared().forEach((path, there) -> command.add("--bind-ro=%s:%s".formatted(path, there)));
    command.add("--register=no");
    if (!Host.runsSystemd()) {
      command.add("--keep-unit"); // There is nobody to ask for a scope.
    }
    command.add("--console=pipe");
    command.add("--boot");
    command.add("systemd.unit=multi-user.target");
    return command;
  }

  private void configure(Path root) {
    Host.write(root.resolve("etc/hostname"), name + "\n");
    Host.write(root.resolve("etc/machine-id"), id() + "\n");
    Host.write(root.resolve("etc/fstab"), ""); // The host's disks are not here.
    // Nothing has changed since the host was installed: systemd.unit(5), ConditionNeedsUpdate=.
    Host.write(root.resolve("etc/.updated"), "");
    Host.write(root.resolve("var/.updated"), "");
    // This folder hides the host's, and with it every service that somebody enabled there.
    Path units = folder.resolve("units");
    Host.write(
        units.resolve("lab-network.service"),
        """
        [Unit]
        Description=Address of the lab
        DefaultDependencies=no
        Before=network.target

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=ip address replace %s/24 dev host0
        ExecStart=ip link set host0 up
        ExecStart=ip route replace default via %s
        """
            .formatted(address(), site.address(1)));
    link(units.resolve("multi-user.target.wants/lab-network.service"), "../lab-network.service");
    MASKED.forEach(unit -> link(units.resolve(unit), "/dev/null"));
  }

  /** Has a unit of /etc/systemd/system start when the machine boots. */
  void enable(String unit) {
    link(
        folder.resolve("units/multi-user.target.wants").resolve(unit),
        "/etc/systemd/system/" + unit);
  }

  private static void link(Path link, String target) {
    try {
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitBooted() {
    try {
      Host.await(
          "its boot",
          () -> findFirstProcess() && Files.exists(root().resolve("run/systemd/private")));
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException("%s did not boot: %s".formatted(name, console()), e);
    }
    // Degraded is good enough: something of the host's may not work in a container.
    Command.Result booted = run("systemctl", "is-system-running", "--wait");
    if (!List.of("running", "degraded").contains(booted.output().strip())) {
      throw new IllegalStateException(
          "%s did not boot: %s; it says: %s".formatted(name, booted, console()));
    }
    if (site.runsContainers()) {
      prepareForContainers();
    }
  }

  /**
   * What a kubelet needs beside, and nspawn gives to no machine: these stay when it is asked to.
   */
  private void prepareForContainers() {
    Command.Result prepared =
        run(
            "sh",
            "-c",
            """
            [ -e /dev/kmsg ] || mknod /dev/kmsg c 1 11 || ln -s /dev/null /dev/kmsg
            for group in $(awk '$3 == "cgroup" { print $2 }' /proc/self/mounts); do
              mount -o remount,rw,bind $group
            done
            mount -o remount,rw,bind /proc/sys 2>/dev/null || true
            """);
    if (prepared.status() != 0) {
      throw new IllegalStateException("%s can run no containers: %s".formatted(name, prepared));
    }
  }

  private boolean findFirstProcess() {
    Process above = supervisor.orElseThrow();
    if (!above.isAlive()) {
      throw new IllegalStateException("%s did not boot: %s".formatted(name, console()));
    }
    Optional<ProcessHandle> first =
        above.children().filter(child -> isFirstProcess(child.pid())).findFirst();
    first.ifPresent(process -> pid = process.pid());
    return first.isPresent();
  }

  /** Whether a process has the ID 1 in a name space of its own (proc_pid_status(5), NSpid). */
  static boolean isFirstProcess(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/%d/status".formatted(pid))).stream()
          .anyMatch(line -> line.matches("NSpid:\\s+\\d+\\s+1"));
    } catch (IOException e) {
      return false; // It has just ended.
    }
  }

  private String console() {
    try {
      return Files.readString(folder.resolve("console.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * Writes a file on its disk, whether it is up or not.
   *
   * @param path where it is there; absolute. A unit in /etc/systemd/system is there at once
   */
  public void write(String path, String text) {
    Path units = Path.of("/etc/systemd/system");
    Path file = Path.of(path);
    Host.write(
        file.startsWith(units)
            ? folder.resolve("units").resolve(units.relativize(file))
            : folder.resolve("root").resolve(path.substring(1)),
        text);
  }

  /** Runs a program on the machine, as root, to its end. */
  public Command.Result run(String... command) {
    return Command.run(PATIENCE, inside(command));
  }

  /**
   * Runs a program on the machine, as root, which must succeed; gives its standard output.
   *
   * @throws IllegalStateException when it fails, with what it said
   */
  public String mustRun(String... command) {
    return Command.mustRun(PATIENCE, inside(command));
  }

  private List<String> inside(String... command) {
    List<String> words = new ArrayList<>(List.of("nsenter", "--target", "" + pid, "--all", "--"));
    words.addAll(List.of(command));
    return words;
  }

  /**
   * The text of a file on the machine.
   *
   * @param path where it is there; absolute
   */
  public String read(String path) {
    try {
      return Files.readString(root().resolve(path.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process on the host that a service of the machine is, by the name of its program. */
  public ProcessHandle process(String program) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> child.info().command().filter(c -> c.endsWith("/" + program)).isPresent())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no %s runs on %s".formatted(program, name)));
  }

  /** Whether it has power. */
  public boolean isOn() {
    return supervisor.isPresent();
  }

  /** Cuts the power: everything that ran is gone at once; its disk stays. */
  public void cutPower() {
    Process above = supervisor.orElseThrow();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    Host.await("the end of " + name, () -> !above.isAlive());
    supervisor = Optional.empty();
  }

  /** Boots it again after {@link #cutPower}. */
  public void powerOn() {
    begin();
    awaitBooted();
  }

  /** Unplugs it from the network; addresses and routes stay, as with a pulled cable. */
  public void cutNetwork() {
    Host.run("ip", "link", "set", plug(), "nomaster");
  }

  /** Plugs it in again after {@link #cutNetwork}. */
  public void joinNetwork() {
    Host.run("ip", "link", "set", plug(), "master", site.bridge());
  }

  /** The host's end of the machine's network cable. */
  private String plug() {
    String index = run("cat", "/sys/class/net/host0/iflink").output().strip();
    return Host.run("ip", "-oneline", "link")
        .lines()
        .map(line -> line.split(": ", -1))
        .filter(words -> words[0].equals(index))
        .map(words -> words[1].replaceAll("@.*", ""))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no cable of " + name));
  }
}
