package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  /** The behaviour of Go's path.Match, as its documentation and tests have it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "abc abc true",
        "* abc true",
        "*c abc true",
        "a* a true",
        "a* abc true",
        "a* ab/c false",
        "a*/b abc/b true",
        "a*/b a/c/b false",
        "a*b*c*d*e*/f axbxcxdxe/f true",
        "a*b*c*d*e*/f axbxcxdxexxx/f true",
        "a*b*c*d*e*/f axbxcxdxe/xxx/f false",
        "a*b?c*x abxbbxdbxebxczzx true",
        "a*b?c*x abxbbxdbxebxczzy false",
        "ab[c] abc true",
        "ab[b-d] abc true",
        "ab[e-g] abc false",
        "ab[^c] abc false",
        "ab[^b-d] abc false",
        "ab[^e-g] abc true",
        "a\\*b a*b true",
        "a\\*b ab false",
        "a?b a/b false",
        "a*b a/b false",
        "[\\]a] ] true",
        "[\\-] - true",
        "[x\\-] x true",
        "[x\\-] - true",
        "[x\\-] z false",
        "[\\-x] x true",
        "[\\-x] - true",
        "[\\-x] a false",
        "[]a] ] false",
        "[-] - false",
        "[x-] x false",
        "[x-] - false",
        "[-x] x false",
        "[a-b-c] a false",
        "[ a false",
        "[^ a false",
        "[^bc a false",
        "a[ a false",
        "a[ ab false",
        "*x xxx true",
        "foo@*.service foo@1.service true",
        "foo@?.service foo@10.service false",
      })
  void matchesAsGoDoes(String pattern, String name, boolean expected) {
    assertThat(Glob.matches(pattern, name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "foo*.service true", "[a-z] true", "[^a] true", "[\\]a] true", "[ false", "[] false",
        "[a false", "[a- false", "[-] false", "[a-] false", "a\\ false", "\\a true"
      })
  void knowsMalformedPatterns(String pattern, boolean wellFormed) {
    assertThat(Glob.isWellFormed(pattern)).isEqualTo(wellFormed);
  }

  @Property
  void aMalformedPatternMatchesNothing(
      @ForAll @Chars({'a', 'b', '[', ']', '-', '^', '\\', '*', '?'}) String pattern,
      @ForAll @Chars({'a', 'b', '-', ']'}) String name) {
    if (!Glob.isWellFormed(pattern)) {
      assertThat(Glob.matches(pattern, name)).isFalse();
    }
  }

  @Property
  void aTextWithoutSpecialLettersMatchesItselfOnly(
      @ForAll @Chars({'a', 'b', '.', '@'}) String pattern,
      @ForAll @Chars({'a', 'b', '.', '@'}) String name) {
    assertThat(Glob.matches(pattern, name)).isEqualTo(pattern.equals(name));
    assertThat(Glob.matches("*" + pattern + "*", name)).isEqualTo(name.contains(pattern));
  }
}
