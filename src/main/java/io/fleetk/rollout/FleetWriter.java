package io.fleetk.rollout;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.plan.Change;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writes that every fleet knows, each told in one line. */
final class FleetWriter {
  private static final Logger log = LoggerFactory.getLogger(FleetWriter.class);

  private final Fleet fleet;
  private final PatientFleet patient;
  private final Consumer<String> teller;

  FleetWriter(Fleet fleet, PatientFleet patient, Consumer<String> teller) {
    this.fleet = fleet;
    this.patient = patient;
    this.teller = teller;
  }

  PatientFleet patient() {
    return patient;
  }

  /** Says what was done. */
  void tell(String text) {
    log.info("{}", text);
    teller.accept(text);
  }

  void put(UnitGoal goal, DesiredState desired, boolean held) throws InterruptedException {
    UnitSubmission wanted = goal.wanted();
    patient.tell(
        () ->
            fleet.put(
                new UnitSubmission(
                    wanted.name(), wanted.content(), desired, wanted.stack(), held)));
    tell(done(goal) + " " + wanted.name());
  }

  private static String done(UnitGoal goal) {
    boolean created = goal.changes().stream().anyMatch(Change.Create.class::isInstance);
    boolean adopted = goal.changes().stream().anyMatch(Change.Adopt.class::isInstance);
    return created ? "created" : adopted ? "adopted" : "put the text of";
  }

  void setDesiredState(UnitName unit, DesiredState desired) throws InterruptedException {
    patient.tell(() -> fleet.setDesiredState(unit, desired));
    tell("%s is to be %s".formatted(unit, desired.wire()));
  }

  void destroy(UnitName unit, FleetView view) throws InterruptedException {
    if (view.unit(unit).isEmpty()) {
      return;
    }
    try {
      patient.tell(() -> fleet.destroy(unit));
      tell("destroyed " + unit);
    } catch (FleetRefusedException e) {
      if (patient.ask(fleet::view).unit(unit).isPresent()) {
        throw e;
      }
      tell(unit + " is gone already");
    }
  }

  /** Sets a desired state once, for a rollout that ends; what fails is only logged. */
  void leave(UnitName unit, DesiredState desired) {
    try {
      fleet.setDesiredState(unit, desired);
    } catch (FleetException e) {
      log.warn("{} was left to be {}: {}", unit, DesiredState.LOADED.wire(), e.getMessage());
    }
  }
}
