package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.Table.Cell;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table =
      new Table("NAME", ">COUNT", "REASON")
          .row(Cell.of("kube-apiserver"), Cell.of("3"), Cell.of("all is well here"))
          .row(new Cell(Tone.BAD, "x"), Cell.of("12"), Cell.of(""));

  @Test
  void alignsColumnsAndLeavesNoBlanksAtTheEnd() {
    assertThat(table.lines(Paint.plain(), OptionalInt.empty()))
        .containsExactly(
            "NAME             COUNT   REASON",
            "kube-apiserver       3   all is well here",
            "x                   12");
  }

  @Test
  void cutsLinesToTheWidthOfATerminal() {
    assertThat(table.lines(new Paint(false, true), OptionalInt.of(30)))
        .containsExactly(
            "NAME             COUNT   REASON".substring(0, 29) + "…",
            "kube-apiserver       3   all …",
            "x                   12")
        .allMatch(line -> line.length() <= 30);
  }

  @Test
  void coloursCellsAndNotTheBlanksBetween() {
    assertThat(table.lines(new Paint(true, true), OptionalInt.empty()).get(2))
        .isEqualTo("\u001b[31mx\u001b[0m                   12");
  }
}
