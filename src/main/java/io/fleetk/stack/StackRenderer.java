package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import io.fleetk.stack.StackDirectory.UnitPath;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Lint;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes stacks out of their directories. */
public final class StackRenderer {
  private static final String BASIS = "Basis";

  private final StackDirectory directory;
  private final TemplateRenderer templates;
  private final Basis basis;
  private final String stack;
  private final List<Finding> findings;
  private final Map<Path, RenderedText> carried = new HashMap<>();
  private final List<UnitName> unreadable = new ArrayList<>();

  private StackRenderer(
      StackDirectory directory, Map<String, Object> values, String stack, List<Finding> findings) {
    this.directory = directory;
    this.templates = new TemplateRenderer(values);
    this.basis = new Basis(values);
    this.stack = stack;
    this.findings = findings;
  }

  /**
   * Loads, renders and lints a stack.
   *
   * @param source its directory and values
   * @param machines the fleet's members, present or not: the value {@code machines}
   * @throws StackException naming every problem, when there is one that keeps the stack from being
   *     used
   */
  public static Stack render(StackSource source, List<Machine> machines) throws StackException {
    List<Finding> findings = new ArrayList<>();
    StackDirectory directory;
    try {
      directory = StackDirectory.list(source.directory(), findings);
    } catch (Refusal e) {
      findings.add(e.finding());
      throw new StackException(findings);
    }
    Manifest manifest = Manifest.read(source.directory(), findings);
    int before = findings.size();
    Map<String, Object> values = Values.of(source, manifest, machines, findings);
    if (findings.subList(before, findings.size()).stream().anyMatch(Finding::isError)) {
      // Every template would only say again that the values are missing.
      throw new StackException(inOrder(findings));
    }
    return new StackRenderer(directory, values, manifest.name(), findings)
        .stack(source.directory());
  }

  /**
   * Renders one file that units of a stack may carry, whether or not one does.
   *
   * @param source the stack's directory and values
   * @param machines the fleet's members, present or not
   * @param file its place in the directory, such as {@code files/kubelet.yaml.peb}
   * @throws StackException naming what keeps it from being rendered
   */
  public static String renderFile(StackSource source, List<Machine> machines, String file)
      throws StackException {
    List<Finding> findings = new ArrayList<>();
    try {
      StackDirectory directory = StackDirectory.list(source.directory(), findings);
      Manifest manifest = Manifest.read(source.directory(), findings);
      Map<String, Object> values = Values.of(source, manifest, machines, findings);
      if (findings.stream().anyMatch(Finding::isError)) {
        throw new StackException(inOrder(findings));
      }
      return new StackRenderer(directory, values, manifest.name(), findings)
          .carriedText(file)
          .text();
    } catch (Refusal e) {
      findings.add(e.finding());
      throw new StackException(inOrder(findings));
    }
  }

  private Stack stack(Path shown) throws StackException {
    List<UnitDraft> drafts = new ArrayList<>();
    directory.units().forEach(path -> draft(path).ifPresent(drafts::add));
    findings.addAll(StackLint.doubles(drafts));
    findings.addAll(new StackLint(stack, drafts, unreadable).references());
    List<StackUnit> units = new ArrayList<>();
    drafts.forEach(draft -> units.addAll(units(draft)));
    units.sort(Comparator.comparing(StackUnit::name));
    findings.addAll(StackLint.carriedPaths(units));
    findings.addAll(StackLint.secretPaths(units));
    Map<UnitName, UnitFile> files = new HashMap<>();
    units.forEach(unit -> files.put(unit.name(), unit.content().file()));
    Dependencies dependencies = Dependencies.among(files);
    findings.addAll(StackLint.cycles(shown.toString(), dependencies));
    if (findings.stream().anyMatch(Finding::isError)) {
      throw new StackException(inOrder(findings));
    }
    return new Stack(stack, units, dependencies, inOrder(findings), StackLint.secretUses(drafts));
  }

  private static List<Finding> inOrder(List<Finding> findings) {
    return findings.stream()
        .distinct()
        .sorted(Comparator.comparing(Finding::file).thenComparingInt(Finding::line))
        .toList();
  }

