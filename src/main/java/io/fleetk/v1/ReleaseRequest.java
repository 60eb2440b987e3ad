package io.fleetk.v1;

import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.util.List;

/**
 * What machines may take (fleetk extension, {@code POST /fleetk/v1/release}).
 *
 * @param releases unit by unit and machine by machine
 */
public record ReleaseRequest(List<Entry> releases) {
  /** That a machine may take a content and a restart generation of a unit. */
  public record Entry(String name, String machineID, String contentId, long generation) {
    /** An absent field is an empty one. */
    public Entry {
      name = Json.orEmpty(name);
      machineID = Json.orEmpty(machineID);
      contentId = Json.orEmpty(contentId);
    }
  }

  /** An absent list is an empty one. */
  public ReleaseRequest {
    releases = Json.orEmpty(releases);
  }

  /** Releases for the wire. */
  public static ReleaseRequest of(List<Release> releases) {
    return new ReleaseRequest(
        releases.stream()
            .map(
                release ->
                    new Entry(
                        release.unit().text(),
                        release.machineId(),
                        release.contentId().hex(),
                        release.generation()))
            .toList());
  }

  /**
   * The releases in the domain.
   *
   * @throws IllegalArgumentException when a name or hash is none
   */
  public List<Release> inDomain() {
    return releases.stream()
        .map(
            entry ->
                new Release(
                    new UnitName(entry.name()),
                    entry.machineID(),
                    new Hash(entry.contentId()),
                    entry.generation()))
        .toList();
  }
}
