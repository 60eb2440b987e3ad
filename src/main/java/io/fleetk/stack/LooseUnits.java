package io.fleetk.stack;

import io.fleetk.fleet.FleetView;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the text of units that belong to no stack, as fleetctl does: a file of that name; else, for
 * an instance, the template that the fleet has, or one beside. Files are read once.
 */
public final class LooseUnits {
  private final FleetView fleet;
  private final Map<Path, Optional<UnitContent>> read = new HashMap<>();

  /** Units for a fleet as it is in a view. */
  public LooseUnits(FleetView fleet) {
    this.fleet = fleet;
  }

  /**
   * A unit by what somebody typed: the last part of a path, of type {@code service} when that says
   * none.
   *
   * @throws IllegalArgumentException when that is no unit's name, in one line
   */
  public static UnitName name(String typed) {
    String last =
        Path.of(typed).getFileName() == null ? "" : Path.of(typed).getFileName().toString();
    return UnitName.of(last.isEmpty() || last.contains(".") ? last : last + ".service");
  }

  /**
   * The content of a unit; empty when there is none to be found.
   *
   * @param typed a path to its file, whether there is one or not
   * @throws StackException when its file cannot be used
   */
  public Optional<UnitContent> content(String typed) throws StackException, IOException {
    UnitName name = name(typed);
    Path file = Path.of(typed).resolveSibling(name.text());
    Optional<UnitContent> content = content(name, file);
    if (content.isPresent() || name.template().isEmpty()) {
      return content;
    }
    UnitName template = name.template().get();
    Optional<UnitContent> known = fleet.unit(template).map(unit -> unit.content());
    return known.isPresent() ? known : content(template, file.resolveSibling(template.text()));
  }

  private Optional<UnitContent> content(UnitName name, Path file)
      throws StackException, IOException {
    Optional<UnitContent> content = read.get(file);
    if (content == null) {
      content = Files.isRegularFile(file) ? Optional.of(parse(name, file)) : Optional.empty();
      read.put(file, content);
    }
    return content;
  }

  private static UnitContent parse(UnitName name, Path path) throws StackException, IOException {
    try {
      UnitFile file = UnitFile.parse(Files.readString(path));
      if (!Policy.of(name, file).files().isEmpty()) {
        throw problem(
            path,
            0,
            "it carries files, which belong to a stack",
            "put it into a stack's directory and use fleetk apply");
      }
      return UnitContent.of(file);
    } catch (UnitParseException e) {
      throw problem(path, e.line(), e.getMessage(), "");
    }
  }

  private static StackException problem(Path path, int line, String reason, String suggestion) {
    return new StackException(
        List.of(Finding.error(path.toString(), line, "", reason, suggestion)));
  }
}
