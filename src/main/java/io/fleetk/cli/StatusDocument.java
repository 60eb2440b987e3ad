package io.fleetk.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.EndingCertificate;
import io.fleetk.plan.StatusReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A status report for programs to read: what {@code fleetk status -o json} prints.
 *
 * @param asDesired whether everything here is as it should be
 * @param components the components
 * @param endingCertificates certificates in their secrets that end soon, or have ended
 */
record StatusDocument(
    boolean asDesired,
    List<ComponentDocument> components,
    List<EndingCertificate> endingCertificates) {

  /** A component in a document; empty {@code stack} means that no stack owns it. */
  record ComponentDocument(
      String name,
      Optional<String> stack,
      int desired,
      int placed,
      int active,
      int ready,
      @JsonProperty("new") int current,
      String standing,
      String reason,
      List<InstanceDocument> instances) {}

  /**
   * An instance in a document; what is unknown is left out, and so are the last lines of its
   * journal unless it failed or was named.
   */
  record InstanceDocument(
      String unit,
      String desiredState,
      Optional<String> machine,
      Optional<String> address,
      boolean placed,
      Optional<String> loadState,
      Optional<String> activeState,
      Optional<String> subState,
      Optional<Instant> since,
      Optional<Integer> restarts,
      Optional<String> result,
      Optional<Integer> exitStatus,
      boolean ready,
      @JsonProperty("new") boolean current,
      String standing,
      String reason,
      Optional<List<String>> journal) {}

  static StatusDocument of(
      StatusReport report, Excerpts excerpts, List<EndingCertificate> endings) {
    return new StatusDocument(
        report.asDesired(),
        report.components().stream().map(component -> component(component, excerpts)).toList(),
        endings);
  }

  static ComponentDocument component(StatusReport.Component component, Excerpts excerpts) {
    return new ComponentDocument(
        component.name(),
        component.stack(),
        component.desired(),
        component.placed(),
        component.active(),
        component.ready(),
        component.current(),
        word(component.standing()),
        component.reason(),
        component.instances().stream().map(instance -> instance(instance, excerpts)).toList());
  }

  static InstanceDocument instance(StatusReport.Instance instance, Excerpts excerpts) {
    Optional<UnitStatus> status = instance.status();
    return new InstanceDocument(
        instance.unit().text(),
        instance.desired().wire(),
        instance.machineId(),
        instance.address(),
        instance.placed(),
        status.map(UnitStatus::loadState),
        status.map(UnitStatus::activeState),
        status.map(UnitStatus::subState),
        status.flatMap(UnitStatus::since),
        status.map(UnitStatus::restarts),
        status.map(UnitStatus::result),
        status.map(UnitStatus::exitStatus),
        status.filter(UnitStatus::ready).isPresent(),
        instance.current(),
        word(instance.standing()),
        instance.reason(),
        Optional.of(excerpts.of(instance)).filter(lines -> !lines.isEmpty()));
  }

  /** The word for a standing. */
  static String word(StatusReport.Standing standing) {
    return standing.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
