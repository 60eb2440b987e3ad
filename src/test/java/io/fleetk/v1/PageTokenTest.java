package io.fleetk.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PageTokenTest {
  @Test
  void hasFleetsEncoding() {
    assertThat(new PageToken(100, 11852).encoded()).isEqualTo("ZABMLg==");
    assertThat(PageToken.decode("ZABMLg==", 100)).isEqualTo(new PageToken(100, 11852));
  }

  @Property
  void readsWhatItWrote(
      @ForAll @IntRange(min = 1, max = 65_535) int limit,
      @ForAll @IntRange(min = 1, max = 65_535) int page) {
    PageToken token = new PageToken(limit, page);

    assertThat(PageToken.decode(token.encoded(), limit)).isEqualTo(token);
  }

  @Property
  void givesEveryEntityOnceOnItsWayThroughThePages(
      @ForAll @IntRange(min = 0, max = 500) int size,
      @ForAll @IntRange(min = 1, max = 65_535) int limit) {
    List<Integer> all = IntStream.range(0, size).boxed().toList();
    List<Integer> seen = new java.util.ArrayList<>();

    Optional<PageToken> token = Optional.of(PageToken.first(limit));
    while (token.isPresent()) {
      assertThat(token.get().of(all)).hasSizeLessThanOrEqualTo(limit);
      seen.addAll(token.get().of(all));
      token = token.get().next(all);
    }

    assertThat(seen).isEqualTo(all);
  }

  @Test
  void givesNothingFarBehindTheEnd() {
    PageToken far = new PageToken(65_535, 65_535);

    assertThat(far.of(List.of(1, 2, 3))).isEmpty();
    assertThat(far.next(List.of(1, 2, 3))).isEmpty();
  }
}
