package io.fleetk.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeaderPatienceTest {
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final Server server = new Server();
  private final CountDownLatch checked = new CountDownLatch(1);
  private final Scheduler scheduler =
      new ScheduledExecutorScheduler("header-patience", true) {
        @Override
        public Task schedule(Runnable task, long delay, TimeUnit units) {
          return super.schedule(
              () -> {
                task.run();
                checked.countDown();
              },
              delay,
              units);
        }
      };
  private ServerConnector connector;

  @BeforeEach
  void start() throws Exception {
    connector = new ServerConnector(server, 1, 1);
    connector.addBean(scheduler);
    connector.addBean(new HeaderPatience(scheduler, PATIENCE));
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            callback.succeeded();
            return true;
          }
        });
    server.start();
  }

  @AfterEach
  void end() throws Exception {
    server.stop();
  }

  private Socket connect() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void endsAConnectionWhoseFirstRequestDoesNotCome() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\nX".getBytes(US_ASCII));

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void leavesAConnectionThatHadARequest() throws Exception {
    try (Socket socket = connect()) {
      byte[] request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII);
      socket.getOutputStream().write(request);
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      assertThat(checked.await(20, TimeUnit.SECONDS)).isTrue();

      socket.getInputStream().skip(socket.getInputStream().available());
      socket.getOutputStream().write(request);

      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }
}
