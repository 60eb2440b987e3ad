package io.fleetk.agent;

import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.UnitName;
import java.util.Optional;

/** One thing to do on the machine, with the reason that the log gives for it. */
sealed interface Task {
  /** Why it is done. */
  String reason();

  /** Whose task it is; empty for a reload, which is everybody's. */
  Optional<UnitName> unit();

  /** A task of one unit. */
  sealed interface OfUnit extends Task {
    /** The unit. */
    UnitName name();

    @Override
    default Optional<UnitName> unit() {
      return Optional.of(name());
    }
  }

  /**
   * Gets a secret that the unit names, to be written once it is known that all can be.
   *
   * @param secret in the version that is wanted at its path
   * @param own in the version that the unit itself names, which will do where that cannot be had
   */
  record FetchSecret(UnitName name, CarriedSecret secret, CarriedSecret own, String reason)
      implements OfUnit {}

  /** Notes what may be on the machine of the unit while its files are delivered. */
  record Note(UnitName name, Tag tag, String reason) implements OfUnit {}

  /** Delivers a file that the unit carries. */
  record WriteFile(UnitName name, CarriedFile file, String reason) implements OfUnit {}

  /** Delivers a secret that was fetched, in whichever of the two versions could be had. */
  record WriteSecret(UnitName name, CarriedSecret secret, CarriedSecret own, String reason)
      implements OfUnit {}

  /** Writes the unit's file, with a tag that says what is still to be done. */
  record Load(LoadedUnit loaded, String reason) implements OfUnit {
    @Override
    public UnitName name() {
      return loaded.name();
    }
  }

  /** Has systemd read what was loaded and unloaded. */
  record Reload(String reason) implements Task {
    @Override
    public Optional<UnitName> unit() {
      return Optional.empty();
    }
  }

  /** Lets a failed unit start again. */
  record ResetFailed(UnitName name, String reason) implements OfUnit {}

  /** Starts the unit. */
  record Start(UnitName name, String reason) implements OfUnit {}

  /** Stops the unit. */
  record Stop(UnitName name, String reason) implements OfUnit {}

  /** Restarts the unit. */
  record Restart(UnitName name, String reason) implements OfUnit {}

  /** Notes in the unit's tag that what was to be done is done; the unit's text stays. */
  record Settle(LoadedUnit loaded, String reason) implements OfUnit {
    @Override
    public UnitName name() {
      return loaded.name();
    }
  }

  /** Removes a file, or a secret, that no unit here carries any more. */
  record RemoveFile(UnitName name, String path, String reason) implements OfUnit {}

  /** Removes the unit's file. */
  record Unload(UnitName name, String reason) implements OfUnit {}
}
