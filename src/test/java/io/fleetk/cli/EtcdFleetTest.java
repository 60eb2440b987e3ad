package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MemoryJournals;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.JournalDesk;
import io.fleetk.registry.Keyspace;
import io.fleetk.store.EtcdProcess;
import io.fleetk.store.EtcdSettings;
import io.fleetk.store.EtcdStore;
import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a fleet straight in its etcd, with no daemon's API. */
class EtcdFleetTest {
  private static final String ID = "6f9c2d10".repeat(4);

  @TempDir Path home;

  @Test
  void showsMachinesAndJournalsWithoutAnApi() {
    try (EtcdProcess etcd = EtcdProcess.started();
        var timeline = new SystemTimeline();
        EtcdStore store = EtcdStore.open(EtcdSettings.of(etcd.url()).withPrefix("/prod"));
        var agent = new AgentRegistry(store, timeline, ID)) {
      agent.join(
          new Machine(ID, "10.0.0.7", Map.of("role", "node"), true, false, "1", Optional.empty()),
          Duration.ofSeconds(30));
      var journals = new MemoryJournals();
      journals.add(UnitName.of("web.service"), Instant.EPOCH, "hello");

      assertThat(
              Desk.outside(home)
                  .types("--etcd", etcd.url(), "--etcd-key-prefix", "/prod", "machines")
                  .out())
          .contains("6f9c2d10   10.0.0.7   present");
      Desk desk =
          Desk.outside(home)
              .with("FLEETK_ETCD_SERVERS", etcd.url())
              .with("FLEETK_ETCD_KEY_PREFIX", "/prod");
      try (var journalDesk = new JournalDesk(store, Keyspace.DEFAULT, ID, journals::lines)) {
        journalDesk.start();
        Seen seen = desk.types("journal", "web.service", "--machine", "10.0.0.7");
        assertThat(seen.err()).isEmpty();
        assertThat(seen.out()).isEqualTo("hello\n");
      }
      assertThat(desk.with("FLEETK_ETCD_KEY_PREFIX", "").types("status").out())
          .startsWith("No units in this fleet");
    }
  }

  @Test
  void submitsManyUnitsInFewTransactions() throws IOException {
    Files.writeString(home.resolve("web@.service"), "[Service]\nExecStart=/bin/true\n");
    List<String> words = new ArrayList<>(List.of("submit"));
    for (int i = 0; i < 60; i++) {
      words.add(home.resolve("web@%d.service".formatted(i)).toString());
    }
    try (EtcdProcess etcd = EtcdProcess.started();
        EtcdStore store = EtcdStore.open(EtcdSettings.of(etcd.url()))) {
      long before = store.range("/").revision();

      Seen seen =
          Desk.outside(home)
              .with("FLEETK_ETCD_SERVERS", etcd.url())
              .types(words.toArray(String[]::new));

      assertThat(seen.err()).isEmpty();
      assertThat(seen.exitCode()).isZero();
      // A transaction holds a hundred operations: the units' records, and the content of all.
      assertThat(store.range("/").revision() - before).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void saysInOneLineThatEtcdCannotBeReached() {
    long begun = System.nanoTime();

    Seen seen = Desk.outside(home).types("status", "--etcd", "http://127.0.0.1:1");

    assertThat(seen.exitCode()).isEqualTo(5);
    assertThat(seen.err())
        .startsWith("fleetk: status: cannot reach etcd at http://127.0.0.1:1: Connection refused")
        .hasLineCount(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(1));
  }
}
