package io.fleetk.v1;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.util.List;
import java.util.Map;

/**
 * A unit with all that fleetk knows of it (fleetk extension).
 *
 * @param name its name
 * @param contentId what its text and files are known by
 * @param desiredState what it should be brought to
 * @param stack who owns it; empty when nobody does
 * @param generation its restart generation
 * @param held whether machines keep what they have until they are released
 * @param pending why it is on no machine; empty when there is nothing to say
 * @param assignments which machine should have what
 * @param releases by machine ID: what it was allowed to take
 * @param options its unit file
 * @param files what it carries
 * @param secrets what is delivered beside it
 */
@JsonInclude(Include.NON_EMPTY)
public record ExtendedUnit(
    String name,
    String contentId,
    String desiredState,
    String stack,
    long generation,
    boolean held,
    String pending,
    List<AssignmentEntity> assignments,
    Map<String, Release> releases,
    List<OptionEntity> options,
    List<CarriedFileEntity> files,
    List<CarriedSecretEntity> secrets) {

  /** What a machine was allowed to take. */
  public record Release(String contentId, long generation) {}

  /** That a machine should have a unit. */
  public record AssignmentEntity(
      String machineID, String contentId, String runHash, String desiredState, long generation) {}

  /** An absent field is an empty one. */
  public ExtendedUnit {
    name = Json.orEmpty(name);
    contentId = Json.orEmpty(contentId);
    desiredState = Json.orEmpty(desiredState);
    stack = Json.orEmpty(stack);
    pending = Json.orEmpty(pending);
    assignments = Json.orEmpty(assignments);
    releases = Json.orEmpty(releases);
    options = Json.orEmpty(options);
    files = Json.orEmpty(files);
    secrets = Json.orEmpty(secrets);
  }

  /** A unit for the wire. */
  public static ExtendedUnit of(FleetUnit unit) {
    return new ExtendedUnit(
        unit.name().text(),
        unit.content().id().hex(),
        unit.desiredState().wire(),
        unit.stack().orElse(""),
        unit.generation(),
        unit.held(),
        unit.pending().orElse(""),
        unit.assignments().values().stream().map(ExtendedUnit::entity).toList(),
        unit.releases().entrySet().stream()
            .collect(
                toMap(
                    Map.Entry::getKey,
                    entry ->
                        new Release(
                            entry.getValue().contentId().hex(), entry.getValue().generation()))),
        OptionEntity.of(unit.content().file()),
        CarriedFileEntity.of(unit.content().files()),
        CarriedSecretEntity.of(unit.content().secrets()));
  }

  private static AssignmentEntity entity(Assignment assignment) {
    return new AssignmentEntity(
        assignment.machineId(),
        assignment.contentId().hex(),
        assignment.runHash().hex(),
        assignment.desiredState().wire(),
        assignment.generation());
  }

  /**
   * The unit in the domain.
   *
   * @throws IllegalArgumentException when a name, hash or state is none
   */
  public FleetUnit unit() {
    return new FleetUnit(
        new UnitName(name),
        new UnitContent(
            OptionEntity.file(options),
            files.stream().map(CarriedFileEntity::file).toList(),
            secrets.stream().map(CarriedSecretEntity::carried).toList()),
        ExtendedSubmission.state(desiredState),
        ExtendedSubmission.owner(stack),
        generation,
        held,
        assignments.stream()
            .map(ExtendedUnit::assignment)
            .collect(toMap(Assignment::machineId, assignment -> assignment)),
        releases.entrySet().stream()
            .collect(
                toMap(
                    Map.Entry::getKey,
                    entry ->
                        new FleetUnit.Release(
                            new Hash(entry.getValue().contentId()),
                            entry.getValue().generation()))),
        ExtendedSubmission.owner(pending));
  }

  private static Assignment assignment(AssignmentEntity entity) {
    return new Assignment(
        entity.machineID(),
        new Hash(entity.contentId()),
        new Hash(entity.runHash()),
        ExtendedSubmission.state(entity.desiredState()),
        entity.generation());
  }
}