  private Optional<UnitDraft> draft(UnitPath path) {
    String shown = path.path().toString();
    try {
      String text = SourceFiles.readWithin(path.path().getParent(), path.path());
      RenderedText rendered =
          path.isTemplate() ? templates.render(shown, text) : RenderedText.literal(text);
      basis.note(shown, text, rendered);
      if (path.isTemplate() && rendered.text().isBlank()) {
        // Its values say that there is no such unit.
        return Optional.empty();
      }
      Lint.of(shown, path.name(), rendered.text()).stream()
          .map(finding -> finding.at(shown, rendered.sourceLine(finding.line())))
          .distinct()
          .forEach(findings::add);
      return Optional.of(
          UnitDraft.of(shown, path.name(), rendered, UnitFile.parse(rendered.text())));
    } catch (Refusal e) {
      findings.add(e.finding());
      unreadable.add(path.name());
      return Optional.empty();
    } catch (UnitParseException e) {
      // Lint has named this and every other problem of the text.
      unreadable.add(path.name());
      return Optional.empty();
    }
  }

  private List<StackUnit> units(UnitDraft draft) {
    UnitFile owned =
        draft.options(Policy.SECTION, "Stack").isEmpty()
            ? draft.unit().with(Policy.SECTION, "Stack", stack)
            : draft.unit();
    List<StackUnit> units = new ArrayList<>();
    for (UnitName name : draft.names()) {
      boolean usesMachines = draft.usesMachines();
      List<String> sources = new ArrayList<>(List.of(draft.file()));
      List<CarriedFile> files = new ArrayList<>();
      for (Policy.FileSpec spec : Policy.of(name, draft.unit()).files()) {
        try {
          RenderedText text = carriedText(spec.source());
          usesMachines |= text.usesMachines();
          sources.add(directory.carried(spec.source()).toString());
          files.add(new CarriedFile(spec.path(), spec.mode(), text.text()));
        } catch (Refusal e) {
          findings.add(atOption(draft, spec.source(), e.finding()));
        }
      }
      UnitFile written =
          usesMachines
              ? basis
                  .of(sources)
                  .map(hash -> owned.with(Policy.SECTION, BASIS, hash.hex()))
                  .orElse(owned)
              : owned;
      UnitContent content = new UnitContent(written, files);
      checkSize(draft, name, content);
      units.add(new StackUnit(name, content, state(draft, name), draft.file()));
    }
    return units;
  }

  private static DesiredState state(UnitDraft draft, UnitName name) {
    return name.isTemplate() ? DesiredState.INACTIVE : draft.policy().desiredState();
  }

  private RenderedText carriedText(String source) throws Refusal {
    Path file = directory.carried(source);
    RenderedText known = carried.get(file);
    if (known != null) {
      return known;
    }
    String text = SourceFiles.readWithin(directory.files(), file);
    RenderedText rendered =
        source.endsWith(StackDirectory.TEMPLATE_SUFFIX)
            ? templates.render(file.toString(), text)
            : RenderedText.literal(text);
    basis.note(file.toString(), text, rendered);
    carried.put(file, rendered);
    return rendered;
  }

  /** A finding without a place of its own belongs to the {@code File=} that led to it. */
  private Finding atOption(UnitDraft draft, String source, Finding finding) {
    if (!finding.text().equals(source)) {
      return finding;
    }
    return draft.options(Policy.SECTION, "File").stream()
        .filter(at -> at.option().value().contains(source))
        .findFirst()
        .map(at -> draft.error(at, finding.reason(), finding.suggestion()))
        .orElse(finding);
  }

  private void checkSize(UnitDraft draft, UnitName name, UnitContent content) {
    long bytes = content.file().text().getBytes(StandardCharsets.UTF_8).length;
    for (CarriedFile file : content.files()) {
      bytes += file.text().getBytes(StandardCharsets.UTF_8).length;
    }
    if (bytes > Lint.MAX_BYTES) {
      findings.add(
          Finding.error(
              draft.file(), 0, name.text(), "with its files " + Lint.tooLarge(bytes), ""));
    }
  }
}
