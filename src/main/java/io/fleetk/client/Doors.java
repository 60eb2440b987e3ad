package io.fleetk.client;

import static java.util.stream.Collectors.joining;

import io.fleetk.fleet.FleetUnreachableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The ways into one fleet, in the order in which they are tried. The first that takes a connection
 * is kept to until it takes none; then the next one's turn has come, and after the last the first's
 * again. A request that may have got there is not made a second time.
 */
final class Doors implements AutoCloseable {
  private final List<Endpoint> endpoints;
  private final Optional<Function<String, SshTunnel>> tunnel;
  private final ClientTls tls;
  private final Patience patience;
  private final Door[] doors;
  private volatile int current;

  /**
   * Ways into a fleet; a tunnel to the first is opened at once, to another when its turn has come.
   *
   * @throws IllegalArgumentException when the certificates cannot be used, or none of the endpoints
   *     takes any, in one line
   * @throws FleetUnreachableException when there is no tunnel to be had
   */
  Doors(
      List<Endpoint> endpoints,
      Optional<Function<String, SshTunnel>> tunnel,
      ClientTls tls,
      Patience patience) {
    this.endpoints = List.copyOf(endpoints);
    this.tunnel = tunnel;
    this.tls = tls;
    this.patience = patience;
    this.doors = new Door[endpoints.size()];
    if (!tls.equals(ClientTls.SYSTEM) && endpoints.stream().noneMatch(Endpoint::isTls)) {
      throw new IllegalArgumentException(
          "certificates are for an https:// endpoint, and %s is not"
              .formatted(endpoints.getFirst()));
    }
    door(0);
  }

  private synchronized Door door(int index) {
    if (doors[index] == null) {
      Endpoint endpoint = endpoints.get(index);
      Endpoint near = tunnel.map(endpoint::through).orElse(endpoint);
      try {
        doors[index] = new Door(near, endpoint.isTls() ? tls : ClientTls.SYSTEM, patience);
      } catch (IllegalArgumentException e) {
        near.tunnel().ifPresent(SshTunnel::close);
        throw e;
      }
    }
    return doors[index];
  }

  /** Asks at one door. */
  @FunctionalInterface
  interface Question<T> {
    /** Asks. */
    T at(Door door) throws IOException;
  }

  /**
   * Asks at the door that was open last, or at the next that is.
   *
   * @param asked what is asked, for the case that nobody answers
   * @param wait how much longer than usual the answer may be in coming
   * @throws FleetUnreachableException when there is no answer
   */
  <T> T first(String asked, Duration wait, Question<T> question) {
    List<FleetUnreachableException> failures = new ArrayList<>();
    int start = current;
    for (int tried = 0; tried < doors.length; tried++) {
      int index = (start + tried) % doors.length;
      Door door = door(index);
      try {
        T answer = question.at(door);
        current = index;
        return answer;
      } catch (Door.NoWayException e) {
        failures.add(door.complaints(wait).about(asked, (IOException) e.getCause()));
      } catch (IOException e) {
        current = index;
        throw door.complaints(wait).about(asked, e);
      }
    }
    if (failures.size() == 1) {
      throw failures.getFirst();
    }
    throw new FleetUnreachableException(
        "no fleet at any of %d endpoints (%s): start the fleet, or name another endpoint"
            .formatted(
                failures.size(), failures.stream().map(Doors::shortly).collect(joining("; "))),
        failures.getFirst());
  }

  /** What is wrong, without what to do about it. */
  private static String shortly(FleetUnreachableException failure) {
    return failure.getMessage().replaceFirst("^no fleet at ", "").replaceFirst("; .*$", "");
  }

  /** Says what is wrong with the endpoint that answered last. */
  Complaints complaints(Duration wait) {
    return door(current).complaints(wait);
  }

  @Override
  public synchronized void close() {
    for (Door door : doors) {
      if (door != null) {
        door.close();
      }
    }
  }
}
