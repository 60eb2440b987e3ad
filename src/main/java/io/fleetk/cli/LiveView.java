package io.fleetk.cli;

import io.fleetk.rollout.Progress;
import io.fleetk.rollout.Step;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Follows a rollout on a terminal, in lines that are drawn again in place: whenever something
 * changes, and each second for the elapsed times. The last state stays.
 */
final class LiveView implements RolloutView {
  private static final long TICK_MILLIS = 1000;
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintWriter out;
  private final ProgressLines text;
  private final Supplier<Terminal.Size> size;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread ticker;
  private Optional<Progress> last = Optional.empty();
  private long lastNanos;
  private int drawn;

  LiveView(PrintWriter out, Paint paint, Supplier<Terminal.Size> size) {
    this.out = out;
    this.text = new ProgressLines(paint);
    this.size = size;
    this.ticker = Thread.ofVirtual().name("live view").start(this::tick);
  }

  private void tick() {
    try {
      while (!closed.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        draw();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void progress(Progress progress) {
    last = Optional.of(progress);
    lastNanos = System.nanoTime();
    draw();
  }

  /** Steps show in the state that they lead to. */
  @Override
  public void step(Step step) {
    // The next progress has it.
  }

  private synchronized void draw() {
    if (last.isEmpty() || last.get().components().isEmpty()) {
      return;
    }
    Duration ago = Duration.ofNanos(System.nanoTime() - lastNanos);
    List<String> lines = text.of(last.get(), ago, size.get());
    var frame = new StringBuilder();
    if (drawn > 0) {
      frame.append("\u001b[%dA".formatted(drawn)).append('\r');
    }
    lines.forEach(line -> frame.append(line).append(CLEAR_LINE).append('\n'));
    frame.append(CLEAR_BELOW);
    out.print(frame);
    out.flush();
    drawn = lines.size();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      ticker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
