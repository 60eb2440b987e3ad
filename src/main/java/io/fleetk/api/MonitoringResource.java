package io.fleetk.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Set;

/** {@code /metrics}, {@code /healthz} and {@code /readyz}, which no fleet is needed for. */
final class MonitoringResource implements Resource {
  private static final Set<String> PAGES = Set.of("metrics", "healthz", "readyz");
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Monitoring monitoring;

  MonitoringResource(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  /** Whether a path is one of its own. */
  static boolean has(List<String> path) {
    return path.size() == 1 && PAGES.contains(path.getFirst());
  }

  @Override
  public Answer answer(Call call) {
    if (!Set.of("GET", "HEAD").contains(call.method())) {
      throw new ApiException(405, "only GET supported against this resource");
    }
    return switch (call.segment(0)) {
      case "metrics" -> {
        Monitoring.Page page = monitoring.metrics(String.join(",", call.headers().all("Accept")));
        yield Answer.of(200, page.contentType(), page.text().getBytes(UTF_8));
      }
      case "healthz" -> report(monitoring.troubles());
      default -> report(monitoring.reasonsNotReady());
    };
  }

  private static Answer report(List<String> problems) {
    return problems.isEmpty()
        ? Answer.of(200, TEXT, "ok\n".getBytes(UTF_8))
        : Answer.of(503, TEXT, (String.join("\n", problems) + "\n").getBytes(UTF_8));
  }
}
