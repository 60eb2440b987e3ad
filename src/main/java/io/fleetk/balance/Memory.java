package io.fleetk.balance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known backends in a file, one host a line, for a start at which the fleet cannot be
 * asked. A file that cannot be used is told and done without.
 */
final class Memory {
  private static final Logger log = LoggerFactory.getLogger(Memory.class);

  private final Optional<Path> file;
  private List<String> written = List.of();

  Memory(Optional<Path> file) {
    this.file = file;
  }

  /** What was known last; empty when nothing was. */
  List<String> recall() {
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      written = Files.readAllLines(file.get()).stream().filter(line -> !line.isBlank()).toList();
    } catch (NoSuchFileException e) {
      log.debug("{} is not there: nothing is remembered", file.get());
    } catch (IOException e) {
      log.warn("{} cannot be read, so no backends are remembered: {}", file.get(), e.toString());
    }
    return written;
  }

  /** Keeps what is known now, if it is anything and other than before. */
  void keep(List<String> hosts) {
    if (file.isEmpty() || hosts.isEmpty() || hosts.equals(written)) {
      return;
    }
    written = List.copyOf(hosts);
    Path aside = file.get().resolveSibling(file.get().getFileName() + ".new");
    try {
      Files.write(aside, hosts, StandardCharsets.UTF_8);
      Files.move(aside, file.get(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn(
          "{} cannot be written, so the next start may know no backends: {}",
          file.get(),
          e.toString());
    }
  }
}
