package io.fleetk.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.FleetUnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StageTest {
  private static final Call CALL =
      new Call("GET", List.of(), _ -> List.of(), _ -> List.of(), () -> new byte[0]);
  private static final Answer DONE = Answer.empty(204);

  private final Stage stage = new Stage(Duration.ofSeconds(20));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    stage.close();
    threads.close();
  }

  @Test
  void callsWaitForAFleet() throws Exception {
    Future<Answer> early = threads.submit(() -> stage.answer(CALL));

    stage.put(_ -> DONE);

    assertThat(early.get(20, SECONDS)).isSameAs(DONE);
  }

  @Test
  void aFleetIsTakenAwayWhenItsCallsAreAnswered() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    stage.put(
        _ -> {
          asked.countDown();
          return answer.join();
        });
    Future<Answer> call = threads.submit(() -> stage.answer(CALL));
    asked.await();

    Future<?> cleared = threads.submit(stage::clear);
    Future<Answer> late = threads.submit(() -> stage.answer(CALL));
    Awaitility.await().during(Duration.ofMillis(100)).until(() -> !cleared.isDone());
    answer.complete(DONE);

    assertThat(call.get(20, SECONDS)).isSameAs(DONE);
    cleared.get(20, SECONDS);
    assertThat(late.isDone()).isFalse();
  }

  @Test
  void nobodyWaitsForEver() {
    assertThatThrownBy(() -> new Stage(Duration.ofMillis(1)).answer(CALL))
        .isInstanceOf(FleetUnreachableException.class)
        .hasMessageContaining("still starting");
  }

  @Test
  void whoWaitsIsSentAwayAtTheEnd() {
    Future<Answer> call = threads.submit(() -> stage.answer(CALL));

    stage.close();

    assertThatThrownBy(() -> call.get(20, SECONDS)).hasRootCauseMessage("the daemon is ending");
  }
}
