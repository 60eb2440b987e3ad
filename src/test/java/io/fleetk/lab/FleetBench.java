package io.fleetk.lab;

import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures a fleet of three machines, beside what was measured of fleetd 1.0 on the same kind of
 * machines: {@code make bench-fleet}. Prints the median of each figure as a table.
 */
public final class FleetBench {
  private static final int USUAL_ROUNDS = 5;
  private static final int MACHINES = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final int LEADER_PAUSE_MILLIS = 20;
  private static final String UNIT = "[Service]\nExecStart=/bin/sleep infinity\n";

  /** What is measured, what fleetd came to, and what is to be reached. */
  private enum Figure {
    HUNDRED_BARE("100 units by systemctl start, without fleetk", "s", "-", Double.NaN),
    THOUSAND_BARE("1,000 units by systemctl start, without fleetk", "s", "-", Double.NaN),
    HUNDRED("100 units from one command, all active", "s", "4.7", 1.5),
    NINE_HUNDRED("900 more", "s", "30.7", Double.NaN),
    THOUSAND("1,000 units from one command, all active", "s", "-", 6),
    REQUESTS("idle with 1,000 units: requests to etcd, per daemon", "/s", "53", 1),
    CPU("idle with 1,000 units: CPU, per daemon", "% of a core", "115 (engine)", 2),
    CPU_LEADER("the same, of the daemon that leads", "% of a core", "115", Double.NaN),
    MEMORY("resident with 1,000 units, largest daemon", "MB", "22", 128),
    LEADER("leader killed, to the next unit active", "s", "12.8", 6),
    POWER("power cut, to all units active elsewhere", "s", "40.0", Double.NaN);

    private final String title;
    private final String measure;
    private final String fleetd;
    private final double goal;

    Figure(String title, String measure, String fleetd, double goal) {
      this.title = title;
      this.measure = measure;
      this.fleetd = fleetd;
      this.goal = goal;
    }
  }

  private final int agentTtl;
  private final Map<Figure, List<Double>> measured = new TreeMap<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private FleetBench(int agentTtl) {
    this.agentTtl = agentTtl;
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments how many rounds (5), and the seconds of {@code agent_ttl} (30)
   */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : USUAL_ROUNDS;
    FleetBench bench = new FleetBench(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30);
    for (int round = 1; round <= rounds; round++) {
      System.out.printf("round %d of %d%n", round, rounds);
      bench.round();
    }
    bench.print();
  }

