package io.fleetk.stack;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares versions by their numbers: {@code kubernetes.version | atLeast("1.27")}. What follows
 * the numbers, as in {@code v1.27.0-rc.1} or {@code v1.21.2+k3s1}, does not count, so that a
 * release candidate has the flags of its release.
 */
final class AtLeastFilter implements Filter {
  private static final Pattern VERSION = Pattern.compile("v?(\\d{1,9}(?:\\.\\d{1,9})*)([-+].*)?");

  @Override
  public List<String> getArgumentNames() {
    return List.of("version");
  }

  @Override
  public Object apply(
      Object input,
      Map<String, Object> arguments,
      PebbleTemplate self,
      EvaluationContext context,
      int line) {
    int[] given = numbers(input, self, line);
    int[] least = numbers(arguments.get("version"), self, line);
    int length = Math.max(given.length, least.length);
    return Arrays.compare(Arrays.copyOf(given, length), Arrays.copyOf(least, length)) >= 0;
  }

  private static int[] numbers(Object version, PebbleTemplate self, int line) {
    Matcher read = VERSION.matcher(String.valueOf(version));
    if (!read.matches()) {
      throw new PebbleException(
          null,
          "'%s' is no version like v1.34.2, as 'atLeast' compares them".formatted(version),
          line,
          self.getName());
    }
    return Arrays.stream(read.group(1).split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
  }
}
