package io.fleetk.cli;

import io.fleetk.stack.ChosenStack;
import io.fleetk.stack.StackDocument;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.UnitContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleetk render}: the units that would exist. */
@Command(
    name = "render",
    header = "Print the units that a stack stands for.",
    description = {
      "Prints the units that a stack stands for, with the files they carry. What -o yaml and -o json",
      "print can be given to apply, diff and lint on standard input, as '-'."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk render units/",
      "  fleetk render units/ --set kubernetes.version=v1.34.3 -o name",
      "  fleetk render units/kubelet.service.peb -o yaml",
      "  fleetk render units/ -o dir:out    a file for each"
    })
final class RenderCommand extends FleetkCommand {
  private static final String DIRECTORY = "dir:";

  @Mixin private StackArguments arguments;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      completionCandidates = Words.class,
      description = "json, yaml, name, or dir:PATH to write one file for each unit under PATH")
  private String form = "";

  @Override
  public Integer call() throws StackException, IOException {
    if (!form.startsWith(DIRECTORY) && !List.of("", "json", "yaml", "name").contains(form)) {
      throw CommandFailure.badInput("'%s' is not json, yaml, name or dir:PATH".formatted(form));
    }
    List<ChosenStack> stacks = arguments.stacks(arguments.origins(this), this::membersIfAny);
    stacks.forEach(chosen -> tell(chosen.warnings()));
    List<StackUnit> units = stacks.stream().flatMap(chosen -> chosen.units().stream()).toList();
    switch (form) {
      case "json" -> out().println(Documents.json(document(stacks)));
      case "yaml" -> out().println(yaml(document(stacks)));
      case "name" -> units.forEach(unit -> out().println(unit.name()));
      case "" -> print(units);
      default -> write(units, form.substring(DIRECTORY.length()));
    }
    return ExitCode.OK;
  }

  /** The document of a stack, or a list of several. */
  private static Object document(List<ChosenStack> stacks) {
    List<StackDocument> documents = stacks.stream().map(StackDocument::of).toList();
    return documents.size() == 1 ? documents.getFirst() : documents;
  }

  /** As YAML, or as JSON, which is YAML too, where a text has characters that YAML loses. */
  static String yaml(Object document) {
    String yaml = Documents.yaml(document);
    String json = Documents.json(document);
    return StackDocument.areSame(yaml, json) ? yaml : json;
  }

  private void print(List<StackUnit> units) {
    Map<String, CarriedFile> carried = new LinkedHashMap<>();
    String separator = "";
    for (StackUnit unit : units) {
      out().print(separator);
      out().println("# %s, from %s".formatted(unit.name(), unit.source()));
      printText(unit.content().file().text());
      unit.content().files().forEach(file -> carried.put(file.path(), file));
      separator = System.lineSeparator();
    }
    for (CarriedFile file : carried.values()) {
      out().println();
      out().println("# file %s, mode %04o".formatted(file.path(), file.mode()));
      printText(file.text());
    }
  }

  private void printText(String text) {
    out().print(text);
    if (!text.endsWith("\n")) {
      out().println();
    }
  }

  private void write(List<StackUnit> units, String to) throws IOException {
    if (to.isEmpty()) {
      throw CommandFailure.badInput("'-o dir:' names no directory; write for instance -o dir:out");
    }
    Path directory = Path.of(to);
    for (StackUnit unit : units) {
      UnitContent content = unit.content();
      writeFile(directory, Path.of(unit.name().text()), content.file().text());
      for (CarriedFile file : content.files()) {
        writeFile(directory, Path.of("files" + file.path()), file.text());
      }
    }
    err().println("%d units written to %s".formatted(units.size(), directory));
  }

  private static void writeFile(Path directory, Path name, String text) throws IOException {
    Path root = directory.toAbsolutePath().normalize();
    Path file = root.resolve(name).normalize();
    if (!file.startsWith(root)) {
      throw CommandFailure.badInput("'%s' leads out of %s".formatted(name, directory));
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** The forms that are a single word. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("json", "yaml", "name").iterator();
    }
  }
}
