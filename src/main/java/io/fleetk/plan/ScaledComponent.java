package io.fleetk.plan;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.Secret;
import io.fleetk.stack.StackUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Policy;
import io.fleetk.unit.Policy.FileSpec;
import io.fleetk.unit.Policy.SecretSpec;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A component of a fleet with another number of instances.
 *
 * <p>All instances get the text that they have, with the number in it; what they carry and their
 * desired states stay. Without any instance the template stays in the fleet, from which instances
 * can be made again.
 */
final class ScaledComponent {
  private final String name;
  private final int wanted;
  private final ScaleRequest request;
  private final NavigableMap<Integer, FleetUnit> instances = new TreeMap<>();
  private final FleetUnit model;
  private final ScaledText text;

  /**
   * A component to scale.
   *
   * @param units what the fleet has of it: instances by number, or the template
   * @param model one of them, which is like the others
   * @param text its text
   */
  ScaledComponent(
      String name, ScaleRequest request, List<FleetUnit> units, FleetUnit model, ScaledText text) {
    this.name = name;
    this.wanted = request.wanted().get(name);
    this.request = request;
    units.forEach(unit -> unit.name().number().ifPresent(at -> instances.put(at, unit)));
    this.model = model;
    this.text = text;
  }

  /** Its units as they should be; what cannot be made is refused instead. */
  List<StackUnit> units(List<String> refusals) {
    UnitFile scaled = text.with(wanted);
    UnitName template =
        model.name().isTemplate() ? model.name() : model.name().template().orElseThrow();
    List<StackUnit> units = new ArrayList<>();
    for (int number = 1; number <= wanted; number++) {
      FleetUnit known = instances.get(number);
      if (known == null) {
        UnitName unit = template.withInstance(Integer.toString(number));
        Optional<StackUnit> fresh = fresh(unit, scaled, refusals);
        if (fresh.isEmpty()) {
          // The others would be refused for the same.
          return List.of();
        }
        units.add(fresh.get());
      } else {
        units.add(kept(known, scaled));
      }
    }
    if (wanted == 0) {
      fresh(template, scaled, refusals).ifPresent(units::add);
    }
    return units;
  }

  /** A plain fleet restarts what gets another text, so there the new instances alone say it. */
  private StackUnit kept(FleetUnit unit, UnitFile scaled) {
    UnitContent content = unit.content();
    return new StackUnit(
        unit.name(),
        request.plainV1() ? content : new UnitContent(scaled, content.files(), content.secrets()),
        unit.desiredState(),
        "the fleet");
  }

  private Optional<StackUnit> fresh(UnitName unit, UnitFile scaled, List<String> refusals) {
    Policy policy = Policy.of(unit, scaled);
    Optional<List<CarriedFile>> files = files(policy);
    if (files.isEmpty()) {
      refusals.add(
          "instances of %s carry files of their own, and only the stack's directory has that of %s: change Instances= there and apply it"
              .formatted(name, unit));
      return Optional.empty();
    }
    Optional<List<CarriedSecret>> secrets =
        unit.isTemplate() ? Optional.of(List.of()) : secrets(unit, policy, refusals);
    return secrets.map(
        known ->
            new StackUnit(
                unit,
                new UnitContent(scaled, files.get(), known),
                unit.isTemplate() ? DesiredState.INACTIVE : policy.desiredState(),
                "the fleet"));
  }

  /** The model's files at a unit's own paths; empty when they are not the unit's. */
  private Optional<List<CarriedFile>> files(Policy policy) {
    List<FileSpec> of = model.policy().files();
    List<CarriedFile> carried = model.content().files();
    if (of.size() != carried.size() || of.size() != policy.files().size()) {
      return Optional.empty();
    }
    List<CarriedFile> files = new ArrayList<>();
    for (int at = 0; at < of.size(); at++) {
      FileSpec own = policy.files().get(at);
      if (!own.source().equals(of.get(at).source())) {
        return Optional.empty();
      }
      files.add(new CarriedFile(own.path(), own.mode(), carried.get(at).text()));
    }
    return Optional.of(files);
  }

  /** A unit's secrets, in the versions that the model has of them, else in the newest. */
  private Optional<List<CarriedSecret>> secrets(
      UnitName unit, Policy policy, List<String> refusals) {
    List<CarriedSecret> secrets = new ArrayList<>();
    for (SecretSpec spec : policy.secrets()) {
      Optional<Long> version =
          model.content().secrets().stream()
              .filter(has -> has.secret().equals(spec.secret()))
              .map(CarriedSecret::version)
              .findFirst()
              .or(() -> newest(spec.secret()));
      if (version.isEmpty()) {
        refusals.add(
            "%s names the secret '%s', and the fleet has none of that name: fleetk secret put %s FILE"
                .formatted(unit, spec.secret(), spec.secret()));
        return Optional.empty();
      }
      secrets.add(new CarriedSecret(spec.path(), spec.mode(), spec.secret(), version.get()));
    }
    return Optional.of(secrets);
  }

  private Optional<Long> newest(String secret) {
    return request.secrets().stream()
        .filter(known -> known.name().equals(secret))
        .map(Secret::version)
        .findFirst();
  }
}
