package io.fleetk.cli;

import io.fleetk.client.SshTunnel;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.registry.JournalQuestions;
import io.fleetk.registry.Keyspace;
import io.fleetk.registry.Registry;
import io.fleetk.registry.SecretKey;
import io.fleetk.registry.SecretKeys;
import io.fleetk.store.EtcdSettings;
import io.fleetk.store.EtcdStore;
import io.fleetk.store.Store;
import io.fleetk.time.SystemTimeline;
import io.fleetk.time.Timeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A fleet in its etcd, with the connections that lead there. */
final class EtcdFleet implements Fleet {
  private final Registry registry;
  private final Store store;
  private final Timeline timeline;
  private final Optional<SshTunnel> tunnel;

  private EtcdFleet(
      Store store, Timeline timeline, Optional<SshTunnel> tunnel, SecretKeys secretKeys) {
    this.store = store;
    this.timeline = timeline;
    this.tunnel = tunnel;
    this.registry =
        new Registry(
            store,
            timeline,
            new JournalQuestions(store, timeline, Keyspace.DEFAULT),
            Keyspace.DEFAULT,
            secretKeys);
  }

  /**
   * A fleet; nothing is asked of etcd yet.
   *
   * @param tunnel what leads there; closed with the fleet
   * @param secretKeyFile the keys of the fleet's secrets; empty when none is at hand
   * @throws IllegalArgumentException when the certificates cannot be used, in one line
   */
  static EtcdFleet open(
      EtcdSettings settings, Optional<SshTunnel> tunnel, Optional<Path> secretKeyFile) {
    return new EtcdFleet(
        EtcdStore.open(settings),
        new SystemTimeline(),
        tunnel,
        secretKeyFile.map(SecretKeys::inFile).orElse(EtcdFleet::noKeys));
  }

  private static List<SecretKey> noKeys() {
    throw new FleetRefusedException(
        "a secret is encrypted before it goes into etcd: name the fleet's key (--secret-key-file FILE), or put it through a daemon's API (--endpoint)");
  }

  @Override
  public FleetView view() {
    return registry.view();
  }

  @Override
  public void put(UnitSubmission submission) {
    registry.put(submission);
  }

  @Override
  public void setDesiredState(UnitName name, DesiredState state) {
    registry.setDesiredState(name, state);
  }

  @Override
  public void putAll(Collection<UnitSubmission> submissions) {
    registry.putAll(submissions);
  }

  @Override
  public void setDesiredStates(Collection<UnitName> names, DesiredState state) {
    registry.setDesiredStates(names, state);
  }

  @Override
  public void destroy(UnitName name) {
    registry.destroy(name);
  }

  @Override
  public void editMetadata(List<MetadataEdit> edits) {
    registry.editMetadata(edits);
  }

  @Override
  public Optional<FleetExtensions> extensions() {
    return registry.extensions();
  }

  @Override
  public void close() {
    registry.close();
    store.close();
    timeline.close();
    tunnel.ifPresent(SshTunnel::close);
  }
}
