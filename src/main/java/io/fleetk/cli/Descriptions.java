package io.fleetk.cli;

import static java.util.stream.Collectors.toMap;

import io.fleetk.cli.Table.Cell;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.SecretUsers;
import io.fleetk.plan.StackReport;
import io.fleetk.plan.StatusReport;
import io.fleetk.plan.StatusReport.Component;
import io.fleetk.plan.StatusReport.Instance;
import io.fleetk.stack.Dependencies;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Describes what a fleet has, one thing at a time.
 *
 * @param view the fleet
 * @param now what ages are counted from
 * @param paint how to colour
 * @param columns how wide a table may be
 */
record Descriptions(FleetView view, Instant now, Paint paint, OptionalInt columns) {
  /** What fleetk writes into units for itself, or what is told apart. */
  private static final Set<String> NOT_POLICY =
      Set.of("Stack", "Basis", "ScaledFrom", "File", "Secret");

  private static final String NONE = "-";

  /** A unit: where it may run, how it is rolled out, what it carries, where it is. */
  List<String> unit(FleetUnit unit, Excerpts journals) {
    List<Instance> instances = instances(unit);
    Description description =
        new Description(paint, columns)
            .field("Unit", unit.name())
            .field("Component", unit.component())
            .field("Stack", unit.stack().orElse(""))
            .field("Desired state", unit.desiredState().wire());
    unit.content()
        .file()
        .last("Unit", "Description")
        .ifPresent(text -> description.field("Description", text));
    scaled(unit).ifPresent(text -> description.field("Scaled", text));
    unit.pending().ifPresent(why -> description.field("Pending", why));
    description
        .field("Restarts asked", unit.generation())
        .field("Held", unit.held() ? "yes: machines take new content as they are released" : "no")
        .field("Hash", unit.content().unitHash())
        .field("Run hash", unit.content().runHash());
    if (!unit.content().id().equals(unit.content().unitHash())) {
      description.field("Content", unit.content().id());
    }
    placementAndPolicy(description, unit);
    description.part(
        "Files",
        unit.content().files().stream()
            .map(
                file ->
                    "%s %04o, %d bytes"
                        .formatted(
                            file.path(),
                            file.mode(),
                            file.text().getBytes(StandardCharsets.UTF_8).length))
            .toList());
    description.part("Secrets", secrets(unit));
    description.part("Machines", instances(instances, false));
    for (Instance instance : instances) {
      description.part("Journal on " + machine(instance.machineId()), journals.of(instance));
    }
    return description.lines();
  }

  private static void placementAndPolicy(Description description, FleetUnit unit) {
    UnitFile file = unit.content().file();
    List<String> placement = options(file, Placement.SECTION, Set.of());
    description.part(
        "Placement", placement.isEmpty() ? List.of("any machine, one of them") : placement);
    description.part("Policy", options(file, Policy.SECTION, NOT_POLICY));
  }

  private static List<String> options(UnitFile file, String section, Set<String> but) {
    return file.options().stream()
        .filter(option -> option.section().equals(section) && !but.contains(option.name()))
        .map(option -> option.name() + "=" + option.value().replaceAll("\\s*\\\\\\n\\s*", " "))
        .toList();
  }

  private static List<String> secrets(FleetUnit unit) {
    List<CarriedSecret> pinned = unit.content().secrets();
    return pinned.isEmpty()
        ? unit.policy().secrets().stream()
            .map(spec -> "%s %04o, %s".formatted(spec.path(), spec.mode(), spec.secret()))
            .toList()
        : pinned.stream()
            .map(secret -> "%s %04o, %s".formatted(secret.path(), secret.mode(), secret.shown()))
            .toList();
  }

  private static Optional<String> scaled(FleetUnit unit) {
    Policy policy = unit.policy();
    return policy.scaledFrom().isPresent() && policy.instances().isPresent()
        ? Optional.of(
            "to %d by fleetk scale; its directory said %d, which the next apply takes back"
                .formatted(policy.instances().getAsInt(), policy.scaledFrom().getAsInt()))
        : Optional.empty();
  }

  /** A machine: what it is, and the units that it has. */
  List<String> machine(Machine machine) {
    List<Instance> instances =
        StatusReport.of(view).components().stream()
            .flatMap(component -> component.instances().stream())
            .filter(instance -> instance.machineId().filter(machine.id()::equals).isPresent())
            .toList();
    Cell state = MachineInventory.state(machine, now);
    Description description =
        new Description(paint, columns)
            .field("Machine", machine.id())
            .field("Address", machine.address())
            .field("State", paint.text(state.tone(), state.text()))
            .field("Cordoned", machine.cordoned() ? "yes: it is given no new units" : "no")
            .field("Version", machine.version())
            .field(
                "Last change",
                machine
                    .lastSeen()
                    .map(seen -> Ages.moment(seen) + ", " + Ages.since(seen, now) + " ago")
                    .orElse(""))
            .field("Units", instances.size());
    description.part(
        "Metadata",
        machine.metadata().entrySet().stream()
            .map(pair -> pair.getKey() + "=" + pair.getValue())
            .toList());
    if (!instances.isEmpty()) {
      Table table = new Table("UNIT", "STACK", "STATE", "READY", "~AGE", "REASON");
      for (Instance instance : instances) {
        table.row(
            Cell.of(instance.unit().text()),
            Cell.of(view.unit(instance.unit()).flatMap(FleetUnit::stack).orElse(NONE)),
            UnitInventory.state(instance),
            Cell.of(UnitInventory.ready(instance)),
            age(instance),
            Cell.of(instance.reason()));
      }
      description.part("Units on it", table);
    }
    return description.lines();
  }

