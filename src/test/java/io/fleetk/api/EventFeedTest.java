package io.fleetk.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EventFeedTest {
  private static FleetEvent removed(long revision, String machine) {
    return new FleetEvent.MachineRemoved(revision, machine);
  }

  @Test
  void givesAnIdOnlyWhereARevisionIsComplete() throws IOException {
    List<FleetEvent> events = List.of(removed(7, "a"), removed(7, "b"), removed(8, "c"));
    AtomicBoolean closed = new AtomicBoolean();
    EventStream lost =
        new EventStream() {
          @Override
          public List<FleetEvent> next(Duration patience) {
            throw new EventsLostException("compacted");
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Duration heartbeat = Duration.ofSeconds(15);
    new EventFeed(new EventFeeds(heartbeat, 1), lost, events, heartbeat).writeTo(out);

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            : connected

            event: machine-removed
            data: {"revision":7,"machineID":"a"}

            id: 7
            event: machine-removed
            data: {"revision":7,"machineID":"b"}

            id: 8
            event: machine-removed
            data: {"revision":8,"machineID":"c"}

            event: lost
            data: {"error":{"code":410,"message":"compacted"}}

            """);
    assertThat(closed).isTrue();
  }
}
