package io.fleetk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.time.ManualTimeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is kept in a file. */
class SavedStoreTest {
  private final ManualTimeline timeline = new ManualTimeline(Instant.EPOCH);
  private final FullDisk disk = new FullDisk();
  @TempDir private Path folder;
  private Path file;
  private MemoryStore store;

  @BeforeEach
  void openStore() {
    file = folder.resolve("new/store.jsonl");
    store = MemoryStore.open(file, timeline, disk);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** A disk that runs full after so many bytes, having written what fits. */
  private static final class FullDisk implements Disk {
    long free = Long.MAX_VALUE;

    @Override
    public Output create(Path path) throws IOException {
      Output real = REAL.create(path);
      return new Output() {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
          int fits = (int) Math.min(bytes.remaining(), free);
          real.write(bytes.slice(bytes.position(), fits), position);
          free -= fits;
          if (fits < bytes.remaining()) {
            throw new IOException("No space left on device");
          }
        }

        @Override
        public void truncate(long length) throws IOException {
          real.truncate(length);
        }

        @Override
        public void force() throws IOException {
          real.force();
        }

        @Override
        public void close() throws IOException {
          real.close();
        }
      };
    }
  }

  private long put(String key, String value) {
    return store.commit(Txn.builder().put(key, value).build()).revision();
  }

  /** What a process that starts now would find, if this one were killed. */
  private List<Entry> found() throws IOException {
    Path copy =
        Files.copy(
            file, Files.createTempFile(folder, "copy", ""), StandardCopyOption.REPLACE_EXISTING);
    try (MemoryStore next = MemoryStore.open(copy, timeline)) {
      return next.range("").entries();
    }
  }

  private void reopen() {
    store.close();
    store = MemoryStore.open(file, timeline, disk);
  }

  @Test
  void resumesWhereItEnded() {
    put("/a", "1");
    put("/b", "Größe\n");
    put("/a", "2");
    store.commit(Txn.builder().put("/c", "3").delete("/b").build());
    List<Entry> before = store.range("").entries();

    reopen();

    assertThat(store.range("").entries()).isEqualTo(before).hasSize(2);
  }

  @Test
  void whatReturnedIsThereAfterAKill() throws IOException {
    put("/a", "1");

    assertThat(found()).isEqualTo(store.range("").entries()).hasSize(1);
  }

  @Test
  void keysTiedToALeaseAreNotResumed() throws IOException {
    Lease lease = store.grant(Duration.ofSeconds(5));
    put("/was-kept", "1");
    put("/stays", "1");
    store.commit(
        Txn.builder().put("/leased", "1", lease.id()).put("/was-kept", "2", lease.id()).build());

    assertThat(found()).extracting(Entry::key).containsExactly("/stays");
  }

  @Test
  void revisionsGoOnAboveEveryEarlierOne() {
    put("/a", "1");
    Lease lease = store.grant(Duration.ofSeconds(5));
    long last = store.commit(Txn.builder().put("/leased", "1", lease.id()).build()).revision();

    reopen();
    long reopened = store.range("").revision();
    reopen();

    assertThat(reopened).isGreaterThan(last);
    assertThat(store.range("").revision()).isGreaterThan(reopened);
    assertThat(store.grant(Duration.ofSeconds(1)).id()).isGreaterThan(lease.id());
    assertThatThrownBy(() -> store.watch("/", last).next(Duration.ZERO))
        .isInstanceOf(WatchLostException.class);
  }

  @Test
  void aFullDiskFailsTheWriteAndNothingElse() throws IOException {
    put("/a", "1");
    Range before = store.range("");
    String savedBefore = Files.readString(file);
    disk.free = 500;

    assertThatThrownBy(() -> put("/a", "2".repeat(1000)))
        .isInstanceOf(StoreNotSavedException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("try again")
        .hasMessageNotContaining("\n");
    assertThat(store.range("")).isEqualTo(before);
    assertThat(file).hasContent(savedBefore);
    assertThat(found()).isEqualTo(before.entries());

    disk.free = Long.MAX_VALUE;
    put("/a", "3");
    assertThat(found()).isEqualTo(store.range("").entries());
  }

  @Test
  void aLeaseRunsOutOnAFullDiskToo() {
    Lease lease = store.grant(Duration.ofSeconds(5));
    store.commit(Txn.builder().put("/leased", "1", lease.id()).build());
    disk.free = 0;

    timeline.advance(Duration.ofSeconds(5));

    assertThat(store.get("/leased")).isEmpty();
  }

  @Test
  void aFullDiskAtTheStartIsSaidAndLeavesTheFileAsItWas() throws IOException {
    put("/a", "1");
    store.close();
    String before = Files.readString(file);
    disk.free = 10;

    assertThatThrownBy(() -> MemoryStore.open(file, timeline, disk))
        .isInstanceOf(StoreNotSavedException.class)
        .hasMessageContaining("No space left on device");
    assertThat(file).hasContent(before);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactlyInAnyOrder(file, lockFile());
    }
  }

