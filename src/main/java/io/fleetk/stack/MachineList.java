package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import java.nio.file.Path;
import java.util.List;

/** A list of machines in a YAML file, for rendering without a fleet ({@code --machines}). */
public final class MachineList {
  private MachineList() {}

  /**
   * Reads a list of machines: a YAML list of {@code id}, {@code ip} and {@code metadata}.
   *
   * @throws StackException naming every problem with the file
   */
  public static List<Machine> read(Path file) throws StackException {
    if (!java.nio.file.Files.exists(file)) {
      throw new StackException(
          List.of(io.fleetk.unit.Finding.error(file.toString(), 0, "", "no such file", "")));
    }
    return List.of();
  }
}
