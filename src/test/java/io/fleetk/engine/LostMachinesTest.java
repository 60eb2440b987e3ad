package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.registry.AgentRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of the units of machines that are away. */
class LostMachinesTest extends EngineFixture {
  private static final Duration INTERVAL = AgentRegistry.renewalInterval(EngineSettings.AGENT_TTL);

  @Test
  void movesTheUnitsOfAVanishedMachineOnlyAfterARenewalIntervalAndTheGrace() {
    join(M1);
    join(M2);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    vanish(M1);
    pass(Duration.ofSeconds(3));
    settle();
    assertThat(machinesOf("a.service")).containsExactly(M1);
    pass(Duration.ofSeconds(1));

    eventuallyOn("a.service", M2);
    assertThat(fleet.view().machine(M1)).isPresent();
  }

  @Test
  void leavesTheUnitsOfAMachineThatComesBackWithinTheGrace() {
    join(M1);
    join(M2);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    vanish(M1);
    pass(Duration.ofSeconds(3));
    join(M1);
    pass(Duration.ofSeconds(10));
    settle();

    assertThat(machinesOf("a.service")).containsExactly(M1);
  }

  @Test
  void waitsAFullLeaseAndTheGraceAfterItGainedTheLead() {
    join(M1);
    join(M2);
    Engine first = engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    first.close();
    vanish(M1);

    engine("two");
    settle();
    pass(Duration.ofSeconds(31));
    settle();
    assertThat(machinesOf("a.service")).containsExactly(M1);
    pass(Duration.ofSeconds(1));

    eventuallyOn("a.service", M2);
  }

  @Test
  void movesNothingWhenTwoOfThreeMachinesAreCutOffThatHadRenewedAnIntervalApart() {
    join(M1);
    join(M2);
    join(M3);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    cutOff(M1);
    pass(INTERVAL);
    cutOff(M2);
    pass(EngineSettings.AGENT_TTL.minus(INTERVAL));
    seenAway(1);
    pass(INTERVAL);
    seenAway(2);
    pass(Duration.ofSeconds(60));
    settle();

    assertThat(machinesOf("a.service")).containsExactly(M1);
    assertThat(engines.getFirst().describe()).contains("2 away, 0 of them lost");
  }

  @Test
  void movesTheUnitsOfTheOneMachineOfThreeThatIsCutOff() {
    join(M1);
    join(M2);
    join(M3);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    cutOff(M1);
    pass(EngineSettings.AGENT_TTL);
    seenAway(1);
    pass(INTERVAL.plus(EngineSettings.AGENT_GRACE));

    eventuallyOn("a.service", M2);
  }

  @Test
  void movesNothingWhenMoreThanHalfOfTheMachinesVanishTogether() {
    join(M1);
    join(M2);
    join(M3);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    vanish(M1);
    vanish(M2);
    pass(Duration.ofSeconds(60));
    settle();

    assertThat(machinesOf("a.service")).containsExactly(M1);
  }

  @Test
  void givesMachinesThatVanishedTogetherAFullLeaseAndTheGraceOnceOneIsBack() {
    join(M1);
    join(M2);
    join(M3);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));
    vanish(M1);
    vanish(M2);
    pass(Duration.ofSeconds(60));

    join(M2);
    pass(Duration.ofSeconds(31));
    settle();
    assertThat(machinesOf("a.service")).containsExactly(M1);
    pass(Duration.ofSeconds(1));

    soon().untilAsserted(() -> assertThat(machinesOf("a.service")).doesNotContain(M1));
  }

  @Test
  void goesOnWhenTheStoreIsBackAndCallsNobodyLostBeforeAFullLease() {
    join(M1);
    join(M2);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    helms.getFirst().down(true);
    leave(M1);
    soon().until(() -> !engines.getFirst().describe().contains("machines"));
    helms.getFirst().down(false);
    pass(Duration.ofSeconds(1));
    soon().until(() -> engines.getFirst().describe().contains("machines"));
    pass(Duration.ofSeconds(31));
    settle();
    assertThat(machinesOf("a.service")).containsExactly(M1);
    pass(Duration.ofSeconds(1));

    eventuallyOn("a.service", M2);
  }
}