  private void round() throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createTempDirectory("fleetk-bench");
    try {
      Files.writeString(folder.resolve("bench@.service"), UNIT);
      try (FleetLab lab = open()) {
        lab.machines().forEach(FleetBench::leaveToSystemd);
        double hundred = startBare(lab, 1, 100);
        note(Figure.HUNDRED_BARE, hundred);
        note(Figure.THOUSAND_BARE, hundred + startBare(lab, 101, 1000));
      }
      try (FleetLab lab = open()) {
        note(Figure.THOUSAND, start(lab, folder, 1, 1000));
      }
      try (FleetLab lab = open()) {
        note(Figure.HUNDRED, start(lab, folder, 1, 100));
        note(Figure.NINE_HUNDRED, start(lab, folder, 101, 1000));
        idle(lab);
        killLeader(lab);
        cutPower(lab);
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private FleetLab open() throws InterruptedException {
    FleetLab lab = FleetLab.open(Map.of("agent_ttl", Integer.toString(agentTtl)));
    lab.add(IntStream.rangeClosed(1, MACHINES).mapToObj(i -> "m" + i).toArray(String[]::new));
    lab.leader();
    Thread.sleep(SETTLING);
    return lab;
  }

  private void note(Figure figure, double value) {
    measured.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
    System.out.printf(Locale.ROOT, "  %s: %.2f %s%n", figure.title, value, figure.measure);
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void leaveToSystemd(LabMachine machine) {
    machine.write("/etc/systemd/system/bench@.service", UNIT);
    machine.mustRun("systemctl", "stop", "fleetk");
    machine.mustRun("systemctl", "daemon-reload");
  }

  /** How long systemd itself takes, told to by one {@code systemctl start} on each machine. */
  private static double startBare(FleetLab lab, int from, int to)
      throws InterruptedException, ExecutionException {
    List<Callable<String>> commands = new ArrayList<>();
    for (int i = 0; i < MACHINES; i++) {
      LabMachine machine = lab.machines().get(i);
      List<String> words = new ArrayList<>(List.of("systemctl", "start"));
      IntStream.iterate(from + i, n -> n <= to, n -> n + MACHINES)
          .forEach(n -> words.add("bench@%d.service".formatted(n)));
      commands.add(() -> machine.mustRun(words.toArray(String[]::new)));
    }
    long begin = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> command : threads.invokeAll(commands)) {
        command.get();
      }
    }
    return secondsSince(begin);
  }

  /** How long one {@code fleetk start} takes. */
  private static double start(FleetLab lab, Path folder, int from, int to) {
    List<String> words = new ArrayList<>(List.of("start"));
    IntStream.rangeClosed(from, to)
        .forEach(i -> words.add(folder.resolve("bench@%d.service".formatted(i)).toString()));
    long begin = System.nanoTime();
    Command.Result result =
        lab.fleetk(PATIENCE, lab.machines().getFirst(), words.toArray(String[]::new));
    double seconds = secondsSince(begin);
    if (result.status() != 0 || result.output().lines().count() != to - from + 1) {
      throw new IllegalStateException("fleetk start failed: " + result.errors());
    }
    return seconds;
  }

  private void idle(FleetLab lab) throws IOException, InterruptedException {
    Thread.sleep(SETTLING);
    List<ProcessHandle> daemons =
        lab.machines().stream().map(machine -> machine.process("java")).toList();
    ProcessHandle leader = lab.leader().process("java");
    double requests = requests(lab);
    List<Double> used = daemons.stream().map(FleetBench::cpuSeconds).toList();
    double usedByLeader = cpuSeconds(leader);
    long begin = System.nanoTime();
    Thread.sleep(IDLE);
    double seconds = secondsSince(begin);
    double sum = 0;
    for (int i = 0; i < daemons.size(); i++) {
      sum += cpuSeconds(daemons.get(i)) - used.get(i);
    }
    note(Figure.REQUESTS, (requests(lab) - requests) / seconds / MACHINES);
    note(Figure.CPU, sum / seconds / MACHINES * 100);
    note(Figure.CPU_LEADER, (cpuSeconds(leader) - usedByLeader) / seconds * 100);
    note(
        Figure.MEMORY,
        daemons.stream().mapToDouble(FleetBench::residentMegabytes).max().orElseThrow());
  }

  /** Every message that etcd was sent, be it a call of its own or one on a stream. */
  private double requests(FleetLab lab) throws IOException, InterruptedException {
    URI metrics = URI.create(lab.etcd().getFirst().url() + "/metrics");
    return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
        .body()
        .filter(line -> line.startsWith("grpc_server_msg_received_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private static double residentMegabytes(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void killLeader(FleetLab lab) throws InterruptedException {
    lab.leader().process("java").destroyForcibly();
    long begin = System.nanoTime();
    UnitName next = UnitName.of("next.service");
    lab.fleet()
        .put(new UnitSubmission(next, content(), DesiredState.LAUNCHED, Optional.empty(), false));
    await(lab, view -> view.statuses(next).stream().anyMatch(UnitStatus::active));
    note(Figure.LEADER, secondsSince(begin));
    lab.awaitPresent(lab.machines());
    Thread.sleep(SETTLING);
  }

  private static UnitContent content() {
    try {
      return UnitContent.of(UnitFile.parse(UNIT));
    } catch (UnitParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private void cutPower(FleetLab lab) throws InterruptedException {
    LabMachine leader = lab.leader();
    LabMachine cut =
        lab.machines().stream()
            .filter(machine -> !machine.equals(leader))
            .reduce((_, last) -> last)
            .orElseThrow();
    cut.cutPower();
    long begin = System.nanoTime();
    await(
        lab,
        view ->
            view.units().values().stream()
                .filter(unit -> !unit.assignments().isEmpty())
                .allMatch(
                    unit ->
                        unit.assignments().keySet().stream()
                            .allMatch(
                                machine ->
                                    !machine.equals(cut.id())
                                        && view.status(unit.name(), machine)
                                            .filter(UnitStatus::active)
                                            .isPresent())));
    note(Figure.POWER, secondsSince(begin));
  }

  private static void await(FleetLab lab, Predicate<FleetView> condition)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.test(lab.fleet().view())) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the fleet did not get there");
      }
      Thread.sleep(LEADER_PAUSE_MILLIS);
    }
  }

  private void print() {
    System.out.printf("%n%-55s %12s %16s %10s%n", "median", "fleetk", "fleetd 1.0", "to reach");
    for (Figure figure : Figure.values()) {
      double goal = figure == Figure.POWER ? agentTtl + 5 : figure.goal;
      System.out.printf(
          Locale.ROOT,
          "%-55s %12s %16s %10s%n",
          "%s (%s)".formatted(figure.title, figure.measure),
          "%.2f".formatted(median(measured.get(figure))),
          figure.fleetd,
          Double.isNaN(goal) ? "-" : "≤ %.4s".formatted(goal));
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
