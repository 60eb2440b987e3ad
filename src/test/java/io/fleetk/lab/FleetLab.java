package io.fleetk.lab;

import static java.util.stream.Collectors.joining;

import io.fleetk.client.Endpoint;
import io.fleetk.client.HttpFleet;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.Machine;
import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.JournalQuestions;
import io.fleetk.registry.Keyspace;
import io.fleetk.registry.Registry;
import io.fleetk.store.EtcdProcess;
import io.fleetk.store.EtcdSettings;
import io.fleetk.store.EtcdStore;
import io.fleetk.time.SystemTimeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * Machines that are a fleet: each runs the daemon of the distribution that was built, on an etcd of
 * one member or three that runs on the host.
 */
public final class FleetLab implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where the distribution is that was built. */
  public static final Path DISTRIBUTION =
      Path.of(System.getProperty("fleetk.distribution", "target/fleetk")).toAbsolutePath();

  private static final String CONFIGURATION = "/etc/fleetk/fleetk.conf";

  private final Lab lab;
  private final List<EtcdProcess> etcd;
  private final List<LabMachine> machines = new ArrayList<>();
  private final Map<String, String> settings;
  private final SystemTimeline timeline = new SystemTimeline();
  private final EtcdStore store;
  private final Registry registry;

  private FleetLab(Lab lab, List<EtcdProcess> etcd, Map<String, String> settings) {
    this.lab = lab;
    this.etcd = etcd;
    this.settings = new TreeMap<>(settings);
    this.settings.put("etcd_servers", etcd.stream().map(EtcdProcess::url).collect(joining(",")));
    this.store = EtcdStore.open(EtcdSettings.of(this.settings.get("etcd_servers")));
    this.registry =
        new Registry(store, timeline, new JournalQuestions(store, timeline, Keyspace.DEFAULT));
    lab.share(DISTRIBUTION, "/opt/fleetk");
    lab.share(Path.of(System.getProperty("java.home")), "/opt/java/jdk");
  }

  /**
   * A fleet without machines, on an etcd of one member.
   *
   * @param settings of every machine's daemon: keys and values of its configuration file
   */
  public static FleetLab open(Map<String, String> settings) {
    Lab lab = openLab();
    return new FleetLab(lab, List.of(EtcdProcess.startedOn(lab.hostAddress())), settings);
  }

  /**
   * A fleet without machines, on an etcd of one member; its machines will run containers.
   *
   * @param shared folders of the host that the machines see, and where
   */
  public static FleetLab openForContainers(Map<String, String> settings, Map<Path, String> shared) {
    FleetLab fleet = open(settings);
    fleet.lab.runContainers();
    shared.forEach(fleet.lab::share);
    return fleet;
  }

  /** A fleet without machines, on an etcd of three members. */
  public static FleetLab openOnThree(Map<String, String> settings) {
    Lab lab = openLab();
    return new FleetLab(lab, EtcdProcess.startedThreeOn(lab.hostAddress()), settings);
  }

  private static Lab openLab() {
    if (!Files.isExecutable(DISTRIBUTION.resolve("bin/fleetk"))) {
      throw new IllegalStateException(
          "%s holds no distribution; mvn package builds it".formatted(DISTRIBUTION));
    }
    return Lab.open();
  }

  /** The members of its etcd. */
  public List<EtcdProcess> etcd() {
    return etcd;
  }

  /** The address at which machines reach the host. */
  public String hostAddress() {
    return lab.hostAddress();
  }

  /** All machines that were added, in that order. */
  public List<LabMachine> machines() {
    return List.copyOf(machines);
  }

  /** Adds machines, boots them, and waits until the fleet counts them as present. */
  public List<LabMachine> add(String... names) {
    return add(Map.of(), names);
  }

  /**
   * Adds machines, boots them, and waits until the fleet counts them as present.
   *
   * @param more settings of these machines' daemons, over the fleet's own
   */
  public List<LabMachine> add(Map<String, String> more, String... names) {
    List<LabMachine> added = addUnawaited(more, names);
    awaitPresent(added);
    return added;
  }

  /** Adds machines and boots them; whether they join is not waited for. */
  public List<LabMachine> addUnawaited(Map<String, String> more, String... names) {
    List<LabMachine> added =
        lab.boot(Arrays.asList(names), machine -> installDaemon(machine, more));
    machines.addAll(added);
    return added;
  }

  private void installDaemon(LabMachine machine, Map<String, String> more) {
    configure(machine, more);
    machine.write("/etc/systemd/system/fleetk.service", distributed("systemd/fleetk.service"));
    machine.write(
        "/etc/systemd/system/fleetk.service.d/lab.conf",
        """
        [Unit]
        After=lab-network.service

        [Service]
        Environment=FLEETK_JAVA_HOME=/opt/java/jdk
        """);
    machine.enable("fleetk.service");
  }

  /** The text of a file of the distribution. */
  public static String distributed(String path) {
    try {
      return Files.readString(DISTRIBUTION.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the configuration of a machine's daemon, which reads it when it next begins. */
  public void configure(LabMachine machine, Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(more);
    machine.write(
        CONFIGURATION,
        all.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(joining()));
  }

  /** Waits until the fleet counts machines as present. */
  public void awaitPresent(List<LabMachine> expected) {
    try (Fleet fleet = fleetAt(expected.getFirst())) {
      Awaitility.await("the presence of all machines")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptionsInstanceOf(FleetException.class)
          .until(
              () -> {
                Map<String, Machine> members = fleet.view().machines();
                return expected.stream()
                    .allMatch(
                        machine ->
                            members.containsKey(machine.id())
                                && members.get(machine.id()).present());
              });
    }
  }

  /** The fleet, by way of a machine's API. */
  public Fleet fleetAt(LabMachine machine) {
    return new HttpFleet(Endpoint.ofSocket(machine.root().resolve("run/fleet.sock")));
  }

  /** The fleet, straight on its etcd. */
  public Fleet fleet() {
    return registry;
  }

  /** Removes all units and waits until no machine has any. */
  public void clear() {
    registry.view().units().keySet().forEach(registry::destroy);
    Awaitility.await("the end of all units")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> registry.view().statuses().isEmpty());
  }

  /** The machine whose engine leads. */
  public LabMachine leader() {
    EngineRegistry engines = new EngineRegistry(store);
    String id =
        Awaitility.await("a leader")
            .atMost(PATIENCE)
            .until(engines::leader, Optional::isPresent)
            .orElseThrow();
    return machines.stream()
        .filter(machine -> machine.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("the leader %s is none of ours".formatted(id)));
  }

  /**
   * What runs, by the word of the machines' own systemd: of each machine that has power, the units
   * of that name that are active.
   *
   * @param pattern a unit's name, with {@code *} for whatever
   */
  public List<Activation> activations(String pattern) {
    return machines.stream()
        .filter(LabMachine::isOn)
        .flatMap(machine -> Activation.on(machine, pattern).stream())
        .toList();
  }

  /**
   * Waits until units run, each of them exactly once.
   *
   * @param pattern a unit's name, with {@code *} for whatever
   * @param count how many there are
   */
  public List<Activation> awaitOnce(String pattern, int count) {
    return Awaitility.await("%d of %s, each once".formatted(count, pattern))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> activations(pattern),
            all ->
                all.size() == count
                    && all.stream().map(Activation::unit).distinct().count() == count);
  }

  /** Runs {@code fleetk} on the host, on the fleet by way of a machine's API. */
  public Command.Result fleetk(LabMachine machine, String... words) {
    return fleetk(PATIENCE, machine, words);
  }

  /** Runs {@code fleetk} on the host, without a fleet. */
  public Command.Result fleetkAlone(Duration patience, String... words) {
    return Command.run(patience, command(List.of(), words));
  }

  /** Runs {@code fleetk} on the host, on the fleet by way of a machine's API. */
  public Command.Result fleetk(Duration patience, LabMachine machine, String... words) {
    List<String> endpoint =
        List.of("--endpoint", "unix://" + machine.root().resolve("run/fleet.sock"));
    return Command.run(patience, command(endpoint, words));
  }

  private static List<String> command(List<String> options, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "FLEETK_JAVA_HOME=" + System.getProperty("java.home"),
                DISTRIBUTION.resolve("bin/fleetk").toString()));
    command.addAll(options);
    command.addAll(List.of(words));
    return command;
  }

  /** Cuts the power of all machines, ends etcd, and takes everything away. */
  @Override
  public void close() {
    lab.close();
    store.close();
    timeline.close();
    etcd.forEach(EtcdProcess::close);
  }
}
