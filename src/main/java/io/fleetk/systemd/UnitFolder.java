package io.fleetk.systemd;

import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was put on a machine, on its disk: under {@code /run/fleetk}, so that a reboot forgets it,
 * as fleet's agent has it under {@code /run/fleet}.
 *
 * <p>A unit counts as loaded when systemd's folder links to its text. Whenever the agent dies, its
 * next life finds a unit with a tag that says no more than is true: the tag of a new unit is
 * written before that link, the tag of a changed one behind its text. A tag without that link is a
 * note on a unit that is not loaded. That systemd has yet to read what was written is a file, too.
 */
final class UnitFolder {
  private static final String FOLDER = "/run/fleetk";
  private static final String UNITS = FOLDER + "/units";
  private static final String TAGS = FOLDER + "/tags";
  private static final String RELOAD_DUE = FOLDER + "/reload-due";

  /** systemd's own folders (systemd.unit(5), "Unit File Load Path"). */
  private static final String LINKS = "/run/systemd/system";

  private static final String ADMINISTRATORS = "/etc/systemd/system";

  private static final int MODE = 0644;

  private final MachineFiles files;

  UnitFolder(MachineFiles files) {
    this.files = files;
  }

  /** Where a unit's text is on the machine. */
  static String path(UnitName name) {
    return UNITS + "/" + name;
  }

  /** Every unit that is loaded. */
  List<LoadedUnit> loaded() {
    List<LoadedUnit> loaded = new ArrayList<>();
    for (UnitName name : names()) {
      text(name)
          .filter(_ -> isLinked(name))
          .ifPresent(text -> loaded.add(new LoadedUnit(name, text, tag(name))));
    }
    return loaded;
  }

  /** The units that are loaded, by name. */
  List<UnitName> names() {
    return listed(UNITS).stream().filter(this::isLinked).toList();
  }

  /** The tags of units that are not loaded. */
  Map<UnitName, String> noted() {
    Map<UnitName, String> noted = new TreeMap<>();
    for (UnitName name : listed(TAGS)) {
      if (!isLinked(name)) {
        noted.put(name, tag(name));
      }
    }
    return noted;
  }

  private List<UnitName> listed(String folder) {
    try (Stream<Path> listed = Files.list(files.at(folder))) {
      return listed
          .map(file -> UnitPath.named(file.getFileName().toString()))
          .flatMap(Optional::stream)
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new SystemdException("cannot list %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  Optional<String> text(UnitName name) {
    return files.read(path(name));
  }

  private String tag(UnitName name) {
    return files.read(TAGS + "/" + name).orElse("");
  }

  /** Whether systemd finds the unit where we have it. */
  boolean isLinked(UnitName name) {
    try {
      return Files.readSymbolicLink(files.at(LINKS + "/" + name)).equals(Path.of(path(name)));
    } catch (IOException | UnsupportedOperationException e) {
      return false; // There is nothing, or it is no link.
    }
  }

  /** A file of somebody else's that systemd would prefer to ours; empty when there is none. */
  Optional<String> rival(UnitName name) {
    return Stream.of(ADMINISTRATORS)
        .map(folder -> folder + "/" + name)
        .filter(path -> Files.exists(files.at(path), LinkOption.NOFOLLOW_LINKS))
        .findFirst();
  }

  void writeText(UnitName name, String text) {
    files.write(path(name), MODE, text);
  }

  void writeTag(UnitName name, String tag) {
    files.write(TAGS + "/" + name, MODE, tag);
  }

  void removeText(UnitName name) {
    files.remove(path(name));
  }

  void remove(UnitName name) {
    removeText(name);
    files.remove(TAGS + "/" + name);
  }

  boolean reloadDue() {
    return Files.exists(files.at(RELOAD_DUE));
  }

  void setReloadDue(boolean due) {
    if (due) {
      files.write(RELOAD_DUE, MODE, "");
    } else {
      files.remove(RELOAD_DUE);
    }
  }
}
