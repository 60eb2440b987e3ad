package io.fleetk.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Lint;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads {@link StackDocument}s, from YAML or JSON, and checks them as hard as a stack's directory.
 */
final class StackDocumentReader {
  private static final String PLACE = StackOrigin.STANDARD_INPUT;
  private static final String EXPECTED = "pipe in what 'fleetk render DIR -o yaml' prints";
  private static final List<String> KEYS = List.of("stack", "only", "units", "count");
  private static final List<String> UNIT_KEYS =
      List.of("name", "component", "desiredState", "source", "text", "files");
  private static final List<String> FILE_KEYS = List.of("path", "mode", "text");
  private static final Pattern MODE = Pattern.compile("[0-7]{3,4}");
  private static final Pattern HEADER =
      Pattern.compile("(?m)\\A(?:[#;].*\\R|\\s)*\\[[A-Z][\\w-]*\\]");

  private final YamlDocument document;
  private final String path;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, List<CarriedFile>> carried = new HashMap<>();
  private final Map<String, String> sources = new HashMap<>();

  private StackDocumentReader(YamlDocument document, String path) {
    this.document = document;
    this.path = path;
  }

  /**
   * The stacks of a document: one, or those of a list.
   *
   * @throws StackException naming every problem; a single one of standard input when it is no
   *     document at all
   */
  static List<ChosenStack> read(String text) throws StackException {
    YamlDocument document = parse(text);
    List<ChosenStack> stacks = new ArrayList<>();
    List<Finding> problems = new ArrayList<>();
    List<?> roots = document.root() instanceof List<?> list ? list : List.of(document.root());
    for (int at = 0; at < roots.size(); at++) {
      String path = document.root() instanceof List ? "[" + at + "]" : "";
      try {
        stacks.add(new StackDocumentReader(document, path).stack(roots.get(at)));
      } catch (StackException e) {
        problems.addAll(e.findings());
      }
    }
    if (!problems.isEmpty()) {
      throw new StackException(problems);
    }
    return stacks;
  }

  private static YamlDocument parse(String text) throws StackException {
    if (text.isBlank()) {
      throw refusal(0, "", "nothing came in", EXPECTED);
    }
    if (HEADER.matcher(text).find()) {
      throw refusal(
          0,
          "",
          "this is a unit file's text, which says neither the unit's name nor its stack",
          "give the file's path, or " + EXPECTED);
    }
    try {
      YamlDocument document = YamlDocument.parseLarge(PLACE, text);
      if (document.root() == null || document.root().equals(List.of())) {
        throw refusal(0, "", "there is no stack in it", EXPECTED);
      }
      return document;
    } catch (Refusal e) {
      throw refusal(
          e.finding().line(),
          e.finding().text(),
          e.finding().reason(),
          e.finding().suggestion().isEmpty() ? EXPECTED : e.finding().suggestion());
    }
  }

  private static StackException refusal(int line, String text, String reason, String suggestion) {
    return new StackException(List.of(Finding.error(PLACE, line, text, reason, suggestion)));
  }

  private ChosenStack stack(Object root) throws StackException {
    if (!(root instanceof Map<?, ?> keys)
        || !(keys.get("stack") instanceof String name)
        || !(keys.get("units") instanceof List<?> units)) {
      throw refusal(
          document.line(path), "", "no stack: 'stack: NAME' and 'units:' are missing", EXPECTED);
    }
    if (!(keys.get("count") instanceof Long count)) {
      throw refusal(
          document.line(path),
          "",
          "cut off: the document of stack %s does not end with 'count:', how many units it has"
              .formatted(name),
          EXPECTED);
    }
    if (count != units.size()) {
      throw refusal(
          document.line(YamlDocument.path(path, "count")),
          "count: " + count,
          "there are %d units, so some are missing or too many".formatted(units.size()),
          EXPECTED);
    }
    unknownKeys(path, keys, KEYS);
    if (!Policy.isStackName(name)) {
      error("stack", name, "no name for a stack", "use lower-case letters, digits, '-' and '.'");
      throw new StackException(findings);
    }
    StackAssembly assembly = new StackAssembly(name, PLACE, findings);
    if (keys.containsKey("only")) {
      assembly.isPartial();
    }
    Set<String> names = new HashSet<>();
    for (int at = 0; at < units.size(); at++) {
      unit("units[" + at + "]", units.get(at), names, assembly);
    }
    Set<String> only = only(keys.get("only"), names);
    return new ChosenStack(assembly.stack(draft -> List.of(unit(draft, name))), PLACE, only);
  }

  private Set<String> only(Object given, Set<String> names) {
    Set<String> components = new TreeSet<>();
    names.forEach(name -> components.add(UnitName.of(name).component()));
    Set<String> only = new LinkedHashSet<>();
    if (given == null) {
      return only;
    }
    if (!(given instanceof List<?> list) || list.isEmpty()) {
      error("only", "only", "no list of components", "leave it out where all are meant");
      return only;
    }
    for (Object item : list) {
      String component = String.valueOf(item);
      if (!components.contains(component)) {
        error(
            "only", component, "no such component here", Nearest.suggestion(component, components));
      }
      only.add(component);
    }
    return only;
  }

