package io.fleetk.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end, on the host. */
public final class Command {
  private Command() {}

  /**
   * How a program ended.
   *
   * @param status its exit status
   * @param output what it wrote to its standard output
   * @param errors what it wrote to its standard error
   */
  public record Result(int status, String output, String errors) {}

  /**
   * Runs a program, with nothing to read.
   *
   * @throws IllegalStateException when it has not ended in time; it is killed
   */
  public static Result run(Duration patience, List<String> command) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.PIPE).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var output = threads.submit(() -> text(process.getInputStream()));
      var errors = threads.submit(() -> text(process.getErrorStream()));
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "%s did not end within %d s".formatted(said(command), patience.toSeconds()));
      }
      return new Result(process.exitValue(), output.get(), errors.get());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + said(command), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(said(command) + ": " + e.getCause(), e);
    }
  }

  /**
   * Runs a program that must succeed; gives its standard output.
   *
   * @throws IllegalStateException when it fails, with what it said
   */
  public static String mustRun(Duration patience, List<String> command) {
    Result result = run(patience, command);
    if (result.status() != 0) {
      throw new IllegalStateException(
          "%s failed with status %d: %s%s"
              .formatted(said(command), result.status(), result.output(), result.errors()));
    }
    return result.output();
  }

  private static String said(List<String> command) {
    return String.join(" ", command);
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
