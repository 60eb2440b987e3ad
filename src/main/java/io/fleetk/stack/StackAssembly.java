package io.fleetk.stack;

import io.fleetk.unit.Finding;
import io.fleetk.unit.Lint;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Puts a stack together out of its units' drafts, and checks what only shows then. */
final class StackAssembly {
  private final String name;
  private final String place;
  private final List<Finding> findings;
  private final List<UnitDraft> drafts = new ArrayList<>();
  private final List<UnitName> unreadable = new ArrayList<>();
  private boolean partial;

  /**
   * A stack without units yet.
   *
   * @param place where it comes from, as the user would name it
   * @param findings what is known to be wrong with it; more is added
   */
  StackAssembly(String name, String place, List<Finding> findings) {
    this.name = name;
    this.place = place;
    this.findings = findings;
  }

  void add(UnitDraft draft) {
    drafts.add(draft);
  }

  /** A unit that is told of already: that it is missing is not the mistake of those who name it. */
  void addUnreadable(UnitName unit) {
    unreadable.add(unit);
  }

  /**
   * The stack has more units than are here, so nobody can tell whether one that is named exists.
   */
  void isPartial() {
    partial = true;
  }

  /**
   * The stack.
   *
   * @param units makes the units of a draft
   * @throws StackException naming every problem, when there is one that keeps it from being used
   */
  Stack stack(Function<UnitDraft, List<StackUnit>> units) throws StackException {
    findings.addAll(StackLint.doubles(drafts));
    StackLint lint = new StackLint(name, drafts, unreadable);
    findings.addAll(partial ? lint.owners() : lint.references());
    List<StackUnit> made = new ArrayList<>();
    drafts.forEach(draft -> made.addAll(units.apply(draft)));
    made.forEach(this::checkSize);
    made.sort(Comparator.comparing(StackUnit::name));
    findings.addAll(StackLint.carriedPaths(made));
    findings.addAll(StackLint.secretPaths(made));
    Map<UnitName, UnitFile> files = new HashMap<>();
    made.forEach(unit -> files.put(unit.name(), unit.content().file()));
    Dependencies dependencies = Dependencies.among(files);
    findings.addAll(StackLint.cycles(place, dependencies));
    if (findings.stream().anyMatch(Finding::isError)) {
      throw new StackException(inOrder(findings));
    }
    return new Stack(name, made, dependencies, inOrder(findings), StackLint.secretUses(drafts));
  }

  /** Findings by their places, each once. */
  static List<Finding> inOrder(List<Finding> findings) {
    return findings.stream()
        .distinct()
        .sorted(Comparator.comparing(Finding::file).thenComparingInt(Finding::line))
        .toList();
  }

  private void checkSize(StackUnit unit) {
    UnitContent content = unit.content();
    long bytes =
        bytes(content.file().text())
            + content.files().stream().mapToLong(file -> bytes(file.text())).sum();
    if (bytes > Lint.MAX_BYTES) {
      findings.add(
          Finding.error(
              unit.source(), 0, unit.name().text(), "with its files " + Lint.tooLarge(bytes), ""));
    }
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
