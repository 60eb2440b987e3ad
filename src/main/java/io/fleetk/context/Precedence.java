package io.fleetk.context;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who is heard before whom: options, then variables, then a context, then the dev fleet that runs.
 * First it is found out which of them names the fleet; then each setting is the first that one of
 * them gives. Never heard are a context that is not the chosen one, and, where a context is chosen
 * before them, variables that name a fleet of their own: what they say is of another fleet.
 *
 * @param flags what options say
 * @param contextFlag the context that an option names
 * @param environment the environment variables
 * @param file the contexts
 * @param devFleet the embedded fleet
 */
public record Precedence(
    Map<Setting, String> flags,
    Optional<String> contextFlag,
    Map<String, String> environment,
    ContextFile file,
    DevFleet devFleet) {
  /** The variable that names a context. */
  public static final String CONTEXT_VARIABLE = "FLEETK_CONTEXT";

  /** Where the API is on the machine that a tunnel leads to. */
  public static final String SOCKET = "unix:///run/fleet.sock";

  private static final String FLEETCTLS = "FLEETCTL_";

  /** Tells where the embedded fleet is. */
  @FunctionalInterface
  public interface DevFleet {
    /** Its endpoint; empty when it does not run. */
    Optional<String> endpoint() throws IOException;
  }

  /** Which variables are heard. */
  private enum Heard {
    /** All. */
    ALL,
    /** Those of fleetctl's are not. */
    OURS,
    /** None. */
    NONE
  }

  /** Takes no option that names a fleet by nothing. */
  public Precedence {
    Map<Setting, String> said = new EnumMap<>(Setting.class);
    said.putAll(flags);
    Stream.of(Setting.ENDPOINT, Setting.ETCD)
        .filter(setting -> said.getOrDefault(setting, "").isBlank())
        .forEach(said::remove);
    flags = Collections.unmodifiableMap(said);
    contextFlag = contextFlag.filter(name -> !name.isBlank());
    environment = Map.copyOf(environment);
    requireNonNull(file);
    requireNonNull(devFleet);
  }

  /**
   * What comes of it all.
   *
   * @throws IllegalArgumentException when two fleets are named by the same voice, or the contexts
   *     make no sense, in one line
   * @throws IOException when the contexts or the dev fleet's state cannot be read
   */
  public Effective effective() throws IOException {
    if (flags.containsKey(Setting.ENDPOINT) && flags.containsKey(Setting.ETCD)) {
      throw twoFleets("--endpoint", "--etcd");
    }
    Optional<Setting> named =
        Stream.of(Setting.ENDPOINT, Setting.ETCD).filter(flags::containsKey).findFirst();
    if (named.isPresent()) {
      if (contextFlag.filter(name -> !name.equals(Context.NONE)).isPresent()) {
        throw twoFleets(named.get().option(), "--context");
      }
      return straight(named.get() == Setting.ETCD ? Way.ETCD : Way.API);
    }
    if (contextFlag.isEmpty()) {
      return byVariables(variable(CONTEXT_VARIABLE));
    }
    return contextFlag.get().equals(Context.NONE)
        ? byVariables(contextFlag)
        : byContext(contextFlag.get(), new Source.Flag("--context"));
  }

  private static IllegalArgumentException twoFleets(String one, String other) {
    return new IllegalArgumentException(
        "%s and %s name two fleets: give one of them".formatted(one, other));
  }

  /** Which variables are heard beside a context that this chose. */
  private Heard heardBeside(Source source) {
    return switch (source) {
      case Source.Flag _ when namesFleet("FLEETK_") -> Heard.NONE;
      case Source.Flag _, Source.Variable _ -> namesFleet(FLEETCTLS) ? Heard.OURS : Heard.ALL;
      case Source.InContext _, Source.Current _, Source.TunnelsEnd _, Source.DevFleet _ ->
          Heard.ALL;
    };
  }

  private Effective byVariables(Optional<String> context) throws IOException {
    Optional<String> named = context.filter(name -> !name.equals(Context.NONE));
    Optional<String> fleet =
        Stream.of("FLEETK_ENDPOINT", "FLEETK_ETCD_SERVERS")
            .filter(name -> variable(name).isPresent())
            .findFirst();
    if (named.isPresent()) {
      Optional<String> other = fleet.or(() -> variable("FLEETK_TUNNEL").map(_ -> "FLEETK_TUNNEL"));
      if (other.isPresent()) {
        throw new IllegalArgumentException(
            "%s and %s name two fleets: unset one of them, or say which with --endpoint or --context"
                .formatted(other.get(), CONTEXT_VARIABLE));
      }
      return byContext(named.get(), new Source.Variable(CONTEXT_VARIABLE));
    }
    if (fleet.isPresent()) {
      return straight(fleet.get().equals("FLEETK_ENDPOINT") ? Way.API : Way.ETCD);
    }
    if (variable("FLEETCTL_ENDPOINT").isPresent()
        || said(Setting.TUNNEL, Way.API, Heard.ALL).isPresent()) {
      return straight(Way.API);
    }
    Optional<String> current = context.isPresent() ? Optional.empty() : file.read().current();
    return current.isPresent()
        ? byContext(current.get(), new Source.Current(file.shown()))
        : byDevFleet(Optional.empty(), Optional.empty(), Heard.ALL);
  }

  /** Whether variables that begin so name a fleet. */
  private boolean namesFleet(String prefix) {
    return Stream.of("ENDPOINT", "ETCD_SERVERS", "TUNNEL")
        .anyMatch(name -> variable(prefix + name).isPresent());
  }

  /** By options and variables alone. */
  private Effective straight(Way way) {
    return new Effective(
        Optional.of(way), Optional.empty(), whole(way, Heard.ALL, Optional.empty()));
  }

  private Effective byContext(String name, Source source) throws IOException {
    Heard heard = heardBeside(source);
    Context context = file.read().named(name);
    Optional<Value> chosen = Optional.of(new Value(name, source));
    Optional<Way> way =
        said(Setting.TUNNEL, Way.API, heard).isPresent() && context.way().isEmpty()
            ? Optional.of(Way.API)
            : context.way();
    return way.isPresent()
        ? new Effective(way, chosen, whole(way.get(), heard, Optional.of(context)))
        : byDevFleet(chosen, Optional.of(context), heard);
  }

  private Map<Setting, Value> whole(Way way, Heard heard, Optional<Context> context) {
    Map<Setting, Value> settings = settings(way, heard, context);
    if (way == Way.API) {
      settings.putIfAbsent(Setting.ENDPOINT, new Value(SOCKET, new Source.TunnelsEnd()));
    }
    return ofEncryption(settings);
  }

  /** Of a context that names no fleet nothing counts but its stack. */
  private Effective byDevFleet(Optional<Value> chosen, Optional<Context> context, Heard heard)
      throws IOException {
    Optional<String> endpoint = devFleet.endpoint();
    Map<Setting, Value> settings = settings(Way.API, heard, Optional.empty());
    endpoint.ifPresent(
        url -> settings.put(Setting.ENDPOINT, new Value(url, new Source.DevFleet())));
    context
        .flatMap(one -> ofContext(one, Setting.STACK))
        .ifPresent(stack -> settings.put(Setting.STACK, stack));
    return new Effective(endpoint.map(_ -> Way.API), chosen, ofEncryption(settings));
  }

  private Map<Setting, Value> settings(Way way, Heard heard, Optional<Context> context) {
    if (way == Way.API) {
      requireNothingOfEtcd();
    }
    Map<Setting, Value> settings = new EnumMap<>(Setting.class);
    for (Setting setting : EnumSet.allOf(Setting.class)) {
      if (setting.concerns(way)) {
        said(setting, way, heard)
            .or(
                () ->
                    flags.containsKey(setting)
                        ? Optional.empty()
                        : context.flatMap(one -> ofContext(one, setting)))
            .ifPresent(value -> settings.put(setting, value));
      }
    }
    onePassword(settings);
    return settings;
  }

  private void requireNothingOfEtcd() {
    for (Setting setting : flags.keySet()) {
      if (setting.isOfEtcd()) {
        throw new IllegalArgumentException(
            "%s goes with --etcd: this fleet is reached by its API".formatted(setting.option()));
      }
    }
  }

  /** What options or variables say; an option that says nothing silences all others. */
  private Optional<Value> said(Setting setting, Way way, Heard heard) {
    if (flags.containsKey(setting)) {
      return Optional.of(flags.get(setting))
          .filter(text -> !text.isBlank())
          .map(text -> new Value(text, new Source.Flag(setting.option())));
    }
    return setting.variables(way).stream()
        .filter(name -> isHeard(name, heard))
        .flatMap(
            name -> variable(name).map(text -> new Value(text, new Source.Variable(name))).stream())
        .findFirst();
  }

  private static boolean isHeard(String variable, Heard heard) {
    return switch (heard) {
      case ALL -> true;
      case OURS -> !variable.startsWith(FLEETCTLS);
      case NONE -> false;
    };
  }

  private Optional<Value> ofContext(Context context, Setting setting) {
    return context
        .text(setting)
        .map(text -> setting.isPath() ? file.complete(text).toString() : text)
        .map(text -> new Value(text, new Source.InContext(context.name(), file.shown())));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
  }

  /** A password and a file of one are two ways to say the same. */
  private static void onePassword(Map<Setting, Value> settings) {
    Value file = settings.get(Setting.ETCD_PASSWORD_FILE);
    if (file != null && file.source() instanceof Source.Flag) {
      settings.remove(Setting.ETCD_PASSWORD);
    } else if (settings.containsKey(Setting.ETCD_PASSWORD)) {
      settings.remove(Setting.ETCD_PASSWORD_FILE);
    }
  }

  /** What variables say of certificates is for those endpoints that have any. */
  private static Map<Setting, Value> ofEncryption(Map<Setting, Value> settings) {
    Value endpoint = settings.get(Setting.ENDPOINT);
    if (endpoint != null && !endpoint.text().toLowerCase(Locale.ROOT).contains("https:")) {
      settings
          .entrySet()
          .removeIf(
              entry ->
                  entry.getKey().isOfTls() && entry.getValue().source() instanceof Source.Variable);
    }
    return settings;
  }

  /**
   * What was said of another fleet and so does not count, a line each; for people to read.
   *
   * @param effective what counts
   */
  public List<String> passedOver(Effective effective) {
    return effective.context().isPresent()
        ? passedOverFor(effective.context().get())
        : effective
            .value(Setting.ENDPOINT)
            .or(() -> effective.value(Setting.ETCD))
            .filter(value -> !(value.source() instanceof Source.DevFleet))
            .map(value -> passedOverFor(effective, value))
            .orElse(List.of());
  }

  private List<String> passedOverFor(Value context) {
    Heard heard = heardBeside(context.source());
    String names =
        Stream.of(Way.values())
            .flatMap(way -> Stream.of(Setting.values()).flatMap(one -> one.variables(way).stream()))
            .distinct()
            .filter(name -> variable(name).isPresent() && !isHeard(name, heard))
            .collect(joining(", "));
    return names.isEmpty()
        ? List.of()
        : List.of("%s: the fleet is named by %s".formatted(names, context.source()));
  }

  /** The context that would count if nothing else named a fleet. */
  private List<String> passedOverFor(Effective effective, Value place) {
    Value names =
        place.source() instanceof Source.TunnelsEnd
            ? effective.value(Setting.TUNNEL).orElse(place)
            : place;
    return contextFlag.isPresent()
        ? List.of()
        : variable(CONTEXT_VARIABLE).or(this::currentIfReadable).stream()
            .filter(name -> !name.equals(Context.NONE))
            .map(name -> "context %s: the fleet is named by %s".formatted(name, names.source()))
            .toList();
  }

  /** A file that makes no sense is no reason to fail where nobody needs it. */
  private Optional<String> currentIfReadable() {
    try {
      return file.read().current();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
