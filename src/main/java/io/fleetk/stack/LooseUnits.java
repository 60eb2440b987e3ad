package io.fleetk.stack;

import io.fleetk.fleet.FleetView;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import io.fleetk.unit.UnitWord;
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
   * The content of a unit; empty when there is none to be found.
   *
   * @param word a path to its file, whether there is one or not
   * @throws StackException when its file cannot be used
   */
  public Optional<UnitContent> content(UnitWord word) throws StackException, IOException {
    UnitName name = word.unit();
    Optional<UnitContent> content = content(name, file(word));
    if (content.isPresent() || name.template().isEmpty()) {
      return content;
    }
    UnitName template = name.template().get();
    Optional<UnitContent> known = fleet.unit(template).map(unit -> unit.content());
    return known.isPresent()
        ? known
        : content(template, file(word).resolveSibling(template.text()));
  }

  /**
   * The file here from which a unit that the fleet has differs; empty when it is the same, or there
   * is none that can be read. Of an instance that is the file of its template, where it has none of
   * its own.
   *
   * @param word a path to its file, whether there is one or not
   */
  public Optional<Path> different(UnitWord word, UnitContent has) throws IOException {
    try {
      return here(word)
          .filter(own -> !own.unitHash().equals(has.unitHash()))
          .map(_ -> source(word));
    } catch (StackException e) {
      return Optional.empty();
    }
  }

  /**
   * The content of a unit by the files here alone: its own, else its template's.
   *
   * @param word a path to its file, whether there is one or not
   * @throws StackException when the file cannot be used
   */
  public Optional<UnitContent> here(UnitWord word) throws StackException, IOException {
    return content(word.unit(), source(word));
  }

  private static Path source(UnitWord word) {
    Path own = file(word);
    Optional<UnitName> template = word.unit().template();
    return Files.isRegularFile(own) || template.isEmpty()
        ? own
        : own.resolveSibling(template.get().text());
  }

  /**
   * Whether a unit has a file of its own here.
   *
   * @param word a path to it
   */
  public boolean hasOwnFile(UnitWord word) {
    return Files.isRegularFile(file(word));
  }

  private static Path file(UnitWord word) {
    return Path.of(word.typed()).resolveSibling(word.name());
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
