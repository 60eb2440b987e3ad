package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.Table.Cell;
import java.util.List;
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
  void cutsTheLastColumnFirstSoThatAllAreSeen() {
    assertThat(table.lines(new Paint(false, true), OptionalInt.of(37)))
        .containsExactly(
            "NAME            COUNT  REASON",
            "kube-apiserver      3  all is well h…",
            "x                  12");
  }

  @Test
  void cutsTheWidestColumnsAndKeepsNamesWholeAsLongAsItCan() {
    Table wide =
        new Table("UNIT", "MACHINE", "STATE", "AGE", "REASON")
            .row(
                Cell.of("kube-controller-manager@1.service"),
                Cell.of("1766a632/192.0.2.2"),
                Cell.of("activating (auto-restart)"),
                Cell.of("23h59m"),
                Cell.of("activating (auto-restart): exit-code 1"));

    assertThat(wide.lines(new Paint(false, true), OptionalInt.of(80)))
        .containsExactly(
            "UNIT                               MACHINE      STATE        AGE     REASON",
            "kube-controller-manager@1.service  1766a632/1…  activating…  23h59m  activating…");
    assertThat(wide.lines(new Paint(false, true), OptionalInt.of(50)))
        .allMatch(line -> line.length() <= 50)
        .last()
        .asString()
        .matches("kube-control\\S*…  1766…  acti…  23h59m  acti…");
    assertThat(wide.lines(new Paint(false, true), OptionalInt.empty()).get(1))
        .endsWith("activating (auto-restart): exit-code 1");
  }

  @Test
  void cutsLinesWhereNothingElseHelps() {
    assertThat(table.lines(new Paint(false, true), OptionalInt.of(9)))
        .containsExactly("NAME", "kube-api…", "x");
  }

  @Test
  void looksTheSameAsTimePasses() {
    for (String age : List.of("7s", "59m59s")) {
      Table table =
          new Table("UNIT", "~AGE", "REASON")
              .row(Cell.of("web@1.service"), Cell.of(age), Cell.of("running"));

      assertThat(table.lines(Paint.plain(), OptionalInt.empty()))
          .containsExactly(
              "UNIT            AGE      REASON", "web@1.service   %-6s   running".formatted(age));
    }
  }

  @Test
  void leavesHeadingsOut() {
    assertThat(
            new Table("NAME", ">COUNT")
                .row(Cell.of("a"), Cell.of("1"))
                .headed(false)
                .lines(Paint.plain(), OptionalInt.empty()))
        .containsExactly("a   1");
  }

  @Test
  void coloursCellsAndNotTheBlanksBetween() {
    assertThat(table.lines(new Paint(true, true), OptionalInt.empty()).get(2))
        .isEqualTo("\u001b[31mx\u001b[0m                   12");
  }
}
