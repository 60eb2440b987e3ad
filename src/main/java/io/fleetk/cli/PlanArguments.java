package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.plan.Plan;
import io.fleetk.plan.PlanOptions;
import io.fleetk.plan.Planner;
import io.fleetk.stack.Stack;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackSecrets;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a stack is planned with, for {@code diff} and {@code apply} alike. */
final class PlanArguments {
  /** What becomes of units that the stack owns and no longer holds. */
  enum Prune {
    /** They stay. */
    FALSE,
    /** They are destroyed, but never a component's last instance. */
    TRUE,
    /** They are destroyed. */
    ALL
  }

  @Mixin private StackArguments stack;

  @Option(
      names = "--prune",
      arity = "0..1",
      paramLabel = "all|true|false",
      fallbackValue = "true",
      converter = PruneConverter.class,
      description =
          "destroy what the stack owns and no longer holds (default: true); a component's last"
              + " instance only with all")
  private Prune prune = Prune.TRUE;

  @Option(
      names = "--only",
      arity = "1",
      split = ",",
      paramLabel = "COMPONENT",
      description = "only these components; may be repeated")
  private Set<String> only = new LinkedHashSet<>();

  @Option(
      names = "--all-at-once",
      description = "on a plain fleet v1: may change a global unit on all machines at once")
  private boolean allAtOnce;

  /**
   * A stack, and what it would take to have it in a fleet.
   *
   * @param stack what should be
   * @param fleet where
   * @param options how it is planned
   */
  record Planned(Stack stack, Fleet fleet, PlanOptions options) implements Supplier<Plan> {
    /** Plans against the fleet as it is now. */
    @Override
    public Plan get() {
      return Planner.plan(stack, fleet.view(), options);
    }
  }

  /**
   * Renders the stack, to be planned against a fleet.
   *
   * @throws StackException when the stack cannot be used, or names secrets that the fleet lacks
   */
  Planned plan(Fleet fleet) throws StackException, IOException {
    Stack should = stack.stack(() -> List.copyOf(fleet.view().machines().values()));
    if (!should.secretUses().isEmpty() && fleet.extensions().isPresent()) {
      should = StackSecrets.pinned(should, Secrets.list(fleet));
    }
    var options =
        new PlanOptions(prune != Prune.FALSE, only, fleet.extensions().isEmpty(), allAtOnce);
    return new Planned(should, fleet, options);
  }

  Prune prune() {
    return prune;
  }

  /** Reads {@code --prune}'s value. */
  static final class PruneConverter implements picocli.CommandLine.ITypeConverter<Prune> {
    @Override
    public Prune convert(String word) {
      return switch (word) {
        case "true" -> Prune.TRUE;
        case "false" -> Prune.FALSE;
        case "all" -> Prune.ALL;
        default ->
            throw new TypeConversionException("'%s' is not all, true or false".formatted(word));
      };
    }
  }
}
