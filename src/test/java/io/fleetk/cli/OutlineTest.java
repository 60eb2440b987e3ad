package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.completion.Candidate;
import io.fleetk.completion.Completer;
import io.fleetk.completion.Outline;
import io.fleetk.completion.Shell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Completing by the outline of the commands, beside completing by the commands themselves. */
class OutlineTest {
  private static final List<String> OUTLINE = Outline.of(commands()).lines().toList();

  private static CommandLine commands() {
    return Main.commandLine(Desk.surroundings(), new Errors(new PrintWriter(new StringWriter())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sta",
        "",
        "status ",
        "status -",
        "status --out",
        "status -o ",
        "status -o j",
        "apply --",
        "apply units/ --prune=",
        "apply --only a,",
        "get ",
        "get units ",
        "describe machine ",
        "machine ",
        "machine set ",
        "machine set m1 ",
        "wait kubelet --for=",
        "scale ",
        "restart ",
        "restart --machine ",
        "destroy ",
        "start ",
        "ssh ",
        "ssh m1 --",
        "context use ",
        "help ",
        "help machine ",
        "pki init --key-type ",
        "secret rm ",
        "completion ",
        "dev break ",
        "--color ",
        "--co",
        "nothing "
      })
  void answersTheSame(String typed) {
    List<String> words = List.of(typed.split(" ", -1));

    assertThat(answers(Outline.read(OUTLINE, words), words))
        .containsExactlyInAnyOrderElementsOf(answers(commands(), words));
  }

  @Test
  void namesAllCommandsThatAreNotHidden() {
    assertThat(Outline.commands(OUTLINE))
        .containsExactlyInAnyOrderElementsOf(CompleteCommand.commands());
  }

  private static List<String> answers(CommandLine line, List<String> words) {
    var completer = new Completer(line, kind -> List.of(new Candidate(kind.name(), "one")));
    return Shell.ZSH.answer(completer, words, "");
  }
}
