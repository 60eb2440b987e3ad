package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import io.fleetk.stack.StackDirectory.UnitPath;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Lint;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes stacks out of their directories. */
public final class StackRenderer {
  private static final String BASIS = "Basis";

  private final StackDirectory directory;
  private final TemplateRenderer templates;
  private final Basis basis;
  private final String stack;
  private final List<Finding> findings;
  private final Map<Path, RenderedText> carried = new HashMap<>();
  private final Map<UnitName, UnitDraft> drafts = new HashMap<>();

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
    return of(source, machines).stack(source.directory());
  }

  private static StackRenderer of(StackSource source, List<Machine> machines)
      throws StackException {
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
      throw new StackException(StackAssembly.inOrder(findings));
    }
    return new StackRenderer(directory, values, manifest.name(), findings);
  }

  /**
   * Renders a stack as {@link #render} does, for those who want to know where each line of its
   * units stands.
   *
   * @throws StackException as {@link #render}
   */
  static List<LocatedUnit> locate(StackSource source, List<Machine> machines)
      throws StackException {
    StackRenderer renderer = of(source, machines);
    return renderer.stack(source.directory()).units().stream()
        .map(unit -> LocatedUnit.of(unit, renderer.drafts.get(unit.name())))
        .toList();
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
        throw new StackException(StackAssembly.inOrder(findings));
      }
      return new StackRenderer(directory, values, manifest.name(), findings)
          .carriedText(file)
          .text();
    } catch (Refusal e) {
      findings.add(e.finding());
      throw new StackException(StackAssembly.inOrder(findings));
    }
  }

  private Stack stack(Path shown) throws StackException {
    StackAssembly assembly = new StackAssembly(stack, shown.toString(), findings);
    directory.units().forEach(path -> draft(path, assembly));
    return assembly.stack(this::units);
  }

  private void draft(UnitPath path, StackAssembly assembly) {
    String shown = path.path().toString();
    try {
      String text = SourceFiles.readWithin(path.path().getParent(), path.path());
      RenderedText rendered =
          path.isTemplate() ? templates.render(shown, text) : RenderedText.literal(text);
      basis.note(shown, text, rendered);
      if (path.isTemplate() && rendered.text().isBlank()) {
        // Its values say that there is no such unit.
        return;
      }
      Lint.of(shown, path.name(), rendered.text()).stream()
          .map(finding -> finding.at(shown, rendered.sourceLine(finding.line())))
          .distinct()
          .forEach(findings::add);
      assembly.add(UnitDraft.of(shown, path.name(), rendered, UnitFile.parse(rendered.text())));
    } catch (Refusal e) {
      findings.add(e.finding());
      assembly.addUnreadable(path.name());
    } catch (UnitParseException e) {
      // Lint has named this and every other problem of the text.
      assembly.addUnreadable(path.name());
    }
  }

  private List<StackUnit> units(UnitDraft draft) {
    UnitFile owned = draft.ownedBy(stack);
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
      units.add(new StackUnit(name, content, draft.desiredState(name), draft.file()));
      drafts.put(name, draft);
    }
    return units;
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
}
