package io.fleetk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys are. */
class KeyspaceTest {
  private static final UnitName UNIT = UnitName.of("kube-apiserver@1.service");
  private static final String MACHINE = "0123456789abcdef0123456789abcdef";

  private final Keyspace keys = new Keyspace("/test/");

  static Stream<Key> everyKey() {
    return Stream.of(
        new Key.Content(Hash.of("")),
        new Key.Unit(UNIT),
        new Key.Schedule(MACHINE, UNIT),
        new Key.Release(UNIT, MACHINE),
        new Key.Pending(UNIT),
        new Key.Member(MACHINE),
        new Key.Presence(MACHINE),
        new Key.Metadata(MACHINE),
        new Key.State(MACHINE, UNIT),
        new Key.Leader(),
        new Key.Question("0123", "5f"),
        new Key.Answer("0123", "5f"),
        new Key.Secret("kubernetes/etcd/ca.crt"),
        new Key.SecretVersion("kubernetes/etcd/ca.crt", 12),
        new Key.Ciphertext("kubernetes/etcd/ca.crt", 12),
        new Key.Lock("kubernetes"));
  }

  @ParameterizedTest
  @MethodSource("everyKey")
  void readsEveryKeyThatItSpells(Key key) {
    assertThat(keys.of(key)).startsWith("/test/").isLessThan(keys.end());
    assertThat(keys.read(keys.of(key))).contains(key);
  }

  @ParameterizedTest
  @MethodSource("everyKey")
  void onlyWhatIsLargeComesBeforeEverythingElse(Key key) {
    assertThat(keys.of(key).compareTo(keys.afterContents()) < 0)
        .isEqualTo(key instanceof Key.Content || key instanceof Key.Ciphertext);
  }

  @Test
  void spellsKeysAsTheDesignDoes() {
    assertThat(Keyspace.DEFAULT.of(new Key.Schedule(MACHINE, UNIT)))
        .isEqualTo("/fleetk/schedule/" + MACHINE + "/kube-apiserver@1.service");
    assertThat(Keyspace.DEFAULT.of(new Key.Release(UNIT, MACHINE)))
        .isEqualTo("/fleetk/releases/kube-apiserver@1.service/" + MACHINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/other/units/a.service",
        "/test/",
        "/test/units/",
        "/test/units/../a.service",
        "/test/units/no-type",
        "/test/contents/abc",
        "/test/members/a/b",
        "/test/schedule/m1",
        "/test/stacks/k/revisions",
        "/test/future/a.service"
      })
  void passesOverWhatItDoesNotKnow(String key) {
    assertThat(keys.read(key)).isEmpty();
  }

  @Test
  void aPrefixEndsInASlash() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Keyspace("/fleetk"));
  }
}