  /** A component: its units, and what they wait for. */
  List<String> component(String name, List<FleetUnit> units) {
    FleetUnit first = units.getFirst();
    List<Component> components = StatusReport.of(view).only(List.of(name)).components();
    Dependencies dependencies = dependencies(first.stack());
    Description description = new Description(paint, columns).field("Component", name);
    for (Component component : components) {
      description
          .field("Stack", component.stack().orElse(""))
          .field(
              "Instances",
              "%d desired, %d placed, %d active, %d ready, %d new"
                  .formatted(
                      component.desired(),
                      component.placed(),
                      component.active(),
                      component.ready(),
                      component.current()))
          .field("Standing", standing(component));
    }
    units.stream()
        .flatMap(unit -> scaled(unit).stream())
        .findFirst()
        .ifPresent(text -> description.field("Scaled", text));
    description
        .field("Waits for", List.copyOf(dependencies.of(name)))
        .field(
            "Awaited by",
            dependencies.byComponent().entrySet().stream()
                .filter(other -> other.getValue().contains(name))
                .map(other -> other.getKey())
                .toList());
    placementAndPolicy(description, first);
    description.part("Secrets", secrets(first));
    description.part(
        "Units",
        instances(components.stream().flatMap(one -> one.instances().stream()).toList(), true));
    return description.lines();
  }

  private String standing(Component component) {
    String word =
        paint.text(
            UnitInventory.tone(component.standing()), StatusDocument.word(component.standing()));
    return component.reason().isEmpty() ? word : word + ": " + component.reason();
  }

  /** A stack: its components in the order that they start. */
  List<String> stack(StackReport stack) {
    Dependencies dependencies = dependencies(Optional.of(stack.name()));
    Description description =
        new Description(paint, columns)
            .field("Stack", stack.name())
            .field("Units", stack.units())
            .field("Instances", "%d desired, %d ready".formatted(stack.desired(), stack.ready()))
            .field(
                "Standing",
                paint.text(
                    UnitInventory.tone(stack.standing()), StatusDocument.word(stack.standing())));
    Table table = new Table("COMPONENT", ">DESIRED", ">READY", "NEW", "STANDING", "WAITS FOR");
    for (Component component : stack.components()) {
      table.row(
          Cell.of(component.name()),
          Cell.of(Integer.toString(component.desired())),
          Cell.of(Integer.toString(component.ready())),
          ComponentInventory.current(component),
          new Cell(
              UnitInventory.tone(component.standing()), StatusDocument.word(component.standing())),
          Cell.of(String.join(", ", dependencies.of(component.name()))));
    }
    description.part("Components", table);
    List<String> scaled = new ArrayList<>();
    for (Component component : stack.components()) {
      component.instances().stream()
          .flatMap(instance -> view.unit(instance.unit()).stream())
          .flatMap(unit -> scaled(unit).stream())
          .findFirst()
          .ifPresent(text -> scaled.add(component.name() + " " + text));
    }
    description.part("Scaled", scaled);
    FleetView owned =
        FleetView.of(view.revision(), view.ownedBy(stack.name()), List.of(), List.of());
    description.part("Secrets", SecretUsers.in(owned).secrets());
    return description.lines();
  }

  private Dependencies dependencies(Optional<String> stack) {
    return Dependencies.among(
        view.units().values().stream()
            .filter(unit -> unit.stack().equals(stack))
            .collect(toMap(FleetUnit::name, unit -> unit.content().file())));
  }

  private List<Instance> instances(FleetUnit unit) {
    return StatusReport.of(view).components().stream()
        .flatMap(component -> component.instances().stream())
        .filter(instance -> instance.unit().equals(unit.name()))
        .toList();
  }

  private Table instances(List<Instance> instances, boolean named) {
    Table table =
        named
            ? new Table("UNIT", "MACHINE", "STATE", "READY", "~AGE", "NEW", "REASON")
            : new Table("MACHINE", "STATE", "READY", "~AGE", ">RESTARTS", "NEW", "REASON");
    for (Instance instance : instances) {
      Cell machine = Cell.of(machine(instance.machineId()));
      Cell state = UnitInventory.state(instance);
      Cell ready = Cell.of(UnitInventory.ready(instance));
      Cell current = Cell.of(instance.current() ? "yes" : "no");
      Cell reason = Cell.of(instance.reason());
      if (named) {
        table.row(
            Cell.of(instance.unit().text()), machine, state, ready, age(instance), current, reason);
      } else {
        int restarts = instance.status().map(UnitStatus::restarts).orElse(0);
        table.row(
            machine,
            state,
            ready,
            age(instance),
            Cell.of(Integer.toString(restarts)),
            current,
            reason);
      }
    }
    return table;
  }

  private Cell age(Instance instance) {
    return Cell.of(
        instance
            .status()
            .flatMap(UnitStatus::since)
            .map(since -> Ages.since(since, now))
            .orElse(NONE));
  }

  private String machine(Optional<String> id) {
    return id.map(new FleetWords(view)::label).orElse(NONE);
  }
}
