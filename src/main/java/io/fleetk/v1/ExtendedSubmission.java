package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.util.List;
import java.util.Optional;

/**
 * A unit to make or replace (fleetk extension, {@code PUT /fleetk/v1/units/<name>}).
 *
 * @param options its unit file
 * @param files what it carries, in the order of its {@code File=} options
 * @param secrets what is delivered beside it, in the order of its {@code Secret=} options; without
 *     any, the fleet takes the newest version of those that the unit file names
 * @param desiredState what to bring it to
 * @param stack who owns it; empty when nobody does
 * @param held whether machines keep what they have until they are released
 */
@JsonInclude(Include.NON_EMPTY)
@JsonPropertyOrder({"desiredState", "stack", "held", "options", "files", "secrets"})
public record ExtendedSubmission(
    List<OptionEntity> options,
    List<CarriedFileEntity> files,
    List<CarriedSecretEntity> secrets,
    String desiredState,
    String stack,
    boolean held) {
  /** An absent field is an empty one. */
  public ExtendedSubmission {
    options = Json.orEmpty(options);
    files = Json.orEmpty(files);
    secrets = Json.orEmpty(secrets);
    desiredState = Json.orEmpty(desiredState);
    stack = Json.orEmpty(stack);
  }

  /** A submission for the wire; its name goes into the path. */
  public static ExtendedSubmission of(UnitSubmission submission) {
    return new ExtendedSubmission(
        OptionEntity.of(submission.content().file()),
        CarriedFileEntity.of(submission.content().files()),
        CarriedSecretEntity.of(submission.content().secrets()),
        submission.desiredState().wire(),
        submission.stack().orElse(""),
        submission.held());
  }

  /**
   * The submission in the domain.
   *
   * @throws IllegalArgumentException when the desired state is none
   */
  public UnitSubmission submission(UnitName name) {
    return new UnitSubmission(name, content(), state(desiredState), owner(stack), held);
  }

  private UnitContent content() {
    return new UnitContent(
        OptionEntity.file(options),
        files.stream().map(CarriedFileEntity::file).toList(),
        secrets.stream().map(CarriedSecretEntity::carried).toList());
  }

  /**
   * A state by its word.
   *
   * @throws IllegalArgumentException in fleet's words when there is none
   */
  public static DesiredState state(String word) {
    return DesiredState.ofWire(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException("invalid value \"%s\" for JobState".formatted(word)));
  }

  static Optional<String> owner(String stack) {
    return stack.isEmpty() ? Optional.empty() : Optional.of(stack);
  }
}
