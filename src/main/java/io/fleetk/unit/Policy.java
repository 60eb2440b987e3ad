package io.fleetk.unit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A unit's {@code [X-Fleetk]} section: how many there should be, when it is ready, how it is rolled
 * out, what it carries.
 *
 * @param instances how many instances of a template exist ({@code Instances=})
 * @param desiredState what an apply brings the unit to ({@code DesiredState=}, default launched)
 * @param await components that must be ready before this starts ({@code Await=})
 * @param readiness when it is ready
 * @param readyTimeout how long a rollout waits for it to be ready ({@code ReadyTimeoutSec=})
 * @param minReady how long it must stay ready before a rollout goes on ({@code MinReadySec=})
 * @param maxUnavailable how many instances may be down at once ({@code MaxUnavailable=}, default 1)
 * @param update what a changed unit gets ({@code Update=}, default rolling)
 * @param onFailure what a failed rollout does ({@code OnFailure=}, default pause)
 * @param files what the unit carries ({@code File=})
 * @param secrets what is delivered beside the unit ({@code Secret=})
 * @param onPartition what becomes of it on a machine that lost the cluster ({@code OnPartition=})
 * @param stack who owns the unit ({@code Stack=})
 * @param basis the hash of what the unit would be on a fleet without machines ({@code Basis=},
 *     written by fleetk into units that use the list of machines)
 * @param scaledFrom how many instances the stack's directory said, while the fleet was told to have
 *     another number ({@code ScaledFrom=}, written by {@code fleetk scale})
 */
public record Policy(
    OptionalInt instances,
    DesiredState desiredState,
    List<String> await,
    Readiness readiness,
    Duration readyTimeout,
    Duration minReady,
    MaxUnavailable maxUnavailable,
    Update update,
    OnFailure onFailure,
    List<FileSpec> files,
    List<SecretSpec> secrets,
    OnPartition onPartition,
    Optional<String> stack,
    Optional<Hash> basis,
    OptionalInt scaledFrom) {

  /** The name of the section. */
  public static final String SECTION = "X-Fleetk";

  /** How many instances of a template there may be. */
  public static final int MAX_INSTANCES = 10_000;

  /** What a changed unit gets. */
  public enum Update {
    /** Replaced a few at a time. */
    ROLLING,
    /** All stopped, then all started. */
    RECREATE,
    /** Nothing until somebody restarts it. */
    MANUAL
  }

  /** What a rollout does when an instance does not become ready. */
  public enum OnFailure {
    /** Stops, leaving the rest as they were. */
    PAUSE,
    /** Puts the old text back. */
    UNDO
  }

  /** What becomes of a unit on a machine that lost the cluster. */
  public enum OnPartition {
    /** It goes on. */
    KEEP,
    /** It is stopped before the cluster would run it elsewhere. */
    STOP
  }

  /**
   * A file to carry.
   *
   * @param path where it goes; absolute
   * @param source its place in the stack directory
   * @param mode permission bits
   */
  public record FileSpec(String path, String source, int mode) {}

  /**
   * A secret to deliver.
   *
   * @param path where it goes; absolute
   * @param secret its name in the fleet
   * @param mode permission bits
   */
  public record SecretSpec(String path, String secret, int mode) {}

  /** Copies the lists. */
  public Policy {
    await = List.copyOf(await);
    files = List.copyOf(files);
    secrets = List.copyOf(secrets);
  }

  /**
   * Reads a unit's {@code [X-Fleetk]}. Values that lint refuses are taken for their defaults here,
   * so that a unit somebody else wrote never stops a fleet.
   */
  public static Policy of(UnitName name, UnitFile file) {
    return PolicyReader.read(name, file);
  }

  /**
   * Why a unit cannot be given what its {@code Secret=} lines ask for: the first that cannot be
   * read, and why; empty when all can. Of all options this one is not taken for its default: the
   * unit would start without a key that it says it needs.
   */
  public static Optional<String> secretRefusal(UnitName name, UnitFile file) {
    return PolicyReader.problems(name, file).stream()
        .filter(problem -> file.options().get(problem.index()).namesSecret())
        .map(
            problem ->
                "Secret=%s: %s"
                    .formatted(file.options().get(problem.index()).value(), problem.reason()))
        .findFirst();
  }

  /** Whether a text may be the name of a stack ({@code Stack=}). */
  public static boolean isStackName(String text) {
    return PolicyReader.STACK.matcher(text).matches();
  }
}
