package io.fleetk.cli;

import io.fleetk.completion.Candidate;
import io.fleetk.completion.Completer;
import io.fleetk.completion.FleetNames;
import io.fleetk.completion.Kind;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetSecrets;
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
import picocli.CommandLine.Command;

/**
 * A line at a shell's prompt, with the fleet that it means. The fleet is asked only for what may
 * stand where the cursor is, and only for so long; somebody waits at a prompt.
 */
final class Completing {
  /** How long a fleet may take to answer. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final Surroundings surroundings;
  private final CommandLine line;

  /** Asked at most once, although several kinds of names may stand at one place. */
  private final Supplier<Optional<FleetNames>> fleet;

  /**
   * A line.
   *
   * @param line fleetk's commands, to be used up
   */
  Completing(Surroundings surroundings, CommandLine line) {
    this.surroundings = surroundings;
    this.line = line;
    this.fleet = once(() -> ask(surroundings.door()::names));
  }

  private static <T> Supplier<Optional<T>> once(Supplier<Optional<T>> source) {
    return new Supplier<>() {
      private Optional<Optional<T>> answer = Optional.empty();

      @Override
      public Optional<T> get() {
        if (answer.isEmpty()) {
          answer = Optional.of(source.get());
        }
        return answer.get();
      }
    };
  }

  /** Who knows what may stand where the cursor is. */
  Completer completer() {
    return new Completer(line, this::names);
  }

  private List<Candidate> names(Kind kind) {
    return switch (kind) {
      case UNIT, COMPONENT, MACHINE, STACK ->
          fleet.get().map(names -> names.candidates(kind)).orElse(List.of());
      case SECRET -> ask(this::secrets).orElse(List.of());
      case TOPIC ->
          Arrays.stream(HelpTopic.values())
              .map(topic -> new Candidate(topic.word(), topic.header()))
              .toList();
      case COMMAND ->
          Main.commands().stream()
              .map(command -> command.getAnnotation(Command.class))
              .filter(command -> !command.hidden())
              .map(command -> new Candidate(command.name(), String.join(" ", command.header())))
              .toList();
      case CONTEXT -> contexts();
      case KIND, DIR, FOLDER, FILE -> List.of();
    };
  }

  private List<Candidate> contexts() {
    try {
      return connection().contextFile(surroundings.environment()).readIfThere().all().stream()
          .map(context -> new Candidate(context.name(), ""))
          .toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  private ConnectionOptions connection() {
    return ((Fleetk) line.getCommandSpec().userObject()).connection();
  }

  private List<Candidate> secrets(FleetAddress address) {
    try (Fleet fleet = surroundings.door().open(address)) {
      return fleet
          .extensions()
          .flatMap(FleetExtensions::secrets)
          .map(FleetSecrets::list)
          .orElse(List.of())
          .stream()
          .map(secret -> new Candidate(secret.name(), ""))
          .toList();
    }
  }

  /** What the fleet answers; empty where it does not, or where nobody would wait for it. */
  private <T> Optional<T> ask(Function<FleetAddress, T> question) {
    try {
      Optional<FleetAddress> address = address();
      if (address.isEmpty()) {
        return Optional.empty();
      }
      var answer = new FutureTask<>(() -> question.apply(address.get()));
      Thread.ofPlatform().daemon().start(answer);
      return Optional.of(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException | IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The fleet that the line means; empty where it would take longer than anybody waits. */
  private Optional<FleetAddress> address() throws IOException {
    return connection()
        .addressIfAny(surroundings.environment())
        .filter(address -> address.tunnel().isEmpty())
        .filter(address -> address.place() instanceof FleetAddress.Api);
  }
}
