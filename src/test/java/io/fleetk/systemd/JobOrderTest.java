package io.fleetk.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What units mean to one another (systemd.unit(5)). */
class JobOrderTest {
  private final SimulatedMachine machine = new SimulatedMachine();

  @AfterEach
  void close() {
    machine.close();
  }

  private void notify(String name, String unitOptions) {
    machine.load(
        name, "[Unit]\n" + unitOptions + "\n[Service]\nType=notify\nExecStart=/usr/bin/daemon\n");
  }

  private void failing(String name) {
    machine.load(name, "[Service]\nType=notify\nExecStart=/bin/false\n");
  }

  private Instant activeSince(String name) {
    return machine.state(name).activeSince().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Requires", "Wants", "BindsTo"})
  void startsWhatIsPulledInFirstWhereItIsOrderedSo(String option) {
    notify("db.service", "");
    notify("web.service", option + "=db.service\nAfter=db.service\n");

    machine.start("web.service");
    assertThat(machine.shown("db.service")).isEqualTo("activating/start");
    assertThat(machine.shown("web.service")).isEqualTo("inactive/dead");
    assertThat(machine.state("web.service").jobPending()).isTrue();

    machine.settle();
    assertThat(activeSince("web.service")).isAfter(activeSince("db.service"));
  }

  @Test
  void startsAtOnceWhatIsNotOrdered() {
    notify("db.service", "");
    notify("web.service", "Requires=db.service\n");

    machine.start("web.service");

    assertThat(machine.shown("web.service")).isEqualTo("activating/start");
  }

  @Test
  void ordersStartsThatWereAskedForOneByOne() {
    notify("db.service", "Before=web.service\n");
    notify("web.service", "");

    machine.start("db.service");
    machine.start("web.service");
    assertThat(machine.shown("web.service")).isEqualTo("inactive/dead");

    machine.settle();
    assertThat(activeSince("web.service")).isAfter(activeSince("db.service"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Requires", "BindsTo"})
  void aRequirementThatFailsFailsTheStart(String option) {
    failing("db.service");
    notify("web.service", option + "=db.service\nAfter=db.service\nDescription=Web\n");

    machine.start("web.service");
    machine.settle();

    assertThat(machine.shown("web.service")).isEqualTo("inactive/dead");
    assertThat(machine.state("web.service").jobPending()).isFalse();
    assertThat(machine.journal("web.service"))
        .containsExactly(
            "systemd: Dependency failed for web.service - Web.",
            "systemd: web.service: Job web.service/start failed with result 'dependency'.");
  }

  @Test
  void aWishThatFailsOrIsNotThereMattersNot() {
    failing("db.service");
    notify("web.service", "Wants=db.service gone.service\nAfter=db.service\n");

    machine.start("web.service");
    machine.settle();

    assertThat(machine.shown("web.service")).isEqualTo("active/running");
  }

  @Test
  void aRequirementThatIsNotThereIsRefusedInSystemdsWords() {
    notify("web.service", "Requires=gone.service\n");

    assertThatThrownBy(() -> machine.start("web.service"))
        .isInstanceOf(SystemdException.class)
        .hasMessage("Unit gone.service not found.");
    assertThat(machine.shown("web.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aRequisiteIsNotStartedButMustRun() {
    notify("db.service", "");
    notify("web.service", "Requisite=db.service\nAfter=db.service\n");

    machine.start("web.service");
    machine.settle();
    assertThat(machine.shown("db.service")).isEqualTo("inactive/dead");
    assertThat(machine.shown("web.service")).isEqualTo("inactive/dead");

    machine.start("db.service");
    machine.settle();
    machine.start("web.service");
    machine.settle();
    assertThat(machine.shown("web.service")).isEqualTo("active/running");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Requires", "BindsTo", "PartOf"})
  void stopsDependentsFirst(String option) {
    notify("db.service", "");
    notify("web.service", option + "=db.service\nAfter=db.service\n");
    machine.start("db.service");
    machine.start("web.service");
    machine.settle();

    machine.stop("db.service");
    assertThat(machine.shown("web.service")).isEqualTo("deactivating/stop-sigterm");
    assertThat(machine.shown("db.service")).isEqualTo("active/running");

    machine.settle();
    assertThat(machine.shown("web.service")).isEqualTo("inactive/dead");
    assertThat(machine.shown("db.service")).isEqualTo("inactive/dead");
  }

  @Test
  void restartsDependentsThatRunAndNoOthers() {
    notify("db.service", "");
    notify("web.service", "Requires=db.service\nAfter=db.service\n");
    notify("idle.service", "PartOf=db.service\n");
    machine.start("web.service");
    machine.settle();
    Instant before = activeSince("web.service");

    machine.restart("db.service");
    machine.settle();

    assertThat(activeSince("db.service")).isAfter(before);
    assertThat(activeSince("web.service")).isAfter(activeSince("db.service"));
    assertThat(machine.shown("idle.service")).isEqualTo("inactive/dead");
  }

  @Test
  void whatIsBoundGoesWhenTheOtherGoesByItself() {
    machine.load("db.service", "[Service]\nExecStart=/bin/sleep 5\n");
    notify("bound.service", "BindsTo=db.service\nAfter=db.service\n");
    notify("requiring.service", "Requires=db.service\nAfter=db.service\n");
    machine.start("bound.service");
    machine.start("requiring.service");
    machine.settle();

    machine.pass(Duration.ofSeconds(5));

    assertThat(machine.shown("db.service")).isEqualTo("inactive/dead");
    assertThat(machine.shown("bound.service")).isEqualTo("inactive/dead");
    assertThat(machine.shown("requiring.service")).isEqualTo("active/running");
  }

  @Test
  void conflictsStopOneAnotherBothWays() {
    notify("a.service", "Conflicts=b.service\nAfter=b.service\n");
    notify("b.service", "");
    machine.start("b.service");
    machine.settle();

    machine.start("a.service");
    machine.settle();
    assertThat(machine.shown("b.service")).isEqualTo("inactive/dead");
    assertThat(machine.shown("a.service")).isEqualTo("active/running");

    machine.start("b.service");
    machine.settle();
    assertThat(machine.shown("a.service")).isEqualTo("inactive/dead");
    assertThat(machine.shown("b.service")).isEqualTo("active/running");
  }

  @Test
  void aUnitCannotBothNeedAndExcludeAnother() {
    notify("db.service", "");
    notify("web.service", "Requires=db.service\nConflicts=db.service\n");

    assertThatThrownBy(() -> machine.start("web.service"))
        .hasMessageContaining("conflicting jobs 'start' and 'stop' for db.service");
  }

  @Test
  void anOrderThatGoesInCirclesIsRefused() {
    notify("a.service", "Requires=b.service\nAfter=b.service\n");
    notify("b.service", "Requires=a.service\nAfter=a.service\n");

    assertThatThrownBy(() -> machine.start("a.service"))
        .hasMessageContaining("Transaction order is cyclic");
  }

  @Test
  void aCircleIsBrokenAtWhatIsOnlyWanted() {
    notify("a.service", "Wants=b.service\nAfter=b.service\n");
    notify("b.service", "After=a.service\n");

    machine.start("a.service");
    machine.settle();

    assertThat(machine.shown("a.service")).isEqualTo("active/running");
    assertThat(machine.shown("b.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aRestartByItselfRestartsWhatRequiresIt() {
    machine.load(
        "db.service",
        "[Service]\nExecStart=/bin/sh -c 'sleep 5; exit 1'\nRestart=always\nRestartSec=1\n");
    notify("web.service", "Requires=db.service\nAfter=db.service\n");
    machine.start("web.service");
    machine.settle();
    Instant before = activeSince("web.service");

    machine.pass(Duration.ofSeconds(7));

    assertThat(machine.state("db.service").restarts()).isEqualTo(1);
    assertThat(activeSince("web.service")).isAfter(before);
  }

  @Test
  void startsWhatAFailureCallsFor() {
    machine.load(
        "a.service", "[Unit]\nOnFailure=rescue.service\n[Service]\nExecStart=/bin/false\n");
    notify("rescue.service", "");

    machine.start("a.service");
    machine.settle();

    assertThat(machine.shown("rescue.service")).isEqualTo("active/running");
  }

  @Test
  void enablingAUnitPullsItInWhereItIsWanted() {
    notify("web.service", "");
    machine.load(
        "extra.service",
        "[Service]\nExecStart=/usr/bin/daemon\n\n[Install]\nWantedBy=web.service\n");

    machine.start("web.service");

    assertThat(machine.shown("extra.service")).isEqualTo("active/running");
  }

  @Test
  void makesInstancesFromATemplate() {
    machine.load("db@.service", "[Service]\nExecStart=/bin/echo I am %i of %p\n");
    notify("web.service", "Requires=db@7.service\n");

    machine.start("web.service");
    machine.settle();

    assertThat(machine.journal("db@7.service")).contains("echo: I am 7 of db");
    assertThatThrownBy(() -> machine.start("db@.service"))
        .hasMessage("Unit name db@.service is missing the instance name.");
    assertThat(machine.systemd.state(UnitName.of("db@.service"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"network-online.target", "multi-user.target"})
  void theUsualTargetsAreReached(String target) {
    notify("a.service", "Requires=" + target + "\nAfter=" + target + "\n");

    machine.start("a.service");
    machine.settle();

    assertThat(machine.shown("a.service")).isEqualTo("active/running");
  }

  @Test
  void unmetConditionsSkipAUnitAndNobodyElse() {
    notify("a.service", "Description=Alpha\nConditionPathExists=/run/flannel/subnet.env\n");
    notify("b.service", "Requires=a.service\nAfter=a.service\n");

    machine.start("b.service");
    machine.settle();

    assertThat(machine.shown("a.service")).isEqualTo("inactive/dead");
    assertThat(machine.state("a.service").result()).isEqualTo("success");
    assertThat(machine.journal("a.service"))
        .containsExactly(
            "systemd: a.service - Alpha was skipped because of an unmet condition check"
                + " (ConditionPathExists=/run/flannel/subnet.env).");
    assertThat(machine.shown("b.service")).isEqualTo("active/running");
  }

  @Test
  void unmetAssertsFailAStart() {
    notify("a.service", "AssertPathExists=/etc/gone\n");
    notify("b.service", "Requires=a.service\nAfter=a.service\n");

    machine.start("b.service");
    machine.settle();

    assertThat(machine.shown("b.service")).isEqualTo("inactive/dead");
    assertThat(machine.journal("b.service")).contains("systemd: Dependency failed for b.service.");
  }
}
