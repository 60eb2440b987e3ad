package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.Secret;
import io.fleetk.plan.Plan;
import io.fleetk.plan.PlanOptions;
import io.fleetk.plan.Planner;
import io.fleetk.stack.ChosenStack;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackOrigin;
import io.fleetk.stack.StackSecrets;
import io.fleetk.unit.Finding;
import java.io.IOException;
import java.util.ArrayList;
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

  @Mixin private StackArguments stacks;

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
   * @param chosen what should be
   * @param fleet where
   * @param options how it is planned
   */
  record Planned(ChosenStack chosen, Fleet fleet, PlanOptions options) implements Supplier<Plan> {
    /** Plans against the fleet as it is now. */
    @Override
    public Plan get() {
      return Planner.plan(chosen.stack(), fleet.view(), options);
    }

    /** The stack's name. */
    String name() {
      return chosen.stack().name();
    }
  }

  /** Where the stacks are to be taken from. */
  List<StackOrigin> origins(FleetkCommand command) throws IOException {
    return stacks.origins(command);
  }

  /**
   * Renders stacks, to be planned against a fleet, in their order.
   *
   * @throws StackException when one of them cannot be used, or names secrets that the fleet lacks
   */
  List<Planned> plan(List<StackOrigin> origins, Fleet fleet) throws StackException, IOException {
    List<ChosenStack> should =
        pinned(stacks.stacks(origins, () -> List.copyOf(fleet.view().machines().values())), fleet);
    boolean plain = fleet.extensions().isEmpty();
    List<Planned> planned = new ArrayList<>();
    new ComponentChoice(should, only)
        .components(fleet)
        .forEach(
            (chosen, components) ->
                planned.add(
                    new Planned(
                        chosen,
                        fleet,
                        new PlanOptions(prune != Prune.FALSE, components, plain, allAtOnce))));
    return planned;
  }

  /** The stacks with the newest versions of their secrets. */
  private static List<ChosenStack> pinned(List<ChosenStack> stacks, Fleet fleet)
      throws StackException {
    if (fleet.extensions().isEmpty()
        || stacks.stream().allMatch(chosen -> chosen.stack().secretUses().isEmpty())) {
      return stacks;
    }
    List<Secret> known = Secrets.list(fleet);
    List<Finding> missing = new ArrayList<>();
    List<ChosenStack> pinned = new ArrayList<>();
    for (ChosenStack chosen : stacks) {
      try {
        pinned.add(chosen.with(StackSecrets.pinned(chosen.stack(), known)));
      } catch (StackException e) {
        missing.addAll(e.findings());
      }
    }
    if (!missing.isEmpty()) {
      throw new StackException(missing);
    }
    return pinned;
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
