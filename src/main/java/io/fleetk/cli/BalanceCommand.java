package io.fleetk.cli;

import io.fleetk.balance.BalancerProcess;
import io.fleetk.balance.BalancerSettings;
import io.fleetk.fleet.Fleet;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleetk balance}: leads connections to the machines on which a component is ready. */
@Command(
    name = "balance",
    header = "Lead connections to where a component is ready.",
    description = {
      "Listens on an address of this machine, until SIGTERM, and leads each TCP connection on to a",
      "machine on which the component is ready, by the word of the fleet and by checks of its own.",
      "While the fleet cannot be asked, it goes on with the machines it knew last."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk balance --component web --listen 127.0.0.1:8080 --port 8000",
      "  fleetk balance --endpoint unix:///run/fleet.sock --component kube-apiserver \\",
      "      --listen 127.0.0.1:6444 --port 6443 \\",
      "      --check https://:6443/readyz --seed 10.0.0.1,10.0.0.2"
    })
final class BalanceCommand extends FleetkCommand {
  private static final String STATE_DIRECTORY = "STATE_DIRECTORY";
  private static final int PORTS = 65_535;

  @Option(
      names = "--component",
      paramLabel = "COMPONENT",
      required = true,
      description = "the component that serves, such as kube-apiserver")
  private String component;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      required = true,
      description = "where clients connect, such as 127.0.0.1:6444")
  private String listen;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      required = true,
      description = "the port that the component serves on, on each of its machines")
  private int port;

  @Option(
      names = "--seed",
      paramLabel = "HOST",
      split = ",",
      description = "where to look until the fleet was heard for the first time; a list")
  private List<String> seeds = List.of();

  @Option(
      names = "--check",
      paramLabel = "URL",
      description =
          "what must answer on a machine, such as https://:6443/readyz; without it, that it accepts"
              + " connections")
  private String check;

  @Option(
      names = "--check-ca",
      paramLabel = "FILE",
      description = "certificates to verify --check by; without it HTTPS is not verified")
  private Path checkCa;

  @Option(
      names = "--memory",
      paramLabel = "FILE",
      description =
          "keeps the last known machines for the next start; default backends in $$STATE_DIRECTORY,"
              + " which systemd sets")
  private Path memory;

  @Override
  public Integer call() throws IOException {
    BalancerSettings settings =
        new BalancerSettings(component(), listen(), port(), seeds(), check(), checkCa(), memory());
    try (Fleet fleet = openFleet()) {
      new BalancerProcess(settings, surroundings().environment()).run(fleet);
    }
    return ExitCode.OK;
  }

  private String component() {
    Optional<String> problem = UnitName.problemWith(component + ".service");
    if (problem.isPresent()) {
      throw CommandFailure.badInput("--component %s: %s".formatted(component, problem.get()));
    }
    return component;
  }

  private InetSocketAddress listen() {
    ReadyCheck.Tcp at = read("--listen", listen, ReadyCheck.Tcp::parse);
    if (at.host().isEmpty()) {
      throw CommandFailure.badInput(
          "--listen %s: it names no address; use 127.0.0.1%s, or 0.0.0.0%s for everybody's use"
              .formatted(listen, listen, listen));
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(at.host()), at.port());
    } catch (UnknownHostException e) {
      throw CommandFailure.badInput("--listen %s: there is no such host".formatted(listen));
    }
  }

  private int port() {
    if (port < 1 || port > PORTS) {
      throw CommandFailure.badInput(
          "--port %d is no port; use a number from 1 to %d".formatted(port, PORTS));
    }
    return port;
  }

  private List<String> seeds() {
    List<String> named = seeds.stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
    for (String seed : named) {
      boolean sixth = seed.chars().filter(c -> c == ':').count() > 1;
      if (seed.contains("/") || (seed.contains(":") && !sixth)) {
        throw CommandFailure.badInput(
            "--seed %s: give a host alone; the port is that of --port".formatted(seed));
      }
    }
    return named;
  }

  private Optional<ReadyCheck.Http> check() {
    if (check == null) {
      return Optional.empty();
    }
    ReadyCheck.Http read = read("--check", check, ReadyCheck.Http::parse);
    if (!read.host().isEmpty()) {
      throw CommandFailure.badInput(
          "--check %s: it names the host %s and so would check that one for every machine; leave the"
                  .formatted(check, read.host())
              + " host out: %s://:%d%s".formatted(read.scheme(), read.port(), read.path()));
    }
    return Optional.of(read);
  }

  private Optional<Path> checkCa() {
    if (checkCa != null && (check == null || !check.startsWith("https:"))) {
      throw CommandFailure.badInput("--check-ca is for a --check by https; give one, or leave it");
    }
    if (checkCa != null && !Files.isReadable(checkCa)) {
      throw CommandFailure.badInput(
          "--check-ca %s: no file that can be read; check the path".formatted(checkCa));
    }
    return Optional.ofNullable(checkCa);
  }

  private Optional<Path> memory() {
    String directory = surroundings().environment().getOrDefault(STATE_DIRECTORY, "");
    // systemd separates several by colons; the first is as good as any.
    return Optional.ofNullable(memory)
        .or(
            () ->
                directory.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(directory.split(":", 2)[0], "backends")));
  }

  private static <T> T read(String option, String value, Function<String, T> reader) {
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(option + ": " + e.getMessage());
    }
  }
}
