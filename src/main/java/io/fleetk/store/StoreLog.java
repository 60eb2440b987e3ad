package io.fleetk.store;

import io.fleetk.store.Watch.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that a {@link MemoryStore} is kept in: a header, then a line of JSON for each revision,
 * in order, of the keys that no lease ties. It is written anew, aside and renamed into place, when
 * it is opened and when it has grown to several times what it holds.
 *
 * <p>An append has reached the operating system when it returns: it survives the end of the
 * process, though not a loss of power in the next seconds. One that fails leaves no trace; an
 * interrupted thread's does not fail, and leaves it interrupted. Not safe for use by several
 * threads.
 */
final class StoreLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreLog.class);

  /**
   * How far above the last revision in the file a new life begins. Revisions that only touched
   * leased keys are not in the file, and must not come again; half of this is the most of them in a
   * row.
   */
  static final long GAP = 1_000_000;

  private static final long SMALL = 1024 * 1024;
  private static final int GROWTH = 4;

  private final Path file;
  private final Disk disk;
  private final StoreLock lock;
  private final long startRevision;
  private final List<Entry> startEntries;
  private final Set<String> kept = new HashSet<>();
  private Optional<Disk.Output> output = Optional.empty();
  private long length;
  private long rewriteAbove;
  private long lastRevision;
  private boolean torn;

  private StoreLog(
      Path file, Disk disk, StoreLock lock, long startRevision, Collection<Entry> entries)
      throws IOException {
    this.file = file;
    this.disk = disk;
    this.lock = lock;
    this.startRevision = startRevision;
    this.startEntries = List.copyOf(entries);
    startEntries.forEach(entry -> kept.add(entry.key()));
    rewrite(startRevision, startEntries);
  }

  /**
   * Opens a file, making it when there is none.
   *
   * @param firstRevision where a new store begins
   */
  static StoreLog open(Path file, Disk disk, long firstRevision) {
    Path absolute = file.toAbsolutePath();
    StoreLock lock;
    try {
      Files.createDirectories(absolute.getParent());
      lock = StoreLock.take(absolute);
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "cannot open the store %s: %s; make its folder writable for this user, or choose another"
              .formatted(absolute, why(e)),
          e);
    }
    try {
      StoreLogReader found = StoreLogReader.read(absolute);
      long start = found.isEmpty() ? firstRevision : found.revision() + GAP;
      return new StoreLog(absolute, disk, lock, start, found.entries());
    } catch (IOException e) {
      unlock(lock, absolute);
      throw notSaved(absolute, "the store was not opened", e);
    } catch (RuntimeException e) {
      unlock(lock, absolute);
      throw e;
    }
  }

  private static void unlock(StoreLock lock, Path file) {
    try {
      lock.close();
    } catch (IOException e) {
      log.warn("Cannot unlock {} as it should be: {}", file, why(e));
    }
  }

  /** The revision to begin at. */
  long startRevision() {
    return startRevision;
  }

  /** The entries to begin with. */
  List<Entry> startEntries() {
    return startEntries;
  }

  /**
   * Adds a revision.
   *
   * @throws StoreNotSavedException when that fails; the file is as before
   */
  void append(long revision, List<Change> changes) {
    List<LogLine.Written> put = new ArrayList<>();
    List<String> deleted = new ArrayList<>();
    for (Change change : changes) {
      if (change instanceof Change.Put written && written.entry().lease() == 0) {
        put.add(written(written.entry()));
      } else if (kept.contains(change.key())) {
        deleted.add(change.key());
      }
    }
    if (put.isEmpty() && deleted.isEmpty() && revision - lastRevision < GAP / 2) {
      return;
    }
    write(new LogLine(revision, put, deleted).bytes());
    lastRevision = revision;
    put.forEach(written -> kept.add(written.key()));
    kept.removeAll(Set.copyOf(deleted));
  }

  private static LogLine.Written written(Entry entry) {
    return new LogLine.Written(entry.key(), entry.value(), entry.createRevision());
  }

  private void write(ByteBuffer bytes) {
    int size = bytes.remaining();
    try {
      if (torn) {
        output.orElseThrow().truncate(length);
        torn = false;
      }
      output.orElseThrow().write(bytes, length);
      length += size;
    } catch (IOException e) {
      torn = true;
      mend();
      throw notSaved(file, "the change was not made", e);
    }
  }

  /** Cuts off what a failed write left; the next write tries again if that fails too. */
  private void mend() {
    try {
      output.orElseThrow().truncate(length);
      torn = false;
    } catch (IOException e) {
      log.warn("Cannot cut {} back to {} bytes yet: {}", file, length, why(e));
    }
  }

  /** Writes the file anew if most of it is history; if that fails, it goes on as it is. */
  void rewriteIfGrown(long revision, Collection<Entry> entries) {
    if (length <= rewriteAbove) {
      return;
    }
    try {
      rewrite(revision, entries);
    } catch (IOException e) {
      rewriteAbove = GROWTH * length;
      log.warn("Cannot shorten {}, going on with it as it is: {}", file, why(e));
    }
  }

  private void rewrite(long revision, Collection<Entry> entries) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".tmp");
    Disk.Output fresh = disk.create(aside);
    long written = 0;
    try {
      for (ByteBuffer line : lines(revision, entries)) {
        int size = line.remaining();
        fresh.write(line, written);
        written += size;
      }
      fresh.force();
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      fresh.close();
      Files.deleteIfExists(aside);
      throw e;
    }
    // From here on the old file is nowhere: whatever else fails, writes go to the new one.
    closeOutput();
    output = Optional.of(fresh);
    length = written;
    torn = false;
    lastRevision = revision;
    rewriteAbove = Math.max(SMALL, GROWTH * written);
    forceFolder();
  }

  private void forceFolder() {
    // Only a channel can do this, and one is closed under the hands of an interrupted thread.
    boolean interrupted = Thread.interrupted();
    try (FileChannel folder = FileChannel.open(file.getParent())) {
      folder.force(true);
    } catch (IOException e) {
      log.warn("Cannot make sure that {} survives a loss of power: {}", file, why(e));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<ByteBuffer> lines(long revision, Collection<Entry> entries) {
    Map<Long, List<LogLine.Written>> byRevision = new TreeMap<>();
    for (Entry entry : entries) {
      if (entry.lease() == 0) {
        byRevision
            .computeIfAbsent(entry.modRevision(), key -> new ArrayList<>())
            .add(written(entry));
      }
    }
    List<ByteBuffer> lines = new ArrayList<>();
    lines.add(LogLine.header(revision));
    byRevision.forEach((at, put) -> lines.add(new LogLine(at, put, List.of()).bytes()));
    return lines;
  }

  private static StoreNotSavedException notSaved(Path file, String outcome, IOException cause) {
    return new StoreNotSavedException(
        "cannot save to %s: %s; %s: free some space on that file system, then try again"
            .formatted(file, why(cause), outcome),
        cause);
  }

  /** What went wrong, without the path that some of these messages begin with. */
  static String why(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof java.nio.file.FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  @Override
  public void close() {
    closeOutput();
    unlock(lock, file);
  }

  private void closeOutput() {
    output.ifPresent(this::close);
    output = Optional.empty();
  }

  private void close(Disk.Output open) {
    try (open) {
      open.force();
    } catch (IOException e) {
      log.warn("Cannot close {} as it should be: {}", file, why(e));
    }
  }
}
