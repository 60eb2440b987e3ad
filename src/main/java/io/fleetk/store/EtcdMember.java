package io.fleetk.store;

import io.grpc.ManagedChannel;
import java.net.URI;

/**
 * A member of an etcd cluster, as this process reaches it.
 *
 * @param url its client URL
 * @param channel the connection, which makes itself anew
 */
record EtcdMember(URI url, ManagedChannel channel) {
  @Override
  public String toString() {
    return url.toString();
  }
}
