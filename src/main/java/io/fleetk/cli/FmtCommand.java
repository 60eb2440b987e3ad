package io.fleetk.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.fleetk.stack.Formatting;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk fmt}: formats unit files, templates and stack files. */
@Command(
    name = "fmt",
    header = "Format unit files, templates and stack.yaml.",
    description = {
      "Rewrites the unit files, templates and stack.yaml of a stack's directory in their usual form,",
      "and prints the names of those that changed. Only blanks and blank lines change, and those only",
      "where nobody reads them: no unit's hash changes, no value, nothing that systemd sees. '-'",
      "formats standard input to standard output. Without anything it is the current directory.",
      "",
      "Exits 2 when a file cannot be read; such files are left as they are, the others formatted."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk fmt units/",
      "  fleetk fmt --check units/    exits 3 when there is something to format",
      "  fleetk fmt --diff units/"
    })
final class FmtCommand extends FleetkCommand {
  private static final int CONTEXT_LINES = 3;

  @Parameters(
      arity = "0..*",
      paramLabel = "DIR|FILE|-",
      description = "stack directories, unit files, templates or stack.yamls; or - alone")
  private List<String> places = new ArrayList<>();

  @Option(
      names = "--check",
      description = "change nothing, list what is not formatted, and exit 3 when there is any")
  private boolean check;

  @Option(names = "--diff", description = "change nothing, and show what would change")
  private boolean diff;

  @Override
  public Integer call() throws StackException, IOException {
    if (places.contains(StackArguments.STANDARD_INPUT)) {
      return formatInput();
    }
    List<Path> paths =
        places.isEmpty() ? List.of(Path.of(".")) : places.stream().map(Path::of).toList();
    Formatting formatting = Formatting.of(paths);
    List<Formatting.File> changed =
        formatting.files().stream().filter(Formatting.File::changes).toList();
    for (Formatting.File file : changed) {
      tell(file.path().toString(), file.before(), file.after());
      if (!check && !diff) {
        write(file);
      }
    }
    out().flush();
    formatting.findings().forEach(err()::println);
    if (!formatting.findings().isEmpty()) {
      throw CommandFailure.badInput(
          "%s could not be formatted, see above"
              .formatted(Plural.of(formatting.findings().size(), "file")));
    }
    return check && !changed.isEmpty() ? ExitCode.DIFFERENCES : ExitCode.OK;
  }

  private int formatInput() throws IOException {
    if (places.size() > 1) {
      throw CommandFailure.badInput("'-' stands alone: it formats standard input to output");
    }
    String text = StackArguments.standardInput(this);
    String formatted;
    try {
      formatted = Formatting.ofText(text);
    } catch (StackException e) {
      throw CommandFailure.badInput(e.findings().getFirst().toString());
    }
    boolean changes = !formatted.equals(text);
    if (!check && !diff) {
      out().print(formatted);
    } else if (changes) {
      tell(StackOrigin.STANDARD_INPUT, text, formatted);
    }
    return check && changes ? ExitCode.DIFFERENCES : ExitCode.OK;
  }

  private void tell(String file, String before, String after) {
    if (!diff) {
      out().println(file);
      return;
    }
    List<String> old = lines(before);
    UnifiedDiffUtils.generateUnifiedDiff(
            file, file, old, DiffUtils.diff(old, lines(after)), CONTEXT_LINES)
        .forEach(out()::println);
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String last = lines.removeLast();
    if (!last.isEmpty()) {
      lines.add(last + "\n\\ No newline at end of file");
    }
    return lines;
  }

  /** All or nothing: a file is never left half written. */
  private static void write(Formatting.File file) throws IOException {
    Path real = file.path().toRealPath();
    Path beside = Files.createTempFile(real.getParent(), "." + real.getFileName(), ".fmt");
    try {
      // Its owner and its permissions stay.
      Files.copy(
          real, beside, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(beside, file.after());
      Files.move(beside, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
