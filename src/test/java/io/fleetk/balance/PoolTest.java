package io.fleetk.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static final Finding SOUND = new Finding(Finding.Kind.SOUND, "HTTP 200");
  private static final Finding UNSOUND = new Finding(Finding.Kind.UNSOUND, "HTTP 500");
  private static final Finding REFUSED = new Finding(Finding.Kind.REFUSED, "connection refused");
  private static final Finding SILENT = new Finding(Finding.Kind.UNREACHABLE, "no answer");
  private static final Word READY = new Word(Word.Kind.READY, "ready");
  private static final Word LEAVING = new Word(Word.Kind.LEAVING, "leaving");
  private static final Word AWAY = new Word(Word.Kind.AWAY, "away");

  /** Three backends, a, b and c, that are ready and sound. */
  private static Pool three() {
    return Pool.of(List.of())
        .told(Map.of("a", READY, "b", READY, "c", READY))
        .found("a", SOUND)
        .found("b", SOUND)
        .found("c", SOUND);
  }

  private static List<String> order(Pool pool) {
    return pool.order(Map.of("a", 2, "b", 1, "c", 0)::get, new Random(1));
  }

  @Test
  void theFewestConnectionsComeFirst() {
    assertThat(order(three())).containsExactly("c", "b", "a");
  }

  @Test
  void equalsAreNotAlwaysChosenAlike() {
    Set<String> firsts = new HashSet<>();
    var random = new Random(7);
    for (int i = 0; i < 100; i++) {
      firsts.add(three().order(_ -> 0, random).getFirst());
    }

    assertThat(firsts).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void whatIsAboutToStopIsTriedAfterTheOthers() {
    Pool leaving = three().told(Map.of("a", READY, "b", READY, "c", LEAVING));

    assertThat(order(leaving)).containsExactly("b", "a", "c");
  }

  @Test
  void aFailedCheckTakesABackendOutAtOnceAndAGoodOneBringsItBack() {
    Pool failed = three().found("c", UNSOUND);

    assertThat(order(failed)).containsExactly("b", "a", "c");
    assertThat(order(failed.found("c", SOUND)).getFirst()).isEqualTo("c");
  }

  @Test
  void whatRefusesIsTheLastResort() {
    assertThat(order(three().failed("c", REFUSED).found("b", UNSOUND)))
        .containsExactly("a", "b", "c");
  }

  @Test
  void whatTheFleetNoLongerNamesIsNeverChosen() {
    assertThat(order(three().told(Map.of("a", READY, "b", READY)))).containsExactly("b", "a");
  }

  @Test
  void aFleetThatNamesNothingTakesNothingAway() {
    assertThat(order(three().told(Map.of()))).containsExactly("c", "b", "a");
  }

  @Test
  void withoutTheFleetTheChecksDecide() {
    Pool alone = three().told(Map.of("a", READY, "b", READY, "c", LEAVING)).unheard();

    assertThat(order(alone)).containsExactly("c", "b", "a");
    assertThat(order(alone.found("c", UNSOUND))).containsExactly("b", "a", "c");
  }

  @Test
  void seedsAreTriedBeforeAnythingIsKnown() {
    Pool seeds = Pool.of(List.of("a", "b"));

    assertThat(order(seeds)).containsExactly("b", "a");
  }

  @Test
  void connectionsToASilentMachineAreLostAfterThreeTries() {
    Pool twice = three().found("a", SILENT).found("a", SILENT);

    assertThat(twice.lost()).isEmpty();
    assertThat(twice.found("a", SILENT).lost()).containsExactly("a");
  }

  @Test
  void clientsThatFailTogetherAreOneTry() {
    Pool failed = three().failed("a", SILENT).failed("a", SILENT).failed("a", SILENT);

    assertThat(failed.lost()).isEmpty();
  }

  @Test
  void oneTryIsEnoughWhereTheFleetHasLostTheMachine() {
    Pool away = three().told(Map.of("a", AWAY, "b", READY, "c", READY));

    assertThat(away.lost()).as("its daemon alone may be away").isEmpty();
    assertThat(away.found("a", SILENT).lost()).containsExactly("a");
  }

  @Test
  void nothingIsLostWhileNothingElseIsSound() {
    Pool cutOff = three();
    for (int i = 0; i < 5; i++) {
      cutOff = cutOff.found("a", SILENT).found("b", SILENT).found("c", SILENT);
    }

    assertThat(cutOff.lost()).isEmpty();
  }
}