  @Test
  void aLineThatACrashLeftHalfWrittenIsCutOff() throws IOException {
    put("/a", "1");
    List<Entry> before = store.range("").entries();
    store.close();
    Files.writeString(file, "{\"revision\":99,\"put\":[{\"ke", StandardOpenOption.APPEND);

    reopen();

    assertThat(store.range("").entries()).isEqualTo(before);
    assertThat(Files.readString(file)).doesNotContain("\"revision\":99");
  }

  @Test
  void aLineWithoutItsEndIsCutOffEvenIfItReads() throws IOException {
    put("/a", "1");
    store.close();
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 1));

    reopen();

    assertThat(store.range("").entries()).isEmpty();
  }

  @Test
  void garbageAtTheEndIsCutOff() throws IOException {
    put("/a", "1");
    store.close();
    Files.write(file, new byte[4096], StandardOpenOption.APPEND);
    Files.writeString(file, "\nxyz\n", StandardOpenOption.APPEND);

    reopen();

    assertThat(store.get("/a")).isPresent();
  }

  @Test
  void garbageElsewhereIsRefusedByLine() throws IOException {
    put("/a", "1");
    put("/b", "1");
    store.close();
    String damaged = Files.readString(file).replace("{\"revision\":2", "{\"revisoin\":2");
    Files.writeString(file, damaged);

    assertThatThrownBy(this::reopen)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("\n");
    assertThat(file).hasContent(damaged);
  }

  @Test
  void aFileThatIsNoStoreIsRefusedAndLeftAlone() throws IOException {
    Path other = Files.writeString(folder.resolve("notes.txt"), "my notes\n");

    assertThatThrownBy(() -> MemoryStore.open(other, timeline))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("is not a fleetk store");
    assertThat(other).hasContent("my notes\n");
  }

  @Test
  void aFileOfANewerFormatIsRefused() throws IOException {
    Path newer =
        Files.writeString(
            folder.resolve("newer"),
            "{\"format\":\"fleetk store\",\"version\":2,\"revision\":1}\n");

    assertThatThrownBy(() -> MemoryStore.open(newer, timeline))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("newer fleetk");
  }

  @Test
  void anEmptyFileIsANewStore() throws IOException {
    try (MemoryStore fresh =
        MemoryStore.open(Files.createFile(folder.resolve("empty")), timeline)) {
      assertThat(fresh.range("").entries()).isEmpty();
    }
  }

  @Test
  void aFileThatIsInUseIsRefused() {
    assertThatThrownBy(() -> MemoryStore.open(file, timeline))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void aFileThatIsInUseStaysSoWhateverElseThisProcessDoesWithIt() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file.getParent());
    Files.readString(file);
    assertThatThrownBy(() -> MemoryStore.open(file, timeline))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("in use in this process");
    assertThatThrownBy(() -> MemoryStore.open(link.resolve(file.getFileName()), timeline))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("in use in this process");

    assertThat(OtherProcess.canLock(lockFile())).isFalse();

    store.close();
    assertThat(OtherProcess.canLock(lockFile())).isTrue();
  }

  @Test
  void aFileThatAnotherProcessHasIsRefused() throws Exception {
    store.close();
    try (OtherProcess _ = OtherProcess.locking(lockFile())) {
      assertThatThrownBy(() -> MemoryStore.open(file, timeline))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("in use by another process");
    }
    reopen();
    assertThat(store.range("").entries()).isEmpty();
  }

  private Path lockFile() {
    return file.resolveSibling(file.getFileName() + ".lock");
  }

  @Test
  void whatAnInterruptedThreadCommitsIsSavedLikeAnythingElse() throws IOException {
    String value = "x".repeat(100_000);

    Thread.currentThread().interrupt();
    for (int i = 0; i < 30; i++) {
      put("/a", value + i);
    }
    boolean stillInterrupted = Thread.interrupted();
    put("/b", "later");

    assertThat(stillInterrupted).isTrue();
    assertThat(Files.size(file)).isLessThan(1_300_000);
    assertThat(found()).isEqualTo(store.range("").entries()).hasSize(2);
  }

  @Test
  void theFileStaysSmallHoweverOftenAKeyIsWritten() throws IOException {
    String value = "x".repeat(100_000);
    for (int i = 0; i < 60; i++) {
      put("/a", value + i);
    }

    assertThat(Files.size(file)).isLessThan(1_300_000);
    assertThat(found()).isEqualTo(store.range("").entries());
  }

  @Test
  void aFileThatCannotBeShortenedGrowsOn() throws IOException {
    String value = "x".repeat(100_000);
    long beforeLast = 0;
    for (int i = 0; Files.size(file) < 1_000_000; i++) {
      beforeLast = put("/a", value + i);
    }
    disk.free = 150_000;

    put("/a", value);
    disk.free = Long.MAX_VALUE;
    long last = put("/b", "");

    assertThat(last).isEqualTo(beforeLast + 2);
    assertThat(found()).isEqualTo(store.range("").entries());
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
