package io.fleetk.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.store.Entry;
import io.fleetk.store.MemoryStore;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** What holds of every secret, whatever its text. */
class SecretsProperties {
  private static final JournalLines NO_LINES = new JournalLines(List.of(), Optional.empty(), false);
  private static final SecretKey KEY = SecretKey.generate(new SecureRandom());

  @Property(tries = 100)
  void nothingInTheStoreShowsATextAndTheMachineGetsIt(
      @ForAll @Size(min = 8, max = 400) byte[] text) {
    ManualTimeline timeline = new ManualTimeline(RegistryFixture.START);
    try (MemoryStore store = new MemoryStore(timeline)) {
      SecretKeys keys = () -> List.of(KEY);
      Registry fleet =
          new Registry(store, timeline, (unit, machine, lines) -> NO_LINES, Keyspace.DEFAULT, keys);
      FleetSecrets secrets = fleet.secrets().orElseThrow();
      secrets.put("app/key", text);
      secrets.put("app/key", Arrays.copyOf(text, text.length + 1));
      fleet.put(
          new UnitSubmission(
              UnitName.of("a.service"),
              UnitContent.of(
                  new UnitFile(
                      List.of(
                          new UnitOption("Service", "ExecStart", "/bin/a"),
                          new UnitOption("X-Fleetk", "Secret", "/run/a/key app/key")))),
              DesiredState.LAUNCHED,
              Optional.empty(),
              true));

      String base64 = Base64.getEncoder().withoutPadding().encodeToString(text);
      for (Entry entry : store.range("").entries()) {
        assertThat(entry.value())
            .doesNotContain(new String(text, ISO_8859_1))
            .doesNotContain(base64.substring(0, base64.length() - 1))
            .doesNotContain(Hash.of(new String(text, ISO_8859_1)).hex());
      }
      AgentRegistry agent = new AgentRegistry(store, timeline, "m1", Keyspace.DEFAULT, keys);
      assertThat(agent.secret(new CarriedSecret("/run/a/key", 0600, "app/key", 1))).isEqualTo(text);
      agent.close();
    }
  }
}
