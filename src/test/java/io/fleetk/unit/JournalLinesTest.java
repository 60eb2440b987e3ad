package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetk.unit.JournalLines.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JournalLinesTest {
  private static List<Entry> entries(int count, int bytes) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> new Entry("c" + number, List.of(number + " " + "x".repeat(bytes))))
        .toList();
  }

  @Test
  void givesTheEndThatIsWanted() {
    assertThat(JournalLines.of(JournalRange.last(2), entries(3, 0)))
        .isEqualTo(new JournalLines(List.of("2 ", "3 "), Optional.of("c3"), false));
    assertThat(JournalLines.of(JournalRange.first(2), entries(3, 0)))
        .isEqualTo(new JournalLines(List.of("1 ", "2 "), Optional.of("c2"), false));
  }

  @Test
  void countsAnEntryOfSeveralLinesAsOne() {
    List<Entry> entries =
        List.of(new Entry("c1", List.of("a", "  b")), new Entry("c2", List.of("c")));

    assertThat(JournalLines.of(JournalRange.last(2), entries).lines())
        .containsExactly("a", "  b", "c");
  }

  @Test
  void givesNoMoreThanATransactionHoldsAndSaysSo() {
    JournalLines last = JournalLines.of(JournalRange.last(10_000), entries(10_000, 100));
    assertThat(last.lines()).hasSizeBetween(2_000, 3_000).last().asString().startsWith("10000 ");
    assertThat(last.cut()).isTrue();

    JournalLines first = JournalLines.of(JournalRange.first(10_000), entries(10_000, 100));
    assertThat(first.cursor()).contains("c" + first.lines().size());
    assertThat(first.cut()).isTrue();
  }

  @Test
  void getsPastAnEntryThatIsTooLarge() {
    assertThat(JournalLines.of(JournalRange.first(5), entries(2, 1 << 20)).cursor()).contains("c1");
  }

  @Test
  void staysWhereItIsWhenThereIsNothing() {
    assertThat(JournalLines.of(JournalRange.after("c7", 5), List.of()).cursor()).contains("c7");
    assertThat(JournalLines.of(JournalRange.last(5), List.of())).isEqualTo(JournalLines.NONE);
  }

  @Test
  void doesNotWaitForTheLastLines() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JournalRange.last(5).waiting(Duration.ofSeconds(1)));
  }
}
