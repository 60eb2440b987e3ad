package io.fleetk.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.unit.SameReading;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitParseException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormattingTest {
  private static final TemplateRenderer TEMPLATES =
      new TemplateRenderer(
          Map.of("yes", true, "no", false, "name", "a b", "none", List.of(), "two", List.of(1, 2)));

  @Test
  void laysAUnitOut() throws Refusal {
    assertThat(
            UnitLayout.ofUnit(
                "a.service",
                """


                # What it is.
                [Unit] \s
                \s
                Description = A  b\t
                  After=c.service


                Wants =  d.service
                # Of the service.
                [Service]
                ExecStart = /bin/a  \\
                    --b   \\
                  --c\s\s
                # A comment  \s

                \t; another
                Restart= always
                [Install]
                WantedBy=multi-user.target


                """))
        .isEqualTo(
            """
            # What it is.
            [Unit]
            Description=A  b
            After=c.service

            Wants=d.service

            # Of the service.
            [Service]
            ExecStart=/bin/a  \\
                --b   \\
              --c\s\s
            # A comment

            ; another
            Restart=always

            [Install]
            WantedBy=multi-user.target
            """);
    assertThat(UnitLayout.ofUnit("a.service", "[Service]\r\nA = b\r\n"))
        .isEqualTo("[Service]\nA=b\n");
    assertThat(UnitLayout.ofUnit("a.service", "[Service]\nA=b")).isEqualTo("[Service]\nA=b\n");
  }

  @Test
  void changesNothingWithinTagsNorWhereTheyLeaveThingsOpen() throws Refusal {
    String template =
        """
        {# A  comment. #}

        [Service]
        ExecStart = {{ name   }}  \\
          {% for n in  two %}
          -{{ n }} \\
          {% endfor %}
           --end
        A  =  1
        {% if yes %}
        B =  {{ name }}
        C = x \\
        {% endif %}
          D = maybe
        E = 2
        [Install]
        {% verbatim %}
        F = {{  3
        {% endverbatim %}
        G = 4 {% if yes %} {% endif %}
        """;

    assertThat(UnitLayout.ofTemplate("a.service.peb", template))
        .isEqualTo(
            template
                .replace("ExecStart = ", "ExecStart=")
                .replace("A  =  1", "A=1")
                .replace("B =  {", "B={")
                .replace("C = x", "C=x")
                .replace("E = 2\n", "E=2\n\n")
                .replace("G = 4", "G=4"));
    assertThat(UnitLayout.ofTemplate("a.service.peb", "[Service]\nA = {{- name }}\nB = c\n"))
        .isEqualTo("[Service]\nA = {{- name }}\nB = c\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[Service]\n{{ a", "[S]\n{% if a %}\n", "[S]\n{% endif %}\n", "{% verbatim %}"})
  void refusesTemplatesThatCannotBeRead(String text) {
    assertThatThrownBy(() -> UnitLayout.ofTemplate("a.service.peb", text))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("a.service.peb:");
  }

  @Property(tries = 2000)
  void formattingIsIdempotentAndChangesNoHash(@ForAll("units") String text)
      throws Refusal, UnitParseException {
    String once = UnitLayout.ofUnit("a.service", text);

    assertThat(UnitLayout.ofUnit("a.service", once)).isEqualTo(once);
    assertThat(SameReading.of(text, once)).as(once).isTrue();
    try {
      UnitContent before = UnitContent.of(UnitFile.parse(text));
      UnitContent after = UnitContent.of(UnitFile.parse(once));
      assertThat(after.unitHash()).isEqualTo(before.unitHash());
      assertThat(after.runHash()).isEqualTo(before.runHash());
    } catch (UnitParseException e) {
      // What fleet cannot read is not formatted by the command, and has no hash.
    }
  }

  @Property(tries = 2000)
  void templatesRenderToTheSameUnits(@ForAll("templates") String text) {
    String once;
    String before;
    try {
      once = UnitLayout.ofTemplate("a.service.peb", text);
      before = TEMPLATES.render("a.service.peb", text).text();
    } catch (Refusal e) {
      return;
    }
    try {
      assertThat(UnitLayout.ofTemplate("a.service.peb", once)).isEqualTo(once);
      String after = TEMPLATES.render("a.service.peb", once).text();
      assertThat(SameReading.of(before, after)).as(once + "\n--- from\n" + text).isTrue();
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void laysAStackFileOutAndKeepsItsTexts() throws Refusal {
    String text =
        "\n\n# The stack.  \nname:   a\t\n\n\n\nvalues:\r\n  text: |\n    one  \n\n\n    two\n  b: 1   # why\n\n\n";

    assertThat(YamlLayout.of("stack.yaml", text))
        .isEqualTo(
            "# The stack.\nname:   a\n\nvalues:\n  text: |\n    one  \n\n\n    two\n  b: 1   # why\n");
  }

  @Test
  void aBlockThatBeginsWithinALineMakesOneLineOfTwo() throws Refusal {
    String text = "A = last{% if no %}\n[Unit]\n{% endif %}\n  [Service] \nB = c\n";

    assertThat(UnitLayout.ofTemplate("a.service.peb", text))
        .isEqualTo("A=last{% if no %}\n[Unit]\n{% endif %}\n  [Service] \nB=c\n");
  }

  @Property(tries = 500)
  void stackFilesKeepTheirValues(@ForAll("yamls") String text) {
    YamlDocument before;
    try {
      before = YamlDocument.parse("stack.yaml", text);
    } catch (Refusal e) {
      return;
    }
    try {
      String once = YamlLayout.of("stack.yaml", text);
      assertThat(YamlLayout.of("stack.yaml", once)).isEqualTo(once);
      assertThat(YamlDocument.parse("stack.yaml", once).root()).isEqualTo(before.root());
    } catch (Refusal e) {
      throw new AssertionError(text, e);
    }
  }

  @Test
  void theUnitsOfThisRepositoryAreFormatted() {
    Formatting units = Formatting.of(List.of(Path.of("units")));

    assertThat(units.findings()).isEmpty();
    assertThat(units.files()).hasSizeGreaterThan(10).noneMatch(Formatting.File::changes);
  }

  @Provide
  Arbitrary<String> units() {
    return lines(
        "[Unit]\n",
        "  [Service] \t\n",
        "[Unit]\r\n",
        "[ Odd ]\n",
        "A=b\n",
        " A = b c  \n",
        "Exec = /a \\\n",
        "Exec = \\\n",
        "  --b  \\\n",
        "Path=C:\\\\\n",
        "X = y \\ \n",
        "# comment \n",
        "  ; comment \\\n",
        "# c \\ \n",
        "\n",
        "  \t\n",
        "\n",
        "Empty = \n",
        "A=b\r\n",
        "C = d \\\r\n",
        "D = e=f \"g h\"\n",
        "no option\n",
        "[Install]\n",
        "A = last",
        "A = last \\");
  }

  @Provide
  Arbitrary<String> templates() {
    return lines(
        "[Unit]\n",
        "  [Service] \n",
        "A = b \n",
        " B = c d\n",
        "Exec = /a \\\n",
        "  --b  \\\n",
        "\n",
        "  \n",
        "# comment \n",
        "E = {{ name }} \n",
        "F =  {{ name }} \\\n",
        "  {% if yes %}\n",
        "{% if no %}\n",
        "{% else %}\n",
        "{% endif %}\n",
        "{% if yes -%}\n",
        "{%- endif %}\n",
        "{% for n in two %}\n",
        "{% for n in none %}\n",
        "{% endfor %}\n",
        "G = x{% if no %} y \\{% endif %}\n",
        "H = x \\{% if no %} y{% endif %}\n",
        "I = x{% for n in two %} \\\n  {{ n }}{% endfor %}\n",
        "{{ name }} = z\n",
        "{# a comment #}\n",
        "{% verbatim %}\nJ = {{ 1\n{% endverbatim %}\n",
        "K = l {{- name -}}\n",
        "[Install]\n",
        "A = last");
  }

  @Provide
  Arbitrary<String> yamls() {
    return lines(
        "a: 1  \n",
        "b:\n",
        "  c: |\n",
        "  d: >-\n",
        "    text  \n",
        "   more \n",
        "\n",
        "  \n",
        "\n",
        "# comment  \n",
        "e: \"x  \n",
        "  y\"\n",
        "f: [1,  \n",
        "  2]\n",
        "g: plain\n",
        "  goes on  \n",
        "h: 'z'\r\n");
  }

  private static Arbitrary<String> lines(String... lines) {
    return Arbitraries.of(lines).list().ofMaxSize(14).map(all -> String.join("", all));
  }
}
