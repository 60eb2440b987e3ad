package io.fleetk.standin;

import io.fleetk.notify.ServiceManager;
import java.io.IOException;
import java.util.Arrays;

/** {@code StandIn PROGRAM FLAGS…}: does as PROGRAM does, until it is killed. */
public final class StandIn {
  private StandIn() {}

  /** Runs it; exits with 1, and one line, as soon as something is not as the program needs it. */
  public static void main(String[] words) {
    String program = words[0];
    try {
      Flags flags = Flags.of(program, Arrays.copyOfRange(words, 1, words.length));
      switch (program) {
        case "kube-apiserver" -> new ApiServerStandIn(flags).run();
        case "kube-controller-manager", "kube-scheduler" ->
            new ControllerStandIn(program, flags).run();
        case "kubelet" -> new KubeletStandIn(flags).run();
        case "kube-proxy" -> new ProxyStandIn(flags).run();
        case "flanneld" -> new FlannelStandIn(flags).run();
        case "containerd" -> new ContainerdStandIn(flags).run();
        default -> throw new IllegalArgumentException("no stand-in for it");
      }
      Thread.currentThread().join();
    } catch (Exception e) {
      System.err.println(program + ": " + (e.getMessage() == null ? e : e.getMessage()));
      System.exit(1);
    }
  }

  /** Tells systemd that it is up. */
  static void ready() throws IOException {
    ServiceManager.of(System.getenv()).ready("");
  }

  /** Pauses a loop. */
  static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
