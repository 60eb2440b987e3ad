package io.fleetk.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetExpressionTest {
  private final Map<String, Object> values = new LinkedHashMap<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=b|{a=b}",
        "a=b,c=d|{a=b, c=d}",
        "a.b.c=d|{a={b={c=d}}}",
        "a={x,y}|{a=[x, y]}",
        "a={}|{a=[]}",
        "a={x,y},b=c|{a=[x, y], b=c}",
        "a[0]=x,a[1]=y|{a=[x, y]}",
        "a[0].b=c|{a=[{b=c}]}",
        "a[1][0]=x|{a=[null, [x]]}",
        "a=x\\,y|{a=x,y}",
        "a\\.b=c|{a.b=c}",
        "a=|{a=}",
        "a=b=c|{a=b=c}",
        "a=http://x:1/|{a=http://x:1/}"
      })
  void readsHelmsSyntax(String expression, String expected) throws Refusal {
    SetExpression.apply(expression, values);

    assertThat(values).hasToString(expected);
  }

  @Test
  void givesValuesTheirTypes() throws Refusal {
    SetExpression.apply("a=1,b=true,c=false,d=1.5,e=007,f=-3,g=0,h=yes,i={1,x}", values);

    assertThat(values)
        .containsEntry("a", 1L)
        .containsEntry("b", true)
        .containsEntry("c", false)
        .containsEntry("d", "1.5")
        .containsEntry("e", "007")
        .containsEntry("f", -3L)
        .containsEntry("g", 0L)
        .containsEntry("h", "yes")
        .containsEntry("i", List.of(1L, "x"));
  }

  @Test
  void removesByNull() throws Refusal {
    values.put("a", new LinkedHashMap<>(Map.of("b", 1)));

    SetExpression.apply("a.b=null,a.c=1", values);

    assertThat(values).hasToString("{a={c=1}}");
  }

  @Test
  void changesOneItemOfAList() throws Refusal {
    values.put("a", new ArrayList<>(List.of("x", "y")));

    SetExpression.apply("a[1]=z", values);

    assertThat(values).hasToString("{a=[x, z]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "=b",
        "a.=b",
        "a[x]=b",
        "a[-1]=b",
        "a[99999999]=b",
        "a[0=b",
        "a={x",
        "s.t=1",
        "s[0]=1",
        "a={x}y",
        "a..b=c"
      })
  void refusesWhatHelmRefuses(String expression) {
    values.put("s", "text");

    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> SetExpression.apply(expression, values))
        .withMessageStartingWith("--set: '" + expression + "': ");
  }
}