  private void unit(String at, Object item, Set<String> names, StackAssembly assembly) {
    if (!(item instanceof Map<?, ?> keys)
        || !(keys.get("name") instanceof String name)
        || !(keys.get("text") instanceof String text)) {
      error(at, "", "no unit: its name or its text is missing", EXPECTED);
      return;
    }
    unknownKeys(YamlDocument.path(path, at), keys, UNIT_KEYS);
    Optional<String> problem = UnitName.problemWith(name);
    if (problem.isPresent()) {
      error(at + ".name", name, problem.get(), "name it like kubelet.service");
      return;
    }
    if (!names.add(name)) {
      error(at + ".name", name, "this unit is there twice", "keep one");
      return;
    }
    sources.put(name, keys.get("source") instanceof String source ? source : PLACE);
    try {
      UnitName unit = UnitName.of(name);
      UnitFile file = UnitFile.parse(text);
      boolean counted = !file.values(Policy.SECTION, "Instances").isEmpty();
      // An instance still says how many there are, which only its template may.
      UnitName linted = counted ? unit.template().orElse(unit) : unit;
      findings.addAll(Lint.of(name, linted, text.getBytes(UTF_8)));
      UnitDraft draft = UnitDraft.of(name, unit, RenderedText.literal(text), file);
      checkSame(at, "component", keys, unit.component());
      checkSame(at, "desiredState", keys, draft.desiredState(unit).wire());
      carried.put(name, files(at + ".files", keys.get("files"), draft));
      assembly.add(draft);
    } catch (UnitParseException e) {
      findings.addAll(Lint.of(name, UnitName.of(name), text.getBytes(UTF_8)));
      assembly.addUnreadable(UnitName.of(name));
    }
  }

  /** What the document says of a unit must be what its text says. */
  private void checkSame(String at, String key, Map<?, ?> keys, String right) {
    Object said = keys.get(key);
    if (said != null && !said.equals(right)) {
      error(
          at + "." + key,
          key + ": " + said,
          "the unit's name and text say " + right,
          "leave the key out, or change the text");
    }
  }

  private List<CarriedFile> files(String at, Object given, UnitDraft draft) {
    Map<String, CarriedFile> texts = new LinkedHashMap<>();
    List<?> list = given instanceof List<?> items ? items : List.of();
    for (int index = 0; index < list.size(); index++) {
      file(at + "[" + index + "]", list.get(index))
          .ifPresent(file -> texts.putIfAbsent(file.path(), file));
    }
    List<CarriedFile> files = new ArrayList<>();
    for (Policy.FileSpec spec : Policy.of(draft.name(), draft.unit()).files()) {
      CarriedFile file = texts.remove(spec.path());
      if (file == null || file.mode() != spec.mode()) {
        error(
            at,
            spec.path(),
            file == null
                ? "%s carries this file (File=), and its text is missing".formatted(draft.name())
                : "the mode is %04o here and %04o in the unit's File="
                    .formatted(file.mode(), spec.mode()),
            "");
      } else {
        files.add(file);
      }
    }
    texts
        .keySet()
        .forEach(
            path -> error(at, path, "no File= of %s names this path".formatted(draft.name()), ""));
    return files;
  }

  private Optional<CarriedFile> file(String at, Object item) {
    if (!(item instanceof Map<?, ?> keys)
        || !(keys.get("path") instanceof String to)
        || !(keys.get("mode") instanceof String mode)
        || !(keys.get("text") instanceof String text)
        || !MODE.matcher(mode).matches()) {
      error(at, "", "no file: path, mode (as \"0644\") and text belong to it", EXPECTED);
      return Optional.empty();
    }
    unknownKeys(YamlDocument.path(path, at), keys, FILE_KEYS);
    Lint.ofBytes(to, text.getBytes(UTF_8)).stream()
        .map(finding -> finding.at(PLACE, document.line(YamlDocument.path(path, at))))
        .forEach(findings::add);
    return Optional.of(new CarriedFile(to, Integer.parseInt(mode, 8), text));
  }

  private StackUnit unit(UnitDraft draft, String stack) {
    String name = draft.name().text();
    return new StackUnit(
        draft.name(),
        new UnitContent(draft.ownedBy(stack), carried.getOrDefault(name, List.of())),
        draft.desiredState(draft.name()),
        sources.getOrDefault(name, PLACE));
  }

  private void unknownKeys(String at, Map<?, ?> keys, List<String> known) {
    for (Object key : keys.keySet()) {
      String word = String.valueOf(key);
      if (!known.contains(word)) {
        int line = document.line(YamlDocument.path(at, word));
        findings.add(
            Finding.error(PLACE, line, word, "no such key", Nearest.suggestion(word, known)));
      }
    }
  }

  private void error(String at, String text, String reason, String suggestion) {
    int line = document.line(YamlDocument.path(path, at));
    findings.add(Finding.error(PLACE, line, text, reason, suggestion));
  }
}
