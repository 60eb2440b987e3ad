package io.fleetk.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.client.Endpoint;
import io.fleetk.client.HttpFleet;
import io.fleetk.daemon.DevConfiguration;
import io.fleetk.daemon.DevFleet;
import io.fleetk.daemon.Fault;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.systemd.Behaviour;
import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a whole fleet, with engine and agents, tells a balancer over its API. */
@Timeout(120)
class FleetFollowerTest {
  private static final UnitName WEB = UnitName.of("web.service");

  @TempDir private Path folder;
  private final BlockingQueue<Map<String, Word>> heard = new LinkedBlockingQueue<>();
  private final FleetFollower.Hearer hearer =
      new FleetFollower.Hearer() {
        @Override
        public void told(Map<String, Word> words) {
          heard.add(words);
        }

        @Override
        public void unheard() {
          heard.add(Map.of());
        }
      };

  /** Passes over what is heard until it is like this; nothing that was heard is missed. */
  private void awaitWord(Predicate<Map<String, Word>> wanted) throws InterruptedException {
    Map<String, Word> last = Map.of();
    do {
      Map<String, Word> next = heard.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("what comes after %s", last).isNotNull();
      last = next;
    } while (!wanted.test(last));
  }

  private static boolean all(Map<String, Word> words, Word.Kind kind) {
    return words.values().stream().allMatch(word -> word.kind() == kind);
  }

  private static UnitContent web() {
    return UnitContent.of(
        new UnitFile(
            List.of(
                new UnitOption("Service", "ExecStart", "/bin/web"),
                new UnitOption("X-Fleet", "Global", "true"),
                new UnitOption("X-Fleetk", "ReadyTCP", ":80"))));
  }

  @Test
  void hearsOfARestartAndOfAMachineThatIsLost() throws Exception {
    DevConfiguration three =
        new DevConfiguration(DevConfiguration.of(3).machines(), 0, Duration.ofSeconds(5));
    Behaviour brisk = Behaviour.steady(Duration.ofMillis(50), Duration.ofMillis(20));
    try (DevFleet dev = DevFleet.start(three, folder, new SystemTimeline(), brisk);
        Fleet fleet = new HttpFleet(Endpoint.parse(dev.state().endpoint()))) {
      await().until(() -> dev.fleet().view().present().size() == 3);
      try (FleetFollower _ =
          new FleetFollower(fleet, new FleetWord("web"), hearer, Duration.ofMillis(50))) {
        dev.fleet()
            .put(new UnitSubmission(WEB, web(), DesiredState.LAUNCHED, Optional.empty(), false));
        awaitWord(words -> words.size() == 3 && all(words, Word.Kind.READY));
        heard.clear();

        Machine first = dev.fleet().view().machinesCalled("m1").getFirst();
        String address = first.address();
        long generation = dev.fleet().extensions().orElseThrow().restart(WEB);
        FleetUnit unit = dev.fleet().view().unit(WEB).orElseThrow();
        dev.fleet()
            .extensions()
            .orElseThrow()
            .release(List.of(new Release(WEB, first.id(), unit.content().id(), generation)));

        awaitWord(words -> words.get(address).kind() == Word.Kind.LEAVING);
        awaitWord(words -> words.get(address).kind() == Word.Kind.UNREADY);
        awaitWord(words -> all(words, Word.Kind.READY));

        dev.inject(new Fault.PowerOff("m1"));
        awaitWord(words -> words.get(address).kind() == Word.Kind.AWAY);
      }
    }
  }
}
