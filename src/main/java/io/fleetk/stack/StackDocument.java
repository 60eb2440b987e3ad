package io.fleetk.stack;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.UnitContent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A rendered stack as a document for programs: {@code fleetk render -o json|yaml} prints it, and
 * {@code fleetk apply -} reads it. {@link StackDocumentReader} is its counterpart.
 *
 * @param stack the stack's name
 * @param only the components that are meant, where that is not all of the stack
 * @param units the units
 * @param count how many units there are; the last key, so that a document that is cut off is known
 */
public record StackDocument(
    String stack, Optional<List<String>> only, List<Unit> units, int count) {
  /** Copies the lists. */
  public StackDocument {
    requireNonNull(stack);
    only = only.map(List::copyOf);
    units = List.copyOf(units);
  }

  /** The document of a stack, or of the part of it that is meant. */
  public static StackDocument of(ChosenStack chosen) {
    List<Unit> units = chosen.units().stream().map(Unit::of).toList();
    return new StackDocument(
        chosen.stack().name(),
        chosen.only().isEmpty() ? Optional.empty() : Optional.of(List.copyOf(chosen.only())),
        units,
        units.size());
  }

  /** Whether two texts, in YAML or in JSON, hold the same document to the letter. */
  public static boolean areSame(String one, String other) {
    try {
      return Objects.equals(
          YamlDocument.parseLarge("", one).root(), YamlDocument.parseLarge("", other).root());
    } catch (Refusal e) {
      return false;
    }
  }

  /**
   * A unit.
   *
   * @param name its name
   * @param component the component that it belongs to
   * @param desiredState what it is brought to
   * @param source the file it was made from
   * @param text the unit file
   * @param files what it carries
   */
  public record Unit(
      String name,
      String component,
      String desiredState,
      String source,
      String text,
      List<CarriedText> files) {
    /** Copies the list. */
    public Unit {
      files = List.copyOf(files);
    }

    private static Unit of(StackUnit unit) {
      UnitContent content = unit.content();
      return new Unit(
          unit.name().text(),
          unit.component(),
          unit.desiredState().wire(),
          unit.source(),
          content.file().text(),
          content.files().stream()
              .map(file -> new CarriedText(file.path(), "%04o".formatted(file.mode()), file.text()))
              .toList());
    }
  }

  /**
   * A file that a unit carries.
   *
   * @param path where it goes
   * @param mode its permission bits, in octal digits
   * @param text what is in it
   */
  public record CarriedText(String path, String mode, String text) {}
}
