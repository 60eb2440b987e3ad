package io.fleetk.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.time.SystemTimeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the control socket of a running embedded fleet. */
public final class DevControl {
  static final String SOCKET = "control.sock";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  static final JsonMapper JSON = new JsonMapper();

  private final Path directory;

  /** The control of the fleet that runs from a folder. */
  public DevControl(Path directory) {
    this.directory = directory;
  }

  /**
   * Breaks or mends something.
   *
   * @return the machines afterwards
   * @throws IOException when the fleet does not answer
   * @throws IllegalArgumentException when there is no such machine or unit, in one line
   */
  public List<DevMachineState> inject(Fault fault) throws IOException {
    return ask(new DevRequest.Inject(fault));
  }

  /**
   * The machines as they are.
   *
   * @throws IOException when the fleet does not answer
   */
  public List<DevMachineState> machines() throws IOException {
    return ask(new DevRequest.Describe());
  }

  private List<DevMachineState> ask(DevRequest request) throws IOException {
    try {
      return exchange(request);
    } catch (AsynchronousCloseException e) {
      throw new IOException(
          "the dev fleet did not answer within %d s; 'fleetk dev down' ends it"
              .formatted(PATIENCE.toSeconds()),
          e);
    }
  }

  private static void hangUp(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<DevMachineState> exchange(DevRequest request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        SystemTimeline deadline = new SystemTimeline()) {
      deadline.after(PATIENCE, () -> hangUp(channel));
      channel.connect(UnixDomainSocketAddress.of(directory.resolve(SOCKET)));
      var line = JSON.writerFor(DevRequest.class).writeValueAsString(request) + "\n";
      Channels.newOutputStream(channel).write(line.getBytes(UTF_8));
      try (var reader = new BufferedReader(Channels.newReader(channel, UTF_8))) {
        String answer = reader.readLine();
        if (answer == null) {
          throw new IOException("the dev fleet hung up without an answer");
        }
        DevAnswer read = JSON.readValue(answer, DevAnswer.class);
        if (read.refusal().isPresent()) {
          throw new IllegalArgumentException(read.refusal().get());
        }
        return read.machines();
      }
    }
  }
}
