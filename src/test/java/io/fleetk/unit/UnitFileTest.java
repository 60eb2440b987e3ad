package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class UnitFileTest {
  @Test
  void hashesAsFleetDoes() throws UnitParseException {
    UnitFile file =
        UnitFile.parse(
            """
            [Service]
            ExecStart=/bin/sleep inf

            [X-Fleet]
            Global=true
            MachineMetadata=role=kubernetes
            """);

    assertThat(file.hash()).hasToString("1ab9406e20fcaedf2b1967b7bed19de257cafc41");
  }

  @Test
  void keepsRepeatedOptionsInOrder() throws UnitParseException {
    UnitFile file = UnitFile.parse("[Service]\nExecStartPre=/a\nExecStart=/b\nExecStartPre=/c\n");

    assertThat(file.values("Service", "ExecStartPre")).containsExactly("/a", "/c");
    assertThat(file.last("Service", "ExecStartPre")).contains("/c");
  }

  @Test
  void keepsContinuationLinesAsTheyAre() throws UnitParseException {
    UnitFile file = UnitFile.parse("[Service]\nExecStart=/bin/a \\\n  --b \\\n  --c\nType=exec\n");

    assertThat(file.values("Service", "ExecStart")).containsExactly("/bin/a \\\n  --b \\\n  --c");
    assertThat(file.text())
        .isEqualTo("[Service]\nExecStart=/bin/a \\\n  --b \\\n  --c\nType=exec\n");
  }

  @Test
  void endsAContinuationAtABlankLine() throws UnitParseException {
    UnitFile file = UnitFile.parse("[Service]\nExecStart=/bin/a \\\n\nType=exec\n");

    assertThat(file.options())
        .containsExactly(
            new UnitOption("Service", "ExecStart", "/bin/a \\\n"),
            new UnitOption("Service", "Type", "exec"));
  }

  @Test
  void keepsABackslashAtTheEndOfTheFile() throws UnitParseException {
    assertThat(UnitFile.parse("[Service]\nExecStart=/bin/a \\").options())
        .containsExactly(new UnitOption("Service", "ExecStart", "/bin/a \\"));
  }

  @Test
  void takesACommentInsideAContinuationForPartOfTheValue() throws UnitParseException {
    UnitFile file = UnitFile.parse("[Service]\nExecStart=/bin/a \\\n# why \\\n  --b\n");

    assertThat(file.values("Service", "ExecStart")).containsExactly("/bin/a \\\n# why \\\n  --b");
  }

  @Test
  void takesTheLineAfterACommentThatEndsInABackslashForPartOfIt() throws UnitParseException {
    UnitFile file =
        UnitFile.parse("[Service]\n# see \\\nType=exec\n; also \\ \nA=b\nExecStart=/c\n");

    assertThat(file.options()).containsExactly(new UnitOption("Service", "ExecStart", "/c"));
  }

  @Test
  void takesNoBackslashBeforeACarriageReturnForAContinuation() throws UnitParseException {
    UnitFile file = UnitFile.parse("[Service]\r\nExecStart=/a \\\r\nB=c\r\n");

    assertThat(file.options())
        .containsExactly(
            new UnitOption("Service", "ExecStart", "/a \\"), new UnitOption("Service", "B", "c"));
  }

  @Test
  void leavesQuotesAndEqualsSignsAlone() throws UnitParseException {
    UnitFile file = UnitFile.parse("[Service]\nEnvironment=\"A=b c\" 'D=\"e\"'\n");

    assertThat(file.values("Service", "Environment")).containsExactly("\"A=b c\" 'D=\"e\"'");
  }

  @Test
  void keepsEmptyAssignments() throws UnitParseException {
    assertThat(UnitFile.parse("[Service]\nExecStart=\nExecStart=/a\n").text())
        .isEqualTo("[Service]\nExecStart=\nExecStart=/a\n");
  }

  @Test
  void keepsLettersOfEveryScript() throws UnitParseException {
    UnitFile file = UnitFile.parse("[Unit]\nDescription=Grüße, 世界 🚀\n");

    assertThat(file.values("Unit", "Description")).containsExactly("Grüße, 世界 🚀");
    assertThat(UnitFile.parse(file.text())).isEqualTo(file);
  }

  @Test
  void trimsAroundTheEqualsSignAndSkipsCommentsAndBlankLines() throws UnitParseException {
    UnitFile file =
        UnitFile.parse("; a\n\n  [Unit]  \n# b\n\n   Description  =  c d \t\n\n[Install]\n");

    assertThat(file.options()).containsExactly(new UnitOption("Unit", "Description", "c d"));
  }

  @Test
  void printsASectionThatComesTwiceOnce() throws UnitParseException {
    UnitFile file = UnitFile.parse("[Unit]\nA=1\n[Service]\nB=2\n[Unit]\nC=3\n");

    assertThat(file.text()).isEqualTo("[Unit]\nA=1\nC=3\n\n[Service]\nB=2\n");
  }

  @Test
  void skipsWhatStandsBeforeTheFirstSection() throws UnitParseException {
    assertThat(UnitFile.parse("Lost=1\n[Unit]\nA=1\n").options())
        .containsExactly(new UnitOption("Unit", "A", "1"));
  }

  @Test
  void refusesWhatGoSystemdRefuses() {
    assertRefused("[Unit]\nDescription\n", 2, "neither an option");
    assertRefused("[Unit]\nDescription", 2, "neither an option");
    assertRefused("[Unit] x\nA=b\n", 1, "found garbage after section name Unit");
    assertRefused("\n[Unit\nA=b\n", 2, "unable to find end of section");
    assertRefused("[Unit]\nA=" + "b".repeat(2046) + "\n", 2, "line too long (max 2047 bytes)");
    assertRefused("[Unit]\r\nA=b\r\nC=" + "é".repeat(1100) + "\r\n", 3, "line too long");
  }

  @Test
  void readsPhysicalLinesOf2047Bytes() throws UnitParseException {
    String line = "A=" + "b".repeat(2044) + "\\\n";

    assertThat(UnitFile.parse("[Unit]\n" + line + "c\n").options()).hasSize(1);
  }

  private static void assertRefused(String text, int line, String why) {
    assertThatExceptionOfType(UnitParseException.class)
        .isThrownBy(() -> UnitFile.parse(text))
        .withMessageContaining(why)
        .satisfies(refusal -> assertThat(refusal.line()).isEqualTo(line));
  }
}
