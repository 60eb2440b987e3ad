package io.fleetk.cli;

import io.fleetk.completion.Candidate;
import io.fleetk.completion.Completer;
import io.fleetk.completion.FleetNames;
import io.fleetk.completion.Kind;
import io.fleetk.fleet.Fleet;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * A line at a shell's prompt, with the fleet that it means. The fleet is asked only for what may
 * stand where the cursor is, and only for so long; somebody waits at a prompt.
 */
final class Completing {
  /** How long a fleet may take to answer. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  /** How long it may take to answer what is seldom asked, for which more has to be loaded. */
  private static final Duration MORE_PATIENCE = Duration.ofSeconds(1);

  private final Surroundings surroundings;
  private final Supplier<ConnectionOptions> connection;
  private final Supplier<List<Candidate>> commands;

  /** The fleet's names, asked for at most once, although several kinds may stand at one place. */
  private Optional<FutureTask<FleetNames>> asked = Optional.empty();

  /**
   * A line.
   *
   * @param connection what the line says of the fleet; asked for when the fleet is
   * @param commands fleetk's commands
   */
  Completing(
      Surroundings surroundings,
      Supplier<ConnectionOptions> connection,
      Supplier<List<Candidate>> commands) {
    this.surroundings = surroundings;
    this.connection = connection;
    this.commands = commands;
  }

  /** Asks the fleet while the line is still being read. */
  void askAhead() {
    if (asked.isEmpty()) {
      asked = begin(surroundings.door()::names);
    }
  }

  /**
   * Who knows what may stand where the cursor is.
   *
   * @param line fleetk's commands, to be used up
   */
  Completer completer(CommandLine line) {
    return new Completer(line, this::names);
  }

  private List<Candidate> names(Kind kind) {
    return switch (kind) {
      case UNIT, COMPONENT, MACHINE, STACK ->
          fleet().map(names -> names.candidates(kind)).orElse(List.of());
      case SECRET ->
          begin(this::secrets).flatMap(asked -> answer(asked, MORE_PATIENCE)).orElse(List.of());
      case TOPIC ->
          Arrays.stream(HelpTopic.values())
              .map(topic -> new Candidate(topic.word(), topic.header()))
              .toList();
      case COMMAND -> commands.get();
      case CONTEXT -> contexts();
      case KIND, DIR, FOLDER, FILE -> List.of();
    };
  }

  private List<Candidate> contexts() {
    try {
      return connection.get().contextFile(surroundings.environment()).readIfThere().all().stream()
          .map(context -> new Candidate(context.name(), ""))
          .toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  private List<Candidate> secrets(FleetAddress address) {
    try (Fleet fleet = surroundings.door().open(address)) {
      return Secrets.listIfAny(fleet).orElse(List.of()).stream()
          .map(secret -> new Candidate(secret.name(), ""))
          .toList();
    }
  }

  private Optional<FleetNames> fleet() {
    askAhead();
    return asked.flatMap(question -> answer(question, PATIENCE));
  }

  /** Begins to ask; empty where there is nobody to be asked. */
  private <T> Optional<FutureTask<T>> begin(Function<FleetAddress, T> question) {
    try {
      return address()
          .map(
              address -> {
                var answer = new FutureTask<>(() -> question.apply(address));
                Thread.ofPlatform().daemon().start(answer);
                return answer;
              });
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** What is answered; empty where nothing is, or where nobody would wait for it. */
  private static <T> Optional<T> answer(FutureTask<T> asked, Duration patience) {
    try {
      return Optional.of(asked.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  /** The fleet that the line means; empty where it would take longer than anybody waits. */
  private Optional<FleetAddress> address() throws IOException {
    return connection
        .get()
        .addressIfAny(surroundings.environment())
        .filter(address -> address.tunnel().isEmpty())
        .filter(address -> address.place() instanceof FleetAddress.Api);
  }
}
