package io.fleetk.systemd;

import io.fleetk.unit.CarriedFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a simulated machine that somebody wrote since it was set up. What a distribution
 * brings is taken to be there. Not safe for several threads.
 */
final class SimulatedFiles {
  private final Map<String, CarriedFile> written = new TreeMap<>();

  void write(CarriedFile file) {
    written.put(absolute(file.path()), file);
  }

  void remove(String path) {
    MachineFiles.place(path).map(Path::toString).ifPresent(written::remove);
  }

  /** Whether a file or folder is there. */
  boolean exists(String path) {
    String wanted = absolute(path);
    return written.containsKey(wanted)
        || written.keySet().stream().anyMatch(file -> file.startsWith(wanted + "/"))
        || wanted.matches("/((usr|bin|sbin|lib|lib64|opt|proc|sys|dev)(/.*)?|etc|run|tmp|var)?");
  }

  Map<String, CarriedFile> all() {
    return new TreeMap<>(written);
  }

  /** What a boot does to files: {@code /run} and {@code /tmp} begin empty. */
  void forgetVolatile() {
    written.keySet().removeIf(path -> path.matches("/(run|tmp|dev|proc|sys)/.*"));
  }

  private static String absolute(String path) {
    return MachineFiles.requirePlace(path).toString();
  }
}
