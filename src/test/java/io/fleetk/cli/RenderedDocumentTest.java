package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.stack.ChosenStack;
import io.fleetk.stack.StackDocument;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackGathering;
import io.fleetk.stack.StackOrigin;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is rendered into a document comes out of it to the letter. */
class RenderedDocumentTest {
  @Property(tries = 2000)
  void textsComeOutAsTheyWentIn(@ForAll("texts") String text) throws StackException {
    var unit =
        new StackDocument.Unit(
            "a.service",
            "a",
            "launched",
            "a.service",
            "[Service]\nExecStart=/bin/a \\\n  --b\n\n[X-Fleetk]\nFile=/etc/a files/a 0644\n",
            List.of(new StackDocument.CarriedText("/etc/a", "0644", text)));
    var document = new StackDocument("s", Optional.empty(), List.of(unit), 1);

    for (String printed : List.of(Documents.json(document), RenderCommand.yaml(document))) {
      List<ChosenStack> read =
          StackGathering.gather(List.of(new StackOrigin.Document(printed)), List.of());

      assertThat(read.getFirst().stack().units().getFirst().content().files().getFirst().text())
          .as(printed)
          .isEqualTo(text);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> odd =
        Arbitraries.of(
            " ",
            "  ",
            "\n",
            "\n\n",
            "\t",
            "\r",
            "\r\n",
            "#",
            " #",
            ": ",
            "- ",
            "'",
            "\"",
            "\\",
            "---\n",
            "...\n",
            "count: 1\n",
            "0644",
            "~",
            "{",
            "[",
            "%",
            "@",
            "|",
            ">",
            "é",
            "世",
            "\u0085",
            "\u2028",
            "\u00a0",
            "\uFEFF",
            "\u0007",
            "😀",
            "true",
            "null",
            "!x",
            "&a",
            "*a");
    Arbitrary<String> words = Arbitraries.strings().alpha().ofMaxLength(5);
    return Arbitraries.oneOf(odd, words).list().ofMaxSize(12).map(parts -> String.join("", parts));
  }
}
