package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Assignment;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an agent notes beside a unit: what is on disk, and what was last done to it. When it equals
 * what the schedule asks for ({@link #of}), there is nothing to do for the unit.
 *
 * @param contentId the content on disk, or the one that was there before an incomplete delivery
 * @param runHash the run hash that its process was started with, or will be when it starts; empty
 *     when it was running before any agent knew it
 * @param generation the restart generation it has reached
 * @param acted the desired state that was last acted on
 * @param files paths of the files and secrets that may be on disk and belong to it
 * @param secrets which version of a secret lies at which path; nothing while it is incomplete
 * @param incomplete whether a delivery began and is not known to have ended: any of the files may
 *     be missing, or be of another content
 */
record Tag(
    Hash contentId,
    Optional<Hash> runHash,
    long generation,
    DesiredState acted,
    List<String> files,
    Map<String, Long> secrets,
    boolean incomplete) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  Tag {
    requireNonNull(contentId);
    requireNonNull(runHash);
    requireNonNull(acted);
    files = List.copyOf(files);
    // An earlier agent noted none.
    secrets = new TreeMap<>(secrets == null ? Map.of() : secrets);
  }

  /**
   * The tag of a unit that is all that the schedule asks for.
   *
   * @param newest what is to be written for the secrets that it names
   */
  static Tag of(ScheduledUnit unit, NewestSecrets newest) {
    Map<String, Long> versions = new HashMap<>();
    unit.content()
        .secrets()
        .forEach(secret -> versions.put(secret.path(), newest.of(secret).version()));
    return new Tag(
        unit.assignment().contentId(),
        Optional.of(unit.assignment().runHash()),
        unit.assignment().generation(),
        unit.assignment().desiredState(),
        paths(unit.content()),
        versions,
        false);
  }

  /**
   * The tag of a unit that a delivery is about to begin for: of the process it says what was true
   * before, and of files all that may be there from now on.
   *
   * @param before the tag that it has; empty for a unit that no agent placed
   * @param goal the tag that it should come to
   */
  static Tag underway(Optional<Tag> before, Tag goal) {
    return new Tag(
        before.map(Tag::contentId).orElse(goal.contentId()),
        before.flatMap(Tag::runHash),
        before.map(Tag::generation).orElse(goal.generation()),
        before.map(Tag::acted).orElse(DesiredState.INACTIVE),
        union(before, goal),
        Map.of(),
        true);
  }

  /** This tag when the delivery that it is about has brought all that another one says. */
  Tag completed(Tag goal) {
    return new Tag(goal.contentId(), runHash, generation, acted, files, goal.secrets(), false);
  }

  /** The files of two tags, in order. */
  private static List<String> union(Optional<Tag> before, Tag goal) {
    return Stream.concat(
            before.stream().flatMap(tag -> tag.files().stream()), goal.files().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether the files of this tag's content are all there, and what they should be. */
  boolean delivered(Tag goal) {
    return !incomplete && contentId.equals(goal.contentId()) && secrets.equals(goal.secrets());
  }

  /** Whether what was last done to the unit is all that is asked for. */
  boolean follows(Assignment goal) {
    return runHash.filter(goal.runHash()::equals).isPresent()
        && generation == goal.generation()
        && acted == goal.desiredState();
  }

  /** Where the files and secrets of a content go, in order. */
  static List<String> paths(UnitContent content) {
    return Stream.concat(
            content.files().stream().map(CarriedFile::path),
            content.secrets().stream().map(CarriedSecret::path))
        .distinct()
        .sorted()
        .toList();
  }

  Tag withActed(DesiredState state) {
    return new Tag(contentId, runHash, generation, state, files, secrets, incomplete);
  }

  Tag withFiles(List<String> paths) {
    return new Tag(contentId, runHash, generation, acted, paths, secrets, incomplete);
  }

  /** This tag where it says more than is known of the files. */
  Tag withIncomplete() {
    return new Tag(contentId, runHash, generation, acted, files, Map.of(), true);
  }

  /** One line of text. */
  String encode() {
    return JSON.writeValueAsString(this);
  }

  /** The tag that a text stands for; empty when no agent wrote it. */
  static Optional<Tag> decode(String text) {
    try {
      return Optional.ofNullable(JSON.readValue(text, Tag.class));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
