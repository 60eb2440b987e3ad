package io.fleetk.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command's help as a manual page, in the man macros of roff (man(7)): the same words as in
 * {@code --help}, for {@code man fleetk-apply}.
 */
final class ManPage {
  /** Two columns of blanks or more: where an example's explanation begins. */
  private static final Pattern EXAMPLE = Pattern.compile(" {2}(\\S.*?)(?: {2,}(\\S.*))?");

  private final CommandSpec command;
  private final StringBuilder roff = new StringBuilder();

  private ManPage(CommandSpec command) {
    this.command = command;
  }

  /** The page's name, such as {@code fleetk-machine-rm}. */
  static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  /** A command's page. */
  static String of(CommandLine command) {
    return new ManPage(command.getCommandSpec()).written();
  }

  private String written() {
    line(".TH %s 1 \"\" \"%s\" \"fleetk manual\"".formatted(quoted(title()), quoted(version())));
    // No hyphenation, no stretched lines: what stands here is typed.
    line(".nh");
    line(".ad l");
    section("NAME");
    line("%s \\- %s".formatted(text(name(command)), text(header(command))));
    section("SYNOPSIS");
    synopsis();
    section("DESCRIPTION");
    description();
    positionals();
    options("OPTIONS", ownOptions());
    if (command.parent() != null) {
      line(".P");
      line("Which fleet, and how it is reached: see the options in");
      line(".BR fleetk (1).");
    }
    commands();
    footer();
    seeAlso();
    return roff.toString();
  }

  private String title() {
    return name(command).toUpperCase(java.util.Locale.ROOT);
  }

  private static String version() {
    return new Version().getVersion()[0];
  }

  private static String header(CommandSpec command) {
    return String.join(" ", command.usageMessage().header()).replaceFirst("\\.$", "");
  }

  private void synopsis() {
    Help help = new Help(command, Help.defaultColorScheme(Ansi.OFF));
    String synopsis = help.synopsis(0).strip().replaceAll("\\s+", " ");
    String words = command.qualifiedName(" ");
    line(".B " + text(words));
    line(text(synopsis.startsWith(words) ? synopsis.substring(words.length()).strip() : synopsis));
  }

  private void description() {
    String[] description = command.usageMessage().description();
    if (description.length == 0) {
      line(text(header(command) + "."));
    }
    for (String paragraph : description) {
      line(text(formatted(paragraph)));
    }
  }

  private void positionals() {
    List<PositionalParamSpec> shown =
        command.positionalParameters().stream().filter(one -> !one.hidden()).toList();
    if (shown.isEmpty()) {
      return;
    }
    section("ARGUMENTS");
    for (PositionalParamSpec one : shown) {
      line(".TP");
      line(".I " + text(one.paramLabel() + (one.arity().max() > 1 ? "..." : "")));
      line(text(described(one)));
    }
  }

  private List<OptionSpec> ownOptions() {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .filter(option -> command.parent() == null || !option.inherited() || option.usageHelp())
        .toList();
  }

  private void options(String heading, List<OptionSpec> options) {
    if (options.isEmpty()) {
      return;
    }
    section(heading);
    for (OptionSpec option : options) {
      List<String> names = new ArrayList<>();
      for (String name : option.names()) {
        names.add("\\fB" + text(name) + "\\fR");
      }
      line(".TP");
      line(String.join(", ", names) + value(option));
      line(text(described(option)));
    }
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    String label = "\\fI" + text(option.paramLabel()) + "\\fR";
    return option.arity().min() == 0 ? "[=" + label + "]" : "=" + label;
  }

  private static String described(ArgSpec argument) {
    return formatted(String.join(" ", argument.description()));
  }

  private void commands() {
    List<CommandLine> below =
        command.subcommands().values().stream()
            .filter(one -> !one.getCommandSpec().usageMessage().hidden())
            .toList();
    if (below.isEmpty()) {
      return;
    }
    section("COMMANDS");
    if (command.parent() != null) {
      below.forEach(this::command);
      return;
    }
    for (CommandGroups group : CommandGroups.values()) {
      line(".SS " + text(group.heading()));
      group.commands().stream()
          .map(command.subcommands()::get)
          .filter(below::contains)
          .forEach(this::command);
    }
    line(".SS Topics");
    for (HelpTopic topic : HelpTopic.values()) {
      line(".TP");
      line(".B " + text("fleetk help " + topic.word()));
      line(text(topic.header()));
    }
  }

  private void command(CommandLine below) {
    line(".TP");
    line(".BR " + text(name(below.getCommandSpec())) + " (1)");
    line(text(header(below.getCommandSpec())));
  }

  /** The examples, as they are typed, and whatever follows them. */
  private void footer() {
    String[] lines = command.usageMessage().footer();
    if (lines.length == 0) {
      return;
    }
    section("EXAMPLES");
    boolean open = false;
    for (String one : lines) {
      Matcher example = EXAMPLE.matcher(formatted(one));
      if (!example.matches()) {
        if (!one.isBlank()) {
          line(open ? text(formatted(one)) : ".P\n" + text(formatted(one)));
          open = true;
        }
        continue;
      }
      open = false;
      line(".TP");
      line(".B " + text(example.group(1)));
      line(example.group(2) == null ? "\\&" : text(example.group(2)));
    }
  }

  private void seeAlso() {
    section("SEE ALSO");
    List<String> pages = new ArrayList<>();
    CommandSpec above = command.parent();
    if (above == null) {
      pages.add("fleetk-help");
    }
    while (above != null) {
      pages.add(name(above));
      above = above.parent();
    }
    for (int i = 0; i < pages.size(); i++) {
      line(".BR %s (1)%s".formatted(text(pages.get(i)), i + 1 < pages.size() ? "," : ""));
    }
  }

  private void section(String heading) {
    line(".SH " + heading);
  }

  private void line(String line) {
    roff.append(line).append('\n');
  }

  /**
   * What picocli's formatting makes of a text: {@code %n}, {@code %%} and {@code $$} are written so
   * there.
   */
  private static String formatted(String text) {
    return text.replace("%%", "%").replace("%n", " ").replace("$$", "$");
  }

  private static String quoted(String text) {
    return text.replace("\"", "\"\"");
  }

  /** A text that roff prints as it stands. */
  private static String text(String text) {
    String escaped =
        text.replace("\\", "\\e")
            .replace("-", "\\-")
            .replace("'", "\\(aq")
            .replace("`", "\\(ga")
            .replace("^", "\\(ha")
            .replace("~", "\\(ti");
    return escaped.startsWith(".") ? "\\&" + escaped : escaped;
  }
}
