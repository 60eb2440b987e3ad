package io.fleetk.stack;

import static java.util.stream.Collectors.toMap;

import io.fleetk.fleet.Secret;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.UnitContent;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Which versions of a fleet's secrets a stack's units get. A unit's content names each of its
 * secrets in one version, so that a changed secret is a changed unit, and is rolled out like one.
 */
public final class StackSecrets {
  private StackSecrets() {}

  /**
   * The secrets that a stack's units name and a fleet does not have, a finding each.
   *
   * @param known the fleet's secrets
   */
  public static List<Finding> missing(Stack stack, Collection<Secret> known) {
    List<String> names = known.stream().map(Secret::name).toList();
    return stack.secretUses().stream()
        .filter(use -> !names.contains(use.secret()))
        .map(
            use -> {
              String put = "fleetk secret put %s FILE".formatted(use.secret());
              String near = Nearest.suggestion(use.secret(), names);
              return Finding.error(
                  use.file(),
                  use.line(),
                  use.option(),
                  "the fleet has no secret '%s'".formatted(use.secret()),
                  near.isEmpty() ? put : near + " or " + put);
            })
        .distinct()
        .toList();
  }

  /**
   * A stack whose units name the newest versions of their secrets.
   *
   * @param known the fleet's secrets
   * @throws StackException when it lacks some that are named
   */
  public static Stack pinned(Stack stack, Collection<Secret> known) throws StackException {
    List<Finding> missing = missing(stack, known);
    if (!missing.isEmpty()) {
      throw new StackException(missing);
    }
    Map<String, Long> versions = known.stream().collect(toMap(Secret::name, Secret::version));
    return new Stack(
        stack.name(),
        stack.units().stream().map(unit -> pinned(unit, versions)).toList(),
        stack.dependencies(),
        stack.warnings(),
        stack.secretUses());
  }

  private static StackUnit pinned(StackUnit unit, Map<String, Long> versions) {
    if (unit.name().isTemplate()) {
      return unit;
    }
    UnitContent content =
        unit.content()
            .with(
                unit.policy().secrets().stream()
                    .map(
                        spec ->
                            new CarriedSecret(
                                spec.path(),
                                spec.mode(),
                                spec.secret(),
                                versions.get(spec.secret())))
                    .toList());
    return new StackUnit(unit.name(), content, unit.desiredState(), unit.source());
  }
}
