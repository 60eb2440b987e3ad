package io.fleetk.cli;

import io.fleetk.client.Endpoint;
import io.fleetk.client.HttpFleet;
import io.fleetk.client.OneAnswer;
import io.fleetk.client.OpenSsh;
import io.fleetk.client.Patience;
import io.fleetk.client.SshTunnel;
import io.fleetk.completion.FleetNames;
import io.fleetk.completion.NamesReader;
import io.fleetk.fleet.Fleet;
import io.fleetk.store.EtcdSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens fleets: over their API, or in their etcd, straight or through a tunnel.
 *
 * @param environment the environment variables
 */
record FrontDoor(Map<String, String> environment) implements Surroundings.Door {
  @Override
  public Fleet open(FleetAddress address) {
    return switch (address.place()) {
      case FleetAddress.Api api -> open(api, address);
      case FleetAddress.Etcd etcd -> open(etcd, address);
    };
  }

  /** Asked for nothing else, a fleet of fleetk's answers sooner without all that a fleet takes. */
  @Override
  public FleetNames names(FleetAddress address) {
    if (address.tunnel().isEmpty()
        && address.place() instanceof FleetAddress.Api api
        && OneAnswer.canAsk(api.endpoint())) {
      try (OneAnswer names = OneAnswer.to(api.endpoint(), "/fleetk/v1/names")) {
        return new FleetNames(NamesReader.read(names.body()));
      } catch (IOException | IllegalArgumentException e) {
        // It is one with the fleet v1 API only, or none.
      }
    }
    return Surroundings.Door.super.names(address);
  }

  private Fleet open(FleetAddress.Api api, FleetAddress address) {
    List<Endpoint> endpoints =
        Stream.of(api.endpoint().split(",", -1)).map(Endpoint::parse).toList();
    return new HttpFleet(
        endpoints,
        address.tunnel().map(host -> to -> SshTunnel.toSocket(ssh(address), host, to)),
        api.tls(),
        api.requestTimeout().map(Patience::within).orElse(Patience.USUAL));
  }

  private Fleet open(FleetAddress.Etcd etcd, FleetAddress address) {
    EtcdSettings settings = etcd.settings();
    Optional<SshTunnel> tunnel =
        address.tunnel().map(host -> SshTunnel.toPorts(ssh(address), host, settings.endpoints()));
    try {
      return EtcdFleet.open(
          tunnel.map(open -> settings.withDetours(open.nearEnds())).orElse(settings),
          tunnel,
          etcd.secretKeyFile());
    } catch (RuntimeException e) {
      tunnel.ifPresent(SshTunnel::close);
      throw e;
    }
  }

  private OpenSsh ssh(FleetAddress address) {
    return OpenSsh.find(environment, address.sshUsername()).with(address.ssh());
  }
}
