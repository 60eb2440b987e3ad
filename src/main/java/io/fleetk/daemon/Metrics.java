package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.api.Monitoring.Page;
import io.fleetk.engine.Census;
import io.fleetk.engine.Decision;
import io.fleetk.engine.EngineObserver;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UsedCertificate;
import io.fleetk.v1.Version;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The numbers of a daemon's process, which go on over its reloads. Nobody has to collect them: they
 * are counted as things happen, or read when they are asked for from what the daemon knows anyway.
 */
final class Metrics implements EngineObserver, MeteredStore.Meter {
  private static final double[] CALLS = {
    .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
  };
  private static final double[] ARRIVALS = {.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900};
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Histogram store =
      Histogram.builder()
          .name("fleetk_etcd_request_duration_seconds")
          .help("How long calls of etcd took, by kind and by what they came to.")
          .labelNames("kind", "outcome")
          .classicOnly()
          .classicUpperBounds(CALLS)
          .register(registry);
  private final Histogram api =
      Histogram.builder()
          .name("fleetk_api_request_duration_seconds")
          .help(
              "How long requests of the API took, from their first byte until they were answered.")
          .labelNames("method", "code")
          .classicOnly()
          .classicUpperBounds(CALLS)
          .register(registry);
  private final Histogram rounds =
      Histogram.builder()
          .name("fleetk_engine_round_duration_seconds")
          .help("How long the engine thought about who runs what, each time that it did.")
          .classicOnly()
          .classicUpperBounds(CALLS)
          .register(registry);
  private final Counter decisions =
      Counter.builder()
          .name("fleetk_engine_decisions_total")
          .help("What the engine decided about units, by kind.")
          .labelNames("kind")
          .register(registry);
  private final Histogram arrivals =
      Histogram.builder()
          .name("fleetk_engine_ready_duration_seconds")
          .help("How long it took from a decision until its machine had the unit ready.")
          .classicOnly()
          .classicUpperBounds(ARRIVALS)
          .register(registry);

  private final Supplier<Optional<Daemon>> daemon;

  /** As it is while they are collected, so that it is taken once. */
  private Optional<Census> census = Optional.empty();

  /**
   * Numbers that have yet to be counted.
   *
   * @param daemon the one that is at work, if there is one just now
   */
  Metrics(Supplier<Optional<Daemon>> daemon) {
    this.daemon = daemon;
    Info.builder()
        .name("fleetk_build_info")
        .help("The version of fleetk.")
        .labelNames("version")
        .register(registry)
        .addLabelValues(Version.text());
    gauge(
        "fleetk_agent_joined",
        "Whether the machine is present in its fleet, as far as its agent knows.",
        callback ->
            daemon
                .get()
                .filter(Daemon::hasAgent)
                .ifPresent(one -> callback.call(one.joined() ? 1 : 0)));
    gauge(
        "fleetk_agent_units",
        "The fleet's units on this machine, by systemd's ActiveState and by whether they are"
            + " ready.",
        callback -> daemon.get().ifPresent(one -> count(one.statuses(), callback)),
        "active_state",
        "ready");
    gauge(
        "fleetk_engine_leading",
        "Whether the engine of this daemon leads.",
        callback ->
            daemon
                .get()
                .filter(Daemon::hasEngine)
                .ifPresent(one -> callback.call(one.leads() ? 1 : 0)));
    registerFleet();
    JvmMemoryMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmThreadsMetrics.builder().register(registry);
    JvmRuntimeInfoMetric.builder().register(registry);
    ProcessMetrics.builder().register(registry);
  }

  /** What only the leader knows, and so only the leader says. */
  private void registerFleet() {
    gauge(
        "fleetk_fleet_units",
        "The fleet's units, by the state that they should be brought to.",
        callback ->
            census.ifPresent(
                one -> one.units().forEach((state, count) -> callback.call(count, state.wire()))),
        "desired_state");
    gauge(
        "fleetk_fleet_units_waiting",
        "The units that are on no machine, or on a lost one, and should not be.",
        callback -> census.ifPresent(one -> callback.call(one.waiting())));
    gauge(
        "fleetk_secret_certificate_expiry_timestamp_seconds",
        "When the first certificate ends in the versions of a secret that units have, since 1970.",
        callback -> daemon.get().ifPresent(one -> ends(one.certificates(), callback)),
        "secret");
    gauge(
        "fleetk_fleet_machines",
        "The fleet's machines: present, away for a moment, or lost.",
        callback ->
            census.ifPresent(
                one -> {
                  callback.call(one.present(), "present");
                  callback.call(one.away(), "away");
                  callback.call(one.lost(), "lost");
                }),
        "state");
  }

  private static void ends(List<UsedCertificate> used, GaugeWithCallback.Callback callback) {
    Map<String, Long> first = new TreeMap<>();
    used.forEach(one -> first.merge(one.secret(), one.ends().getEpochSecond(), Math::min));
    first.forEach((secret, end) -> callback.call(end, secret));
  }

  private void gauge(
      String name, String help, Consumer<GaugeWithCallback.Callback> read, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(read)
        .register(registry);
  }

  private static void count(Collection<UnitStatus> units, GaugeWithCallback.Callback callback) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (UnitStatus unit : units) {
      counts.merge(List.of(unit.activeState(), Boolean.toString(unit.ready())), 1, Integer::sum);
    }
    counts.forEach((labels, count) -> callback.call(count, labels.toArray(String[]::new)));
  }

  @Override
  public void called(String kind, MeteredStore.Outcome outcome, Duration took) {
    store
        .labelValues(kind, outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .observe(seconds(took));
  }

  @Override
  public void decided(Duration took, List<Decision> decided) {
    rounds.observe(seconds(took));
    for (Decision decision : decided) {
      decisions.labelValues(kind(decision)).inc();
    }
  }

  private static String kind(Decision decision) {
    return switch (decision) {
      case Decision.Place _ -> "place";
      case Decision.Move _ -> "move";
      case Decision.Unplace _ -> "unplace";
      case Decision.Update _ -> "update";
      case Decision.Pend _ -> "pend";
      case Decision.Unpend _ -> "unpend";
      case Decision.DropRelease _ -> "drop-release";
    };
  }

  @Override
  public void arrived(Duration took) {
    arrivals.observe(seconds(took));
  }

  /** A request of the API was answered; methods that nobody knows are one. */
  void answered(String method, int status, Duration took) {
    api.labelValues(METHODS.contains(method) ? method : "other", Integer.toString(status))
        .observe(seconds(took));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /** All of them, as text that the header {@code Accept} allows. */
  synchronized Page page(String accept) {
    census = daemon.get().flatMap(Daemon::census);
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Page(writer.getContentType(), text.toString(UTF_8));
  }
}
