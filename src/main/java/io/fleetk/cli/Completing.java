package io.fleetk.cli;

import io.fleetk.completion.Candidate;
import io.fleetk.completion.Completer;
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

  /**
   * A line.
   *
   * @param line fleetk's commands, to be used up
   */
  Completing(Surroundings surroundings, CommandLine line) {
    this.surroundings = surroundings;
    this.line = line;
  }

  /** Who knows what may stand where the cursor is. */
  Completer completer() {
    return new Completer(line, this::names);
  }

  private List<Candidate> names(Kind kind) {
    return switch (kind) {
      case UNIT, COMPONENT, MACHINE, STACK ->
          ask(address -> surroundings.door().names(address).candidates(kind));
      case SECRET -> ask(this::secrets);
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
      case CONTEXT, DIR, FOLDER, FILE -> List.of();
    };
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

  /** What the fleet answers; nothing where it does not. */
  private List<Candidate> ask(Function<FleetAddress, List<Candidate>> question) {
    try {
      Optional<FleetAddress> address = address();
      if (address.isEmpty()) {
        return List.of();
      }
      var answer = new FutureTask<>(() -> question.apply(address.get()));
      Thread.ofPlatform().daemon().start(answer);
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException | TimeoutException | IOException | RuntimeException e) {
      return List.of();
    }
  }

  /** The fleet that the line means; empty where it would take longer than anybody waits. */
  private Optional<FleetAddress> address() throws IOException {
    return ((Fleetk) line.getCommandSpec().userObject())
        .connection()
        .addressIfAny(surroundings.environment())
        .filter(address -> address.tunnel().isEmpty())
        .filter(address -> address.place() instanceof FleetAddress.Api);
  }
}
