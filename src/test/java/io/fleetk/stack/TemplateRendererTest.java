package io.fleetk.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateRendererTest {
  private static final Map<String, Object> VALUES = values();

  @Test
  void leavesTextAlone() throws Refusal {
    String text = "[Service]\nExecStart=/bin/sh -c \"a <b> & 'c' ${D} %i\" \\\n  --x\n\n\n# é 世\n";

    assertThat(render(text)).isEqualTo(text);
    assertThat(render(text.replace("\n", "\r\n"))).isEqualTo(text.replace("\n", "\r\n"));
    assertThat(render("")).isEmpty();
  }

  @Test
  void escapesNothingAndEatsNoNewline() throws Refusal {
    assertThat(render("A={{ special }}\nB={{ name }}\n")).isEqualTo("A=<&\"'>\nB=api\n");
  }

  @Test
  void leavesNoTraceOfTagsOnTheirOwnLines() throws Refusal {
    assertThat(
            render(
                """
                ExecStart=/bin/a \\
                  {# every server #}
                  {% for server in servers %}
                  --server={{ server }} \\
                  {% endfor %}
                {% if on %}
                  --on \\
                {% else %}
                  --off \\
                {% endif %}
                  --end
                """))
        .isEqualTo(
            "ExecStart=/bin/a \\\n  --server=one \\\n  --server=two \\\n  --on \\\n  --end\n");
  }

  @Test
  void leavesNoTraceOfALineOfSeveralTags() throws Refusal {
    assertThat(render("a\n  {% if on %} {% set x = 1 %}{# c #} \nb{{ x }}\n {% endif %}\t\nc"))
        .isEqualTo("a\nb1\nc");
    assertThat(render("{% if on %}\na\n{% endif %}")).isEqualTo("a\n");
    assertThat(render("{% set list = [\n  1,\n  2\n] %}\n{{ list | join('-') }}\n"))
        .isEqualTo("1-2\n");
    assertThat(render("{% if on %}\r\na\r\n{% endif %}\r\nb")).isEqualTo("a\r\nb");
  }

  @Test
  void keepsTheBlanksAroundTagsWithinALine() throws Refusal {
    assertThat(render("a {% if on %} b {% endif %} c\n")).isEqualTo("a  b  c\n");
    assertThat(render("{% if on %}a{% endif %}\nb")).isEqualTo("a\nb");
    assertThat(render("{{ name }}\n\n{{ name }}\n")).isEqualTo("api\n\napi\n");
    assertThat(render("{{ name }} {% if on %}\n{% endif %}b")).isEqualTo("api \nb");
  }

  @Test
  void isNotFooledByTheEndsOfTagsInStrings() throws Refusal {
    assertThat(render("{{ '}}' }}{{ \"%}\" }}\n{% set x = '%}' %}\n{{ x }}")).isEqualTo("}}%}\n%}");
    assertThat(render("{% set m = {'a': {'b': 'c'}} %}\n{{ m.a.b }}")).isEqualTo("c");
  }

  @Test
  void printsVerbatimToTheLetter() throws Refusal {
    assertThat(
            render(
                """
                {% verbatim %}
                  docker ps --format '{{.ID}}' {% raw %} {# no #} {{{x}}}
                {% endverbatim %}
                b{% verbatim %} {{ {% endverbatim %}c
                """))
        .isEqualTo("  docker ps --format '{{.ID}}' {% raw %} {# no #} {{{x}}}\nb {{ c\n");
  }

  @Test
  void walksOverMappingsInTheirOrder() throws Refusal {
    assertThat(
            render(
                "{% for e in etcd %}{{ e.key }}={{ e.value }}{% if not loop.last %},{% endif %}"
                    + "{% endfor %}"))
        .isEqualTo("endpoints=http://a:2379,prefix=/x");
  }

  @ParameterizedTest
  @CsvSource({
    "v1.27.0,1.27,true",
    "v1.26.9,1.27,false",
    "1.27,1.27.0,true",
    "v1.27.0-rc.1,1.27,true",
    "v1.21.2+k3s1,1.21.2,true",
    "v1.9.0,1.10,false",
    "v2,1.99,true"
  })
  void comparesVersionsByTheirNumbers(String version, String least, boolean isAtLeast)
      throws Refusal {
    assertThat(
            render(
                "{%% if '%s' | atLeast('%s') %%}true{%% else %%}false{%% endif %%}"
                    .formatted(version, least)))
        .isEqualTo(String.valueOf(isAtLeast));
  }

  @Test
  void printsAnythingAsJson() throws Refusal {
    assertThat(render("{{ etcd | json }} {{ servers | json }} {{ on | json }} {{ name | json }}"))
        .isEqualTo(
            "{\"endpoints\":\"http://a:2379\",\"prefix\":\"/x\"} [\"one\",\"two\"] true \"api\"");
  }

  @Test
  void countsInLoops() throws Refusal {
    assertThat(
            render(
                """
                {% set masters = 0 %}
                {% for machine in machines %}
                {% if machine.metadata.role | default('') == 'master' %}
                {% set masters = masters + 1 %}
                {% endif %}
                {% endfor %}
                Instances={{ masters }} of {{ machines | having("role=master") | length }}
                """))
        .isEqualTo("Instances=2 of 2\n");
  }

  @Test
  void knowsWhetherTheListOfMachinesWasAskedFor() throws Refusal {
    TemplateRenderer renderer = new TemplateRenderer(VALUES);

    assertThat(renderer.render("a", "{{ machines | length }}").usesMachines()).isTrue();
    assertThat(renderer.render("a", "{{ name }} machines").usesMachines()).isFalse();
  }

  @Test
  void knowsTheLineThatEachLineCameFrom() throws Refusal {
    String template =
        """
        [Service]
        {% for server in servers %}
        # {{ server }}
          Environment=A={{ server }}
        {% endfor %}
        {# a
        long comment #}
        {{ twoLines }} x
        {% verbatim %}
        {{y}}
        {% endverbatim %}
        {% macro m(a) %}
        in {{ a }}
        {% endmacro %}
        end {{ m(1) }}
        """;
    RenderedText rendered = new TemplateRenderer(VALUES).render("a", template);

    assertThat(rendered.text().lines())
        .containsExactly(
            "[Service]",
            "# one",
            "  Environment=A=one",
            "# two",
            "  Environment=A=two",
            "first",
            "second x",
            "{{y}}",
            "end in 1",
            "");
    assertThat(rendered.sourceLines()).startsWith(1, 3, 4, 3, 4, 8, 8, 10, 15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{{ nmae }}~no value 'nmae' is defined~did you mean 'name'?",
        "{{ etcd.endpoint }}~no value 'endpoint' is defined~did you mean 'etcd.endpoints'?",
        "{{ nothingLikeIt }}~no value 'nothingLikeIt' is defined~define it in stack.yaml",
        "{% if onn %}{% endif %}~no value 'onn' is defined~did you mean 'on'?",
        "{% if etcd.nope.x %}{% endif %}~no value 'nope' is defined~``",
        "{% for s in serverz %}{% endfor %}~no value 'serverz' is defined~did you mean 'servers'?",
        "{{ null }}~no value to print (it is null)~``",
        "{% set x = null %}{{ x }}~no value to print (it is null)~``",
        "{% if null %}{% endif %}~no value to decide by (it is null)~``",
        "{% if on and null %}{% endif %}~null~``",
        "{% for s in null %}{% endfor %}~nothing to walk over (it is null)~``",
        "{% macro m() %}{{ null }}{% endmacro %}{{ m() }}~no value to print (it is null)~``",
        "{{ servers }}~a list cannot be printed~``",
        "{{ etcd }}~a mapping cannot be printed~``",
        "{% if on %}~endif~``",
        "{% include \"/etc/passwd\" %}~Unexpected tag name \"include\"~``",
        "{{ i18n(\"a\", \"b\") }}~Function or Macro [i18n] does not exist~``",
        "`ExecStart={{ name\n`~the template ends within a tag~``",
        "{% if on~ends within a tag~``",
        "{{ name|nofilter }}~Filter [nofilter] does not exist~``",
        "{{ name ~ends within a tag~``",
        "{% verbatim %} x~Unclosed verbatim~``",
        "{{ machines | having(\"role\") }}~machines | having(\"role=master\")~``",
        "{{ name.getClass() }}~getClass~``",
        "{% if on %}{{ fail('give ' + name) }}{% endif %}~give api~``",
        "{{ fail() }}~fail(\"no port given\")~``",
        "{{ null | json }}~no value to print (it is null)~``",
        "{% if name | atLeast('1.2') %}{% endif %}~'api' is no version like v1.34.2~``",
        "{% if '1.2' | atLeast(name) %}{% endif %}~'api' is no version like v1.34.2~``",
        "{% for i in range(1, 10000000) %}long{% endfor %}~prints more than the 524,288 bytes~loop",
      })
  void refusesWithTheLine(String template, String reason, String suggestion) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(
            () -> new TemplateRenderer(VALUES).render("units/a.service.peb", "\n\n" + template))
        .satisfies(
            refusal -> {
              assertThat(refusal.finding().file()).isEqualTo("units/a.service.peb");
              assertThat(refusal.finding().line()).isIn(0, 3);
              assertThat(refusal.finding().reason()).contains(reason);
              assertThat(refusal.finding().suggestion()).contains(suggestion);
              assertThat(refusal.getMessage()).doesNotContain("\n");
            });
  }

  @Property
  void textWithoutTagsIsPrintedToTheLetter(
      @ForAll @Chars({'{', '}', ' ', '\n', 'a', '\\', '"', '\'', '=', '\r'}) String text)
      throws Refusal {
    if (!text.contains("{{")) {
      assertThat(render(text)).isEqualTo(text);
    }
  }

  @Property
  void verbatimIsPrintedToTheLetter(
      @ForAll @Chars({'{', '}', ' ', 'a', '%', '#', '-', '\''}) String text) throws Refusal {
    assertThat(render("x{% verbatim %}" + text + "{% endverbatim %}x")).isEqualTo("x" + text + "x");
  }

  private static String render(String template) throws Refusal {
    return new TemplateRenderer(VALUES).render("units/a.service.peb", template).text();
  }

  private static Map<String, Object> values() {
    Map<String, Object> etcd = new LinkedHashMap<>();
    etcd.put("endpoints", "http://a:2379");
    etcd.put("prefix", "/x");
    return Map.of(
        "name",
        "api",
        "special",
        "<&\"'>",
        "on",
        true,
        "servers",
        List.of("one", "two"),
        "twoLines",
        "first\nsecond",
        "etcd",
        etcd,
        "machines",
        List.of(
            Map.of("id", "1", "metadata", Map.of("role", "master")),
            Map.of("id", "2", "metadata", Map.of("role", "node")),
            Map.of("id", "3", "metadata", Map.of("role", "master")),
            Map.of("id", "4", "metadata", Map.of())));
  }
}
