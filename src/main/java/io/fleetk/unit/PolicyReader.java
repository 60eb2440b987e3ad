package io.fleetk.unit;

import io.fleetk.unit.Policy.FileSpec;
import io.fleetk.unit.Policy.OnFailure;
import io.fleetk.unit.Policy.OnPartition;
import io.fleetk.unit.Policy.SecretSpec;
import io.fleetk.unit.Policy.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code [X-Fleetk]}. What cannot be read is left at its default and told to a listener, so
 * that lint and the fleet share one reading.
 */
final class PolicyReader {
  /** Every option of the section. */
  static final Set<String> OPTIONS =
      Set.of(
          "Instances",
          "DesiredState",
          "Await",
          "ReadyHTTP",
          "ReadyTCP",
          "ReadyExec",
          "ReadyFile",
          "ReadyIntervalSec",
          "ReadyProbeTimeoutSec",
          "ReadyThreshold",
          "ReadyCA",
          "ReadyTimeoutSec",
          "MinReadySec",
          "MaxUnavailable",
          "Update",
          "OnFailure",
          "File",
          "Secret",
          "OnPartition",
          "Stack",
          "Basis",
          "ScaledFrom");

  private static final Pattern FILE =
      Pattern.compile("(?<path>/\\S*)\\s+(?<source>\\S+)(?:\\s+(?<mode>[0-7]{3,4}))?");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern URL = Pattern.compile("(https?)://([^/?#]*)([/?].*)?");
  private static final Pattern HOST_PORT =
      Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+\\]|[^:/\\s]*):(?<port>\\d{1,5})");

  /** The form of a stack's name. */
  static final Pattern STACK = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  /**
   * Something wrong with the value of an option.
   *
   * @param index the option's place among the file's options
   * @param reason what is wrong
   */
  record Problem(int index, String reason) {}

  private final UnitName name;
  private final UnitFile file;
  private final Consumer<Problem> problems;

  private PolicyReader(UnitName name, UnitFile file, Consumer<Problem> problems) {
    this.name = name;
    this.file = file;
    this.problems = problems;
  }

  static Policy read(UnitName name, UnitFile file) {
    return new PolicyReader(name, file, problem -> {}).policy();
  }

  static List<Problem> problems(UnitName name, UnitFile file) {
    List<Problem> found = new ArrayList<>();
    var _ = new PolicyReader(name, file, found::add).policy();
    return found;
  }

  private Policy policy() {
    List<ReadyCheck> checks = new ArrayList<>();
    checks.addAll(all("ReadyHTTP", PolicyReader::http));
    checks.addAll(all("ReadyTCP", PolicyReader::hostAndPort));
    checks.addAll(all("ReadyExec", PolicyReader::command));
    checks.addAll(all("ReadyFile", value -> new ReadyCheck.FileExists(absolute(value))));
    Readiness readiness =
        new Readiness(
            checks,
            last("ReadyIntervalSec", PolicyReader::positiveTime).orElse(Duration.ofSeconds(1)),
            last("ReadyProbeTimeoutSec", PolicyReader::positiveTime).orElse(Duration.ofSeconds(1)),
            last("ReadyThreshold", value -> number(value, 1, 1_000)).orElse(1),
            last("ReadyCA", PolicyReader::absolute));
    return new Policy(
        instances("Instances"),
        last("DesiredState", PolicyReader::desiredState).orElse(DesiredState.LAUNCHED),
        all("Await", PolicyReader::words).stream().flatMap(List::stream).toList(),
        readiness,
        last("ReadyTimeoutSec", PolicyReader::positiveTime).orElse(Duration.ofMinutes(5)),
        last("MinReadySec", TimeSpan::parse).orElse(Duration.ZERO),
        last("MaxUnavailable", PolicyReader::maxUnavailable).orElse(new MaxUnavailable.Count(1)),
        last("Update", value -> oneOf(Update.class, value)).orElse(Update.ROLLING),
        last("OnFailure", value -> oneOf(OnFailure.class, value)).orElse(OnFailure.PAUSE),
        all("File", value -> place(value, "0644", FileSpec::new)),
        all("Secret", this::secret),
        last("OnPartition", value -> oneOf(OnPartition.class, value)).orElse(OnPartition.KEEP),
        last("Stack", PolicyReader::stackName),
        last("Basis", Hash::new),
        instances("ScaledFrom"));
  }

  private OptionalInt instances(String option) {
    return last(option, value -> number(value, 0, Policy.MAX_INSTANCES))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /** The last value counts, and an empty one goes back to the default, as in systemd's own. */
  private <T> Optional<T> last(String option, Function<String, T> reader) {
    List<T> read = all(option, reader);
    return read.isEmpty() ? Optional.empty() : Optional.of(read.getLast());
  }

  /** An empty assignment forgets the values before it, as in systemd's own lists. */
  private <T> List<T> all(String option, Function<String, T> reader) {
    List<T> values = new ArrayList<>();
    for (int index = 0; index < file.options().size(); index++) {
      UnitOption given = file.options().get(index);
      if (!given.section().equals(Policy.SECTION) || !given.name().equals(option)) {
        continue;
      }
      String value = name.expand(given.value().replace("\\\n", " ").strip());
      if (value.isEmpty()) {
        values.clear();
        continue;
      }
      try {
        values.add(reader.apply(value));
      } catch (IllegalArgumentException e) {
        problems.accept(new Problem(index, e.getMessage()));
      }
    }
    return values;
  }

  private static int number(String value, int min, int max) {
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the range.
    }
    throw new IllegalArgumentException(
        "'%s' is not a number from %d to %d".formatted(value, min, max));
  }

  private static Duration positiveTime(String value) {
    Duration time = TimeSpan.parse(value);
    if (time.isZero()) {
      throw new IllegalArgumentException("must be more than no time");
    }
    return time;
  }

  private static DesiredState desiredState(String value) {
    return DesiredState.ofWire(value)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not one of launched, loaded, inactive".formatted(value)));
  }

  private static <E extends Enum<E>> E oneOf(Class<E> type, String value) {
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String word = constant.name().toLowerCase(Locale.ROOT);
      if (word.equals(value)) {
        return constant;
      }
      words.add(word);
    }
    throw new IllegalArgumentException(
        "'%s' is not one of %s".formatted(value, String.join(", ", words)));
  }

  private static List<String> words(String value) {
    return SPACE.splitAsStream(value).toList();
  }

  private static MaxUnavailable maxUnavailable(String value) {
    if (value.endsWith("%")) {
      return new MaxUnavailable.Percent(number(value.substring(0, value.length() - 1), 1, 100));
    }
    return new MaxUnavailable.Count(number(value, 1, Policy.MAX_INSTANCES));
  }

  private static String absolute(String value) {
    if (!value.startsWith("/") || ("/" + value + "/").contains("/../")) {
      throw new IllegalArgumentException("'%s' is not an absolute path".formatted(value));
    }
    return value;
  }

  private static ReadyCheck command(String value) {
    if (!value.startsWith("/")) {
      throw new IllegalArgumentException(
          "'%s' must begin with the absolute path of a program".formatted(value));
    }
    return new ReadyCheck.Exec(value);
  }

  static ReadyCheck.Http http(String value) {
    Matcher url = URL.matcher(value);
    if (!url.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no URL like https://:6443/readyz".formatted(value));
    }
    String path = url.group(3) == null ? "/" : url.group(3);
    ReadyCheck.Tcp at =
        url.group(2).contains(":") && !url.group(2).endsWith("]")
            ? hostAndPort(url.group(2))
            : new ReadyCheck.Tcp(url.group(2), url.group(1).equals("https") ? 443 : 80);
    ReadyCheck.Http check = new ReadyCheck.Http(url.group(1), at.host(), at.port(), path);
    // A bad character in the URL is an IllegalArgumentException of its own, and says which.
    if (check.on("localhost").getHost() == null) {
      throw new IllegalArgumentException("'%s' has no proper host name".formatted(value));
    }
    return check;
  }

  static ReadyCheck.Tcp hostAndPort(String value) {
    Matcher parts = HOST_PORT.matcher(value);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not [HOST]:PORT, such as :10250".formatted(value));
    }
    return new ReadyCheck.Tcp(parts.group("host"), number(parts.group("port"), 1, 65_535));
  }

  private static String stackName(String value) {
    if (!STACK.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no stack name: use lower-case letters, digits, '-' and '.'".formatted(value));
    }
    return value;
  }

  private SecretSpec secret(String value) {
    SecretSpec spec = place(value, "0600", SecretSpec::new);
    // In a template itself %i stands for nothing; what counts is its instances' names.
    if (!name.isTemplate() && !CarriedSecret.isName(spec.secret())) {
      throw new IllegalArgumentException(
          "'%s' is no name of a secret, such as kubernetes/apiserver.key".formatted(spec.secret()));
    }
    if (!CarriedSecret.isPlace(spec.path())) {
      throw new IllegalArgumentException(
          "'%s' is not below %s, or not spelled the shortest way: secrets are kept in memory only, where that is"
              .formatted(spec.path(), CarriedSecret.FOLDER));
    }
    return spec;
  }

  private interface Placed<T> {
    T at(String path, String source, int mode);
  }

  private static <T> T place(String value, String defaultMode, Placed<T> made) {
    Matcher parts = FILE.matcher(value);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not PATH SOURCE [MODE], such as /etc/app.conf files/app.conf %s"
              .formatted(value, defaultMode));
    }
    String mode = parts.group("mode") == null ? defaultMode : parts.group("mode");
    return made.at(absolute(parts.group("path")), parts.group("source"), Integer.parseInt(mode, 8));
  }
}
