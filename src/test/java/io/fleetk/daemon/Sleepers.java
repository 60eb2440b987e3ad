package io.fleetk.daemon;

import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Units that sleep, for tests that look only at where and since when they do so. */
final class Sleepers {
  private Sleepers() {}

  /**
   * A unit to put.
   *
   * @param version becomes part of what runs: another one is another run hash
   * @param more further sections
   */
  static UnitSubmission unit(String name, int version, String more) {
    String text =
        """
        [Service]
        Environment=VERSION=%d
        ExecStart=/bin/sleep infinity

        %s
        """
            .formatted(version, more);
    try {
      return new UnitSubmission(
          UnitName.of(name),
          UnitContent.of(UnitFile.parse(text)),
          DesiredState.LAUNCHED,
          Optional.empty(),
          false);
    } catch (UnitParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Instances from 1 on of a template of that name. */
  static List<UnitSubmission> instances(String name, int count, String more) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> unit("%s@%d.service".formatted(name, i), 1, more))
        .toList();
  }

  /** The same, but held back until machines are released to it. */
  static UnitSubmission held(UnitSubmission unit) {
    return new UnitSubmission(unit.name(), unit.content(), unit.desiredState(), unit.stack(), true);
  }
}
