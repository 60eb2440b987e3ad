package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import io.fleetk.registry.ScheduledUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an agent notes beside a unit: what is on disk, and what was last done to it. When it equals
 * what the schedule asks for ({@link #of}), there is nothing to do for the unit.
 *
 * @param contentId the content on disk
 * @param runHash the run hash that its process was started with, or will be when it starts; empty
 *     when it was running before any agent knew it
 * @param generation the restart generation it has reached
 * @param acted the desired state that was last acted on
 * @param files paths of the files and secrets on disk that belong to it
 */
record Tag(
    Hash contentId,
    Optional<Hash> runHash,
    long generation,
    DesiredState acted,
    List<String> files) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  Tag {
    requireNonNull(contentId);
    requireNonNull(runHash);
    requireNonNull(acted);
    files = List.copyOf(files);
  }

  /** The tag of a unit that is all that the schedule asks for. */
  static Tag of(ScheduledUnit unit) {
    return new Tag(
        unit.assignment().contentId(),
        Optional.of(unit.assignment().runHash()),
        unit.assignment().generation(),
        unit.assignment().desiredState(),
        paths(unit.content()));
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
    return new Tag(contentId, runHash, generation, state, files);
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
