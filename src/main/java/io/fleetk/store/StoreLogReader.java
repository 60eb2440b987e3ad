package io.fleetk.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the file of a {@link StoreLog}. A last line that a crash left half-written was never
 * acknowledged and is cut off; damage anywhere else is a reason to stop.
 */
final class StoreLogReader {
  private static final Logger log = LoggerFactory.getLogger(StoreLogReader.class);

  private final Path file;
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private long revision;

  private StoreLogReader(Path file) {
    this.file = file;
  }

  /**
   * Reads a file; one that does not exist is empty.
   *
   * @throws StoreUnavailableException when it is no store, or a damaged one
   */
  static StoreLogReader read(Path file) throws IOException {
    StoreLogReader reader = new StoreLogReader(file);
    if (Files.exists(file)) {
      String text = new String(Files.readAllBytes(file), UTF_8);
      if (!text.isEmpty()) {
        reader.readLines(text);
      }
    }
    return reader;
  }

  /** Whether the file held nothing, not even a header. */
  boolean isEmpty() {
    return revision == 0;
  }

  /** The last revision that the file knows of. */
  long revision() {
    return revision;
  }

  /** What the file holds, by key. */
  Collection<Entry> entries() {
    return entries.values();
  }

  private void readLines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String unfinished = lines.removeLast();
    if (lines.isEmpty()) {
      throw noStore();
    }
    LogLine.Header header = LogLine.readHeader(lines.getFirst()).orElseThrow(this::noStore);
    if (header.version() > LogLine.Header.VERSION) {
      throw new StoreUnavailableException(
          "the store %s was written by a newer fleetk (format %d, this one knows %d): use that one"
              .formatted(file, header.version(), LogLine.Header.VERSION));
    }
    revision = header.revision();
    long before = 0;
    for (int i = 1; i < lines.size(); i++) {
      Optional<LogLine> line = LogLine.read(lines.get(i));
      if (line.isEmpty() || line.get().revision() <= before) {
        requireNothingAfter(lines, i);
        log.warn("Cut off {} damaged line(s) at the end of {}", lines.size() - i, file);
        return;
      }
      replay(line.get());
      before = line.get().revision();
    }
    if (!unfinished.isEmpty()) {
      log.warn("Cut off a half-written line at the end of {}: its write had not returned", file);
    }
  }

  private StoreUnavailableException noStore() {
    return new StoreUnavailableException(
        "%s is not a fleetk store: move it away to start with an empty one".formatted(file));
  }

  private void requireNothingAfter(List<String> lines, int bad) {
    for (int i = bad + 1; i < lines.size(); i++) {
      if (LogLine.read(lines.get(i)).isPresent()) {
        throw new StoreUnavailableException(
            "the store %s is damaged at line %d: put back a copy of it, or move it away to start with an empty one"
                .formatted(file, bad + 1));
      }
    }
  }

  private void replay(LogLine line) {
    for (LogLine.Written put : line.put()) {
      entries.put(put.key(), new Entry(put.key(), put.value(), put.created(), line.revision(), 0));
    }
    line.deleted().forEach(entries::remove);
    revision = Math.max(revision, line.revision());
  }
}
