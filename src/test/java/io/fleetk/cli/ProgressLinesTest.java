package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.rollout.Progress;
import io.fleetk.rollout.Progress.ComponentProgress;
import io.fleetk.rollout.Progress.Phase;
import io.fleetk.rollout.Progress.TargetProgress;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private static final String MACHINE = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

  private final Progress progress =
      new Progress(
          Duration.ofSeconds(14),
          Optional.empty(),
          List.of(
              new ComponentProgress(
                  "kube-apiserver",
                  Phase.DONE,
                  List.of("create"),
                  List.of(ready("kube-apiserver@1.service"), ready("kube-apiserver@2.service")),
                  Duration.ofSeconds(9),
                  Optional.empty()),
              new ComponentProgress(
                  "kubelet",
                  Phase.WORKING,
                  List.of("create"),
                  List.of(
                      ready("kubelet.service"),
                      new TargetProgress(
                          UnitName.of("kubelet.service"),
                          Optional.of(MACHINE),
                          "activating (start)",
                          true,
                          false,
                          "ReadyTCP=:10250 connection refused")),
                  Duration.ofSeconds(4),
                  Optional.empty()),
              new ComponentProgress(
                  "flannel",
                  Phase.WAITING,
                  List.of("create"),
                  List.of(),
                  Duration.ZERO,
                  Optional.of("waits for kubelet"))));

  @Test
  void showsALineForEachComponentAndWhatItWaitsFor() {
    assertThat(
            new ProgressLines(new Paint(false, true))
                .of(progress, Duration.ofSeconds(2), new Terminal.Size(120, 24)))
        .containsExactly(
            "✓ kube-apiserver   ●●   2/2 ready   9s",
            "● kubelet          ●○   1/2 ready   6s   kubelet on 0a1b2c3d: activating (start):"
                + " ReadyTCP=:10250 connection refused",
            "○ flannel               0/0 ready        waits for kubelet",
            "1 of 3 components done, 16s");
  }

  @Test
  void fitsANarrowTerminalInAscii() {
    assertThat(
            new ProgressLines(Paint.plain()).of(progress, Duration.ZERO, new Terminal.Size(60, 24)))
        .containsExactly(
            "+ kube-apiserver   **   2/2 ready   9s",
            "* kubelet          *o   1/2 ready   4s   kubelet on 0a1b2c3~",
            "o flannel               0/0 ready        waits for kubelet",
            "1 of 3 components done, 14s");
  }

  @Test
  void leavesOutWhatIsDoneWhenTheTerminalIsLow() {
    List<String> lines =
        new ProgressLines(new Paint(false, true))
            .of(progress, Duration.ZERO, new Terminal.Size(120, 5));

    assertThat(lines).hasSize(4).noneMatch(line -> line.contains("kube-apiserver"));
    assertThat(lines.get(2)).isEqualTo("  and 1 component more");
  }

  @Test
  void countsInstancesOfAWideComponentInsteadOfDrawingThem() {
    var wide =
        new Progress(
            Duration.ZERO,
            Optional.empty(),
            List.of(
                new ComponentProgress(
                    "kube-proxy",
                    Phase.WORKING,
                    List.of("change"),
                    IntStream.range(0, 500).mapToObj(i -> ready("kube-proxy.service")).toList(),
                    Duration.ZERO,
                    Optional.empty())));

    assertThat(
            new ProgressLines(new Paint(false, true))
                .of(wide, Duration.ZERO, new Terminal.Size(80, 24))
                .getFirst())
        .isEqualTo("● kube-proxy      500/500 ready   0s");
  }

  private static TargetProgress ready(String unit) {
    return new TargetProgress(
        UnitName.of(unit), Optional.of(MACHINE), "active (running)", true, true, "running");
  }
}
