package io.fleetk.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A few machines that are there for a test and gone after it, on a network of their own.
 *
 * <p>Without root or systemd-nspawn a test that opens one is skipped, and says why; where both are
 * there and a machine does not come up, the test fails.
 */
public final class Lab implements AutoCloseable {
  private static final int FIRST_MACHINE = 11;

  private final Site site;
  private final List<LabMachine> machines = new ArrayList<>();
  private final Thread atExit = new Thread(this::clear, "lab-at-exit");
  private boolean closed;

  private Lab(Site site) {
    this.site = site;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** An empty lab, in which the host has an address. Clears away what killed labs have left. */
  public static Lab open() {
    Host.assumeItCanBootMachines();
    return new Lab(Site.take());
  }

  /**
   * Adds machines and boots them, all at once.
   *
   * @param names their host names
   * @return they, in the order of their names here; up, and everything that they start at boot
   *     started
   */
  public List<LabMachine> boot(String... names) {
    return boot(List.of(names), _ -> {});
  }

  /**
   * Adds machines and boots them, all at once.
   *
   * @param prepare is given each machine when it has a disk and is not on yet
   */
  List<LabMachine> boot(List<String> names, Consumer<LabMachine> prepare) {
    List<LabMachine> added = new ArrayList<>();
    for (String name : names) {
      added.add(new LabMachine(site, name, FIRST_MACHINE + machines.size()));
      machines.add(added.getLast());
    }
    added.forEach(LabMachine::makeDisk);
    added.forEach(prepare);
    added.forEach(LabMachine::begin);
    added.forEach(LabMachine::awaitBooted);
    return added;
  }

  /** Shows a folder of the host to every machine that is turned on from now on, to be read. */
  void share(Path folder, String there) {
    site.share(folder, there);
  }

  /**
   * Lets machines that are turned on from now on run containers: they get every capability, and
   * their control groups and kernel settings can be written.
   */
  void runContainers() {
    site.runContainers();
  }

  /** The host's own address in this lab, reachable from the machines. */
  public String hostAddress() {
    return site.address(1);
  }

  /** Cuts the power of all machines and takes everything away that the lab made on the host. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    clear();
  }

  private synchronized void clear() {
    if (!closed) {
      closed = true;
      site.close();
    }
  }
}
