package io.fleetk.cli;

import io.fleetk.unit.MaxUnavailable;
import io.fleetk.unit.TimeSpan;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How options' values are read, where picocli does not know. */
final class Converters {
  private static final Pattern NUMBER = Pattern.compile("([1-9]\\d{0,4})(%?)");

  private Converters() {}

  static void register(CommandLine commandLine) {
    commandLine
        .registerConverter(Duration.class, Converters::duration)
        .registerConverter(MaxUnavailable.class, Converters::maxUnavailable);
  }

  private static Duration duration(String text) {
    try {
      return TimeSpan.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static MaxUnavailable maxUnavailable(String text) {
    Matcher number = NUMBER.matcher(text);
    if (!number.matches()) {
      throw new TypeConversionException(
          "'%s' is not a number of instances or a percentage, such as 2 or 25%%".formatted(text));
    }
    int value = Integer.parseInt(number.group(1));
    if (number.group(2).isEmpty()) {
      return new MaxUnavailable.Count(value);
    }
    if (value > 100) {
      throw new TypeConversionException("'%s' is more than 100%%".formatted(text));
    }
    return new MaxUnavailable.Percent(value);
  }
}
