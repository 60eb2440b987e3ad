package io.fleetk.plan;

import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The unit file of a component's instances, in which any number of them can be written.
 *
 * @param file the unit file
 * @param directory how many the stack's directory said, as it wrote that
 */
record ScaledText(UnitFile file, String directory) {
  private static final String INSTANCES = "Instances";
  private static final String SCALED_FROM = "ScaledFrom";

  /** The text of an instance; empty when it does not say how many there are. */
  static Optional<ScaledText> of(UnitFile file) {
    return last(file, SCALED_FROM)
        .or(() -> last(file, INSTANCES))
        .filter(_ -> last(file, INSTANCES).isPresent())
        .map(directory -> new ScaledText(file, directory));
  }

  private static Optional<String> last(UnitFile file, String option) {
    return file.last(Policy.SECTION, option).map(String::strip).filter(value -> !value.isEmpty());
  }

  /**
   * The unit file with a number of instances in it, and with what the directory said unless that is
   * the same: then it is what the directory made of it.
   */
  UnitFile with(int instances) {
    String number = Integer.toString(instances);
    boolean asInDirectory = directory.matches("0*" + number);
    List<UnitOption> options = new ArrayList<>(unscaled(file).options());
    for (int at = options.size() - 1; at >= 0; at--) {
      UnitOption option = options.get(at);
      if (is(option, INSTANCES) && !option.value().isBlank()) {
        options.set(
            at, new UnitOption(Policy.SECTION, INSTANCES, asInDirectory ? directory : number));
        break;
      }
    }
    UnitFile numbered = new UnitFile(options);
    return asInDirectory ? numbered : numbered.with(Policy.SECTION, SCALED_FROM, directory);
  }

  /** Whether two contents differ in nothing but how many instances there are. */
  static boolean alike(UnitContent one, UnitContent other) {
    return one.files().equals(other.files())
        && one.secrets().equals(other.secrets())
        && unnumbered(one.file()).equals(unnumbered(other.file()));
  }

  /** The text without how many instances there are. */
  static String unnumbered(UnitFile file) {
    return unscaled(file).filter(option -> !is(option, INSTANCES)).text();
  }

  private static UnitFile unscaled(UnitFile file) {
    return file.filter(option -> !is(option, SCALED_FROM));
  }

  private static boolean is(UnitOption option, String name) {
    return option.section().equals(Policy.SECTION) && option.name().equals(name);
  }
}
