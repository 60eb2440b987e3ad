package io.fleetk.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.Secret;
import io.fleetk.fleet.UsedCertificate;
import io.fleetk.pki.ClusterNames;
import io.fleetk.pki.Initialization;
import io.fleetk.pki.InitializationRequest;
import io.fleetk.pki.KeyType;
import io.fleetk.pki.Lifetimes;
import io.fleetk.pki.PkiFolder;
import io.fleetk.store.Txn;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in a store: sealed, in versions, kept as long as something names them. */
class SecretsTest extends RegistryFixture {
  private static final JournalLines NO_LINES = new JournalLines(List.of(), Optional.empty(), false);
  private static final SecretKey KEY = SecretKey.generate(new SecureRandom());
  private static final CarriedSecret V1 = new CarriedSecret("/run/a/key", 0600, "app/key", 1);
  private static final CarriedSecret V2 = new CarriedSecret("/run/a/key", 0600, "app/key", 2);

  private final Registry fleet = fleet(() -> List.of(KEY));
  private final FleetSecrets secrets = fleet.secrets().orElseThrow();

  private Registry fleet(SecretKeys keys) {
    return new Registry(
        store, timeline, (unit, machine, lines) -> NO_LINES, Keyspace.DEFAULT, keys);
  }

  private AgentRegistry agent(SecretKeys keys) {
    return new AgentRegistry(store, timeline, "m1", Keyspace.DEFAULT, keys);
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static UnitContent naming(CarriedSecret... pinned) {
    return new UnitContent(
        new UnitFile(
            List.of(
                new UnitOption("Service", "ExecStart", "/bin/a"),
                new UnitOption("X-Fleetk", "Secret", "/run/a/key app/key"))),
        List.of(),
        List.of(pinned));
  }

  @Test
  void givesTheTextToTheMachineAndWhatIsKnownOfItToAnybody() {
    secrets.put("app/key", text("hunter2"));

    assertThat(secrets.list())
        .containsExactly(new Secret("app/key", 1, 7, START, Optional.empty()));
    assertThat(agent(() -> List.of(KEY)).secret(V1)).isEqualTo(text("hunter2"));
  }

  @Test
  void makesAVersionOnlyOfAnotherText() {
    assertThat(secrets.put("app/key", text("one")).changed()).isTrue();
    assertThat(secrets.put("app/key", text("one")).changed()).isFalse();
    timeline.advance(Duration.ofSeconds(5));

    FleetSecrets.Put put = secrets.put("app/key", text("two"));

    assertThat(put.changed()).isTrue();
    assertThat(put.secret())
        .isEqualTo(new Secret("app/key", 2, 3, START.plusSeconds(5), Optional.empty()));
    assertThat(agent(() -> List.of(KEY)).secret(V1)).isEqualTo(text("one"));
    assertThat(agent(() -> List.of(KEY)).secret(V2)).isEqualTo(text("two"));
  }

  @Test
  void aMachineWithoutTheKeySaysSo() {
    secrets.put("app/key", text("one"));
    SecretKey other = SecretKey.generate(new SecureRandom());

    assertThatThrownBy(() -> agent(SecretKeys.inFile(Path.of("/nowhere/secret.key"))).secret(V1))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageStartingWith(
            "there is no key for secrets on this machine (/nowhere/secret.key)");
    assertThatThrownBy(() -> agent(() -> List.of(other)).secret(V1))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("was encrypted with key " + KEY.id())
        .hasMessageContaining("it has " + other.id());
  }

  @Test
  void keysRotate() {
    secrets.put("app/key", text("one"));
    SecretKey fresh = SecretKey.generate(new SecureRandom());
    FleetSecrets rotated = fleet(() -> List.of(fresh, KEY)).secrets().orElseThrow();

    assertThat(agent(() -> List.of(fresh, KEY)).secret(V1)).isEqualTo(text("one"));

    // The same text is sealed anew, so that the old key can go.
    assertThat(rotated.put("app/key", text("one")).changed()).isFalse();

    assertThat(agent(() -> List.of(fresh)).secret(V1)).isEqualTo(text("one"));
  }

  @Test
  void aSealedTextOpensOnlyUnderItsOwnNameAndVersion() {
    secrets.put("app/key", text("one"));
    secrets.put("app/other", text("two"));
    String mine = Keyspace.DEFAULT.of(new Key.Ciphertext("app/key", 1));
    String theirs = Keyspace.DEFAULT.of(new Key.Ciphertext("app/other", 1));
    String moved = store.get(theirs).orElseThrow().value();
    store.commit(Txn.builder().put(mine, moved).build());

    assertThatThrownBy(() -> agent(() -> List.of(KEY)).secret(V1))
        .hasMessage(
            "secret app/key version 1 in the store is not what was put there: put it again");
  }

  @Test
  void refusesWhatIsNoSecret() {
    assertThatThrownBy(() -> secrets.put("../key", text("x")))
        .hasMessageStartingWith("'../key' is no name of a secret");
    assertThatThrownBy(() -> secrets.put("key", new byte[0])).hasMessageContaining("empty");
    assertThatThrownBy(() -> secrets.put("key", new byte[FleetSecrets.MAX_BYTES + 1]))
        .hasMessageContaining("too long: 262145 bytes; a fleet takes 262144");
    assertThatThrownBy(() -> registry.secrets().orElseThrow().put("key", text("x")))
        .hasMessageContaining("fleetk secret keygen");
  }

  /** A folder of keys whose certificates end so long after the start. */
  private static PkiFolder folder(Path directory, Duration lifetime) {
    PkiFolder folder = new PkiFolder(directory);
    Initialization.run(
        folder,
        new InitializationRequest(
            new ClusterNames(
                "c",
                "https://a:6443",
                "https://a:6443",
                "10.0.0.0/24",
                "d",
                List.of(),
                List.of(),
                List.of(),
                List.of()),
            KeyType.ECDSA,
            new Lifetimes(Duration.ofDays(3650), lifetime),
            Map.of(),
            Set.of()),
        START,
        new SecureRandom());
    return folder;
  }

  @Test
  void knowsWhenTheCertificatesInItEnd(@TempDir Path directory) {
    PkiFolder folder = folder(directory, Duration.ofDays(365));
    Optional<Instant> end = Optional.of(START.plus(Duration.ofDays(365)));

    for (String file : List.of("admin.crt", "admin.conf")) {
      assertThat(secrets.put("a/" + file, text(folder.read(file))).secret().certificateEnds())
          .as(file)
          .isEqualTo(end);
    }
    assertThat(secrets.put("a/key", text(folder.read("admin.key"))).secret().certificateEnds())
        .isEmpty();
  }

  @Test
  void theCertificateThatCountsIsTheOneThatUnitsHave(@TempDir Path directory) {
    String ends = folder(directory.resolve("old"), Duration.ofDays(10)).read("admin.crt");
    String renewed = folder(directory.resolve("new"), Duration.ofDays(365)).read("admin.crt");
    Instant end = START.plus(Duration.ofDays(10));
    Instant later = START.plus(Duration.ofDays(365));
    secrets.put("app/key", text(ends));
    assertThat(secrets.certificates()).isEmpty();
    fleet.put(held(WEB, naming(V1)));
    EngineRegistry engine = new EngineRegistry(store);
    Term term = engine.campaign("engine", Duration.ofSeconds(5)).orElseThrow();
    engine.write(
        term, revision(), List.of(new EngineWrite.Assign(WEB, assignment("m1", naming(V1)))));

    secrets.put("app/key", text(renewed));

    UsedCertificate old = new UsedCertificate("app/key", 1, end, List.of(WEB.text()));
    assertThat(secrets.certificates()).containsExactly(old);

    fleet.put(held(WEB, naming(V2)));

    // The machine has yet to be given the renewed one.
    UsedCertificate now = new UsedCertificate("app/key", 2, later, List.of(WEB.text()));
    assertThat(secrets.certificates()).containsExactly(old, now);

    engine.write(
        term, revision(), List.of(new EngineWrite.Assign(WEB, assignment("m1", naming(V2)))));

    assertThat(secrets.certificates()).containsExactly(now);
  }

  @Test
  void aUnitHoldsOnToTheVersionsThatItNames() {
    secrets.put("app/key", text("one"));
    fleet.put(unit(WEB, naming(V1)));
    for (String newer : List.of("two", "three", "four")) {
      secrets.put("app/key", text(newer));
    }

    EngineRegistry engine = new EngineRegistry(store);
    engine.collectContents(engine.campaign("engine", Duration.ofSeconds(5)).orElseThrow());

    AgentRegistry agent = agent(() -> List.of(KEY));
    assertThat(agent.secret(V1)).isEqualTo(text("one"));
    // Nothing names it, and it is neither the newest nor the one before.
    assertThatThrownBy(() -> agent.secret(V2))
        .hasMessageContaining("version 2 is not in the store");
    assertThat(agent.secret(new CarriedSecret("/run/a/key", 0600, "app/key", 3)))
        .isEqualTo(text("three"));
  }

  @Test
  void aMachineThatIsToHaveAnOldContentKeepsItsVersion() {
    secrets.put("app/key", text("one"));
    fleet.put(held(WEB, naming(V1)));
    EngineRegistry engine = new EngineRegistry(store);
    Term term = engine.campaign("engine", Duration.ofSeconds(5)).orElseThrow();
    engine.write(
        term, revision(), List.of(new EngineWrite.Assign(WEB, assignment("m1", naming(V1)))));
    secrets.put("app/key", text("two"));
    fleet.put(held(WEB, naming(V2)));
    secrets.put("app/key", text("three"));

    engine.collectContents(term);

    assertThat(agent(() -> List.of(KEY)).secret(V1)).isEqualTo(text("one"));
  }

  @Test
  void unitsThatArePutTogetherHoldOnToTheirsToo() {
    secrets.put("app/key", text("one"));
    fleet.putAll(List.of(unit(WEB, naming()), unit(API, naming(V1))));
    for (String newer : List.of("two", "three", "four")) {
      secrets.put("app/key", text(newer));
    }
    EngineRegistry engine = new EngineRegistry(store);
    engine.collectContents(engine.campaign("engine", Duration.ofSeconds(5)).orElseThrow());

    assertThat(seen(WEB).content().secrets()).containsExactly(V1);
    assertThat(agent(() -> List.of(KEY)).secret(V1)).isEqualTo(text("one"));
    assertThatThrownBy(() -> fleet.putAll(List.of(unit(WEB, naming(V2)), unit(API, naming(V1)))))
        .hasMessageContaining("app/key version 2, which does not exist");
  }

  @Test
  void aVersionThatIsGoneCannotBePut() {
    assertThatThrownBy(() -> fleet.put(unit(WEB, naming(V1))))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("app/key version 1, which does not exist");
  }

  @Test
  void aUnitPutWithoutVersionsGetsTheNewest() {
    secrets.put("app/key", text("one"));
    secrets.put("app/key", text("two"));

    fleet.put(unit(WEB, naming()));

    assertThat(seen(WEB).content().secrets()).containsExactly(V2);
    assertThatThrownBy(
            () ->
                fleet.put(
                    unit(
                        API,
                        UnitContent.of(
                            new UnitFile(
                                List.of(new UnitOption("X-Fleetk", "Secret", "/run/k no/such")))))))
        .hasMessage(
            "unit api.service names the secret no/such, which does not exist: fleetk secret put"
                + " no/such FILE");
  }

  @Test
  void aUnitWhoseSecretCannotBeReadIsRefused() {
    secrets.put("app/key", text("one"));
    for (String value : List.of("/etc/a/key app/key", "/run/a/key", "/run/. app/key")) {
      UnitContent content =
          UnitContent.of(
              new UnitFile(
                  List.of(
                      new UnitOption("Service", "ExecStart", "/bin/a"),
                      new UnitOption("X-Fleetk", "Secret", value))));
      String told = "unit web.service: Secret=" + value + ": ";

      assertThatThrownBy(() -> fleet.put(unit(WEB, content)))
          .isInstanceOf(FleetRefusedException.class)
          .hasMessageStartingWith(told);
      assertThatThrownBy(() -> fleet.putAll(List.of(unit(API, naming()), unit(WEB, content))))
          .hasMessageStartingWith(told);
    }
    assertThat(fleet.view().units()).isEmpty();
  }

  @Test
  void isRemovedOnlyByForceWhileAUnitNamesIt() {
    secrets.put("app/key", text("one"));
    fleet.put(unit(WEB, naming(V1)));

    assertThatThrownBy(() -> secrets.remove("app/key", false))
        .hasMessageContaining("is named by web.service");

    secrets.remove("app/key", true);

    assertThat(secrets.list()).isEmpty();
    assertThat(agent(() -> List.of(KEY)).secret(V1)).isEqualTo(text("one"));
    // What the unit holds on to is never another text.
    assertThat(secrets.put("app/key", text("two")).secret().version()).isEqualTo(2);
  }

  @Test
  void aKeyFileMayHoldSeveralAndRemarks(@TempDir Path directory) throws IOException {
    SecretKey other = SecretKey.generate(new SecureRandom());
    Path file = directory.resolve("secret.key");
    Files.writeString(file, "# of 2026\n%s\n\n%s\n".formatted(other.encode(), KEY.encode()));

    assertThat(SecretKeys.inFile(file).keys())
        .extracting(SecretKey::id)
        .containsExactly(other.id(), KEY.id());

    Files.writeString(file, "hunter2\n");
    assertThatThrownBy(() -> SecretKeys.inFile(file).keys())
        .hasMessageStartingWith(file + ":1: no key for secrets")
        .hasMessageNotContaining("hunter2");
  }
}
