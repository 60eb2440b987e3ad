package io.fleetk.daemon;

import ch.qos.logback.classic.Level;
import io.fleetk.daemon.DaemonConfigurationReader.Read;
import io.fleetk.fleet.Machine;
import io.fleetk.notify.ServiceManager;
import io.fleetk.probe.MachineProbe;
import io.fleetk.probe.NetworkProbe;
import io.fleetk.store.EtcdStore;
import io.fleetk.systemd.DbusSystemd;
import io.fleetk.time.Pulse;
import io.fleetk.time.SystemTimeline;
import io.fleetk.time.Timeline;
import io.fleetk.v1.Version;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a daemon: from its configuration to the signal that ends it. */
public final class DaemonProcess {
  private static final Logger log = LoggerFactory.getLogger(DaemonProcess.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(20);
  private static final Duration PURGE_PATIENCE = Duration.ofMinutes(2);

  /** What a signal asks for. */
  private enum Order {
    RELOAD,
    END
  }

  private final Optional<Path> file;
  private final Map<String, String> environment;
  private final ServiceManager manager;
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<Optional<Daemon>> daemon = new AtomicReference<>(Optional.empty());
  private final Metrics metrics = new Metrics(daemon::get);
  private final SystemTimeline clock = new SystemTimeline();
  private final Pulse turn = new Pulse("the daemon", clock);
  private final ProcessMonitoring monitoring =
      new ProcessMonitoring(metrics, daemon::get, turn::trouble);
  private volatile boolean endedAsAsked;

  /**
   * A process that has not begun.
   *
   * @param file its configuration; empty for the usual one
   */
  public DaemonProcess(Optional<Path> file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
    this.manager = ServiceManager.of(environment);
  }

  /**
   * Runs until SIGTERM. SIGHUP starts everything but the API anew with the configuration as it is
   * then; one that cannot be used is logged, and the daemon goes on as it was.
   *
   * @throws ConfigurationException when the configuration cannot be used
   * @throws IOException when this machine has no ID or address, or the API cannot listen
   */
  public void run() throws ConfigurationException, IOException {
    Optional<ServerSocketChannel> passed = PassedSocket.take(environment);
    Read read = DaemonConfigurationReader.read(file, environment, passed);
    Runtime.getRuntime().addShutdownHook(new Thread(this::endOnSignal));
    ReloadSignal.handle(() -> orders.add(Order.RELOAD));
    turn.beat();
    Optional<Watchdog> watchdog = Watchdog.of(manager, monitoring::troubles);
    try (ApiDoor door = new ApiDoor(monitoring)) {
      door.open(read.configuration());
      while (runOnce(read, door) == Order.RELOAD) {
        manager.reloading();
        read = readAgain(read, door, passed);
      }
      endedAsAsked = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watchdog.ifPresent(Watchdog::close);
      log.info("The daemon has ended; units go on");
      ended.countDown();
    }
  }

  private void endOnSignal() {
    orders.add(Order.END);
    try {
      if (ended.await(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && endedAsAsked) {
        // An end that was asked for is none that systemd should call a failure, as 143 would be.
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Read readAgain(Read before, ApiDoor door, Optional<ServerSocketChannel> passed) {
    try {
      Read read = DaemonConfigurationReader.read(file, environment, passed);
      door.open(read.configuration());
      return read;
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> log.error("{}", problem));
    } catch (IOException e) {
      log.error("{}", e.getMessage());
    }
    log.error("The configuration cannot be used; the daemon goes on with the one it had");
    return before;
  }

  private Order runOnce(Read read, ApiDoor door) throws IOException, InterruptedException {
    Machine self = begin(read);
    try (SystemTimeline timeline = new SystemTimeline();
        MeteredStore store =
            new MeteredStore(EtcdStore.open(read.configuration().etcd()), metrics);
        Daemon started = start(read.configuration(), self, store, timeline)) {
      daemon.set(Optional.of(started));
      door.serve(started.fleet());
      manager.ready("machine %s at %s".formatted(self.shortId(), self.address()));
      turn.rest();
      Order order = orders.take();
      turn.beat();
      if (order == Order.END) {
        manager.stopping();
        door.close();
      } else {
        door.withdraw();
      }
      daemon.set(Optional.empty());
      return order;
    }
  }

  private Daemon start(
      DaemonConfiguration configuration, Machine self, MeteredStore store, Timeline timeline) {
    return Daemon.start(
        configuration,
        self,
        store,
        DbusSystemd::new,
        new MachineProbe(new NetworkProbe()),
        timeline,
        metrics);
  }

  private Machine begin(Read read) throws IOException {
    DaemonConfiguration configuration = read.configuration();
    if (LoggerFactory.getLogger("io.fleetk") instanceof ch.qos.logback.classic.Logger ours) {
      ours.setLevel(configuration.debug() ? Level.DEBUG : Level.INFO);
    }
    log.info(
        "fleetk {} with {}",
        Version.text(),
        read.source().map(path -> "configuration " + path).orElse("no configuration file"));
    read.warnings().forEach(warning -> log.warn("{}", warning));
    String address =
        configuration.publicIp().isPresent()
            ? configuration.publicIp().get()
            : MachineIdentity.address();
    return new Machine(
        MachineIdentity.id(Path.of("/")),
        address,
        configuration.metadata(),
        true,
        false,
        Version.text(),
        Optional.empty());
  }

  /**
   * Stops and removes all that the fleet runs on this machine, and takes it out of the fleet.
   *
   * @return the units that had not ended within two minutes
   * @throws ConfigurationException when the configuration cannot be used
   * @throws IOException when this machine has no ID or address
   */
  public Set<String> purge() throws ConfigurationException, IOException, InterruptedException {
    Read read = DaemonConfigurationReader.read(file, environment, Optional.empty());
    DaemonConfiguration configuration = read.configuration().agentAlone();
    Machine self = begin(read);
    try (SystemTimeline timeline = new SystemTimeline();
        MeteredStore store = new MeteredStore(EtcdStore.open(configuration.etcd()), metrics);
        Daemon started = start(configuration, self, store, timeline)) {
      return started.purge(PURGE_PATIENCE);
    }
  }
}
