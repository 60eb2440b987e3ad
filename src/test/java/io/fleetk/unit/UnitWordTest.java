package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitWordTest {
  /** As bash 5 expanded them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello.service       | hello.service
          web@{1..3}.service  | web@1.service web@2.service web@3.service
          web@{3..1}          | web@3 web@2 web@1
          web@{08..10}        | web@08 web@09 web@10
          web@{1..7..3}       | web@1 web@4 web@7
          web@{-1..1}         | web@-1 web@0 web@1
          web@{a..c}          | web@a web@b web@c
          {a,b}@{1,2}.socket  | a@1.socket a@2.socket b@1.socket b@2.socket
          web@{1,}            | web@1 web@
          x{a{1..2},b}y       | xa1y xa2y xby
          web@{1}             | web@{1}
          web@{}              | web@{}
          web@{1..b}          | web@{1..b}
          web@{1,2            | web@{1,2
          {x}{1,2}            | {x}1 {x}2
          """)
  void expandsBracesAsAShellDoes(String word, String expanded) {
    assertThat(UnitWord.of(word)).map(UnitWord::typed).containsExactly(expanded.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource({
    "hello, hello.service",
    "hello.service, hello.service",
    "kube.socket, kube.socket",
    "kubernetes-1.30, kubernetes-1.30.service",
    "units/hello, hello.service",
    "./web@1, web@1.service",
    "web@*, web@*.service",
    "web.*, web.*",
  })
  void isAServiceUnlessItSaysOtherwise(String word, String name) {
    assertThat(new UnitWord(word).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "web@*, web@1.service, true",
    "web@*, web@.service, true",
    "web@*, web@1.socket, false",
    "web@*.*, web@1.socket, true",
    "web@[12], web@1.service, true",
    "web@[12], web@3.service, false",
    "web@?, web@10.service, false",
    "web, web.service, true",
    "web, web@1.service, false",
  })
  void meansUnitsByTheirNames(String word, String unit, boolean means) {
    assertThat(new UnitWord(word).means(UnitName.of(unit))).isEqualTo(means);
  }

  @Test
  void refusesBracesThatStandForTooMany() {
    assertThatThrownBy(() -> UnitWord.of("web@{1..100000}"))
        .hasMessage("'web@{1..100000}' stands for more than 10000 names");
    assertThatThrownBy(() -> UnitWord.of("{1..999}{1..999}"))
        .hasMessage("'{1..999}{1..999}' stands for more than 10000 names");
    assertThat(UnitWord.of("{1..10000}")).hasSize(10_000);
  }

  @Test
  void namesAUnitOfAPatternInTheSameFolder() {
    assertThat(new UnitWord("units/web@*").meaning(UnitName.of("web@1.service")).typed())
        .isEqualTo("units/web@1.service");
  }
}
