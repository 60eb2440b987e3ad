package io.fleetk.plan;

import static java.util.stream.Collectors.toMap;

import io.fleetk.stack.Dependencies;
import io.fleetk.stack.Stack;
import io.fleetk.stack.StackUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.util.ArrayList;
import java.util.List;

/** Stacks for tests, without directories and templates. */
public final class Stacks {
  private final String name;
  private final List<StackUnit> units = new ArrayList<>();

  private Stacks(String name) {
    this.name = name;
  }

  /** An empty stack to add units to. */
  public static Stacks named(String name) {
    return new Stacks(name);
  }

  /** Adds a unit that is to be launched. */
  public Stacks with(String unit, String text) {
    return with(unit, text, DesiredState.LAUNCHED);
  }

  /** Adds a unit. */
  public Stacks with(String unit, String text, DesiredState desired, CarriedFile... files) {
    units.add(
        new StackUnit(
            UnitName.of(unit),
            new UnitContent(file(text), List.of(files)),
            desired,
            "units/" + unit));
    return this;
  }

  /** Adds instances 1 to {@code count} of a template, all with one text. */
  public Stacks instances(String prefix, int count, String text) {
    for (int i = 1; i <= count; i++) {
      with(prefix + "@" + i + ".service", text);
    }
    return this;
  }

  /** The stack. */
  public Stack stack() {
    return new Stack(
        name,
        units,
        Dependencies.among(
            units.stream().collect(toMap(StackUnit::name, unit -> unit.content().file()))),
        List.of(),
        List.of());
  }

  /** A service that runs a command, with options of {@code [X-Fleetk]}. */
  public static String service(String command, String... policy) {
    return "[Service]\nExecStart=%s\n\n[X-Fleetk]\n%s\n"
        .formatted(command, String.join("\n", policy));
  }

  /** A unit file. */
  public static UnitFile file(String text) {
    try {
      return UnitFile.parse(text);
    } catch (UnitParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
