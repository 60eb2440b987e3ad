package io.fleetk.daemon;

import java.lang.reflect.Proxy;

/**
 * SIGHUP, by which a daemon is told to read its configuration again. The JDK handles signals in a
 * class that javac warns of whoever names it, so it is found by its name.
 */
final class ReloadSignal {
  private ReloadSignal() {}

  /** Runs something at every SIGHUP, instead of ending the process. */
  static void handle(Runnable reload) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              ReloadSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  reload.run();
                }
                return null;
              });
      var _ =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK takes no handlers of signals", e);
    }
  }
}
