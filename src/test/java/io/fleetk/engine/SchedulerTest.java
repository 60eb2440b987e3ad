package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.unit.DesiredState;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private final Scene scene = new Scene();

  @Nested
  class Placing {
    @Test
    void spreadsUnitsOverTheLeastLoadedMachinesAndTiesGoById() {
      scene.machine("m1").machine("m2").unit("a.service").unit("b.service").unit("c.service");

      assertThat(scene.scheduleInWords())
          .containsExactly(
              "place a.service on m1: least loaded of those that may have it (0 units)",
              "place b.service on m2: least loaded of those that may have it (0 units)",
              "place c.service on m1: least loaded of those that may have it (1 units)");
    }

    @Test
    void changesNothingAboutAStablePlacementWhenAMachineJoins() {
      scene.machine("m1").unit("a.service").unit("b.service").schedule();

      assertThat(scene.machine("m2").schedule()).isEmpty();
    }

    @Test
    void givesACordonedMachineNothingNewAndLeavesItWhatItHas() {
      scene.machine("m1").unit("a.service").schedule();
      scene.cordoned("m1").unit("b.service").unit("g.service", "Global=true").schedule();

      assertThat(scene.machinesOf("a.service")).containsExactly("m1");
      assertThat(scene.machinesOf("b.service")).isEmpty();
      assertThat(scene.machinesOf("g.service")).isEmpty();
      assertThat(scene.pending("b.service")).isEqualTo("the only machine is cordoned (m1)");
    }

    @Test
    void putsAUnitOnTheMachineThatItNamesByWholeOrShortId() {
      scene
          .machine("11111111aaaaaaaa")
          .machine("22222222bbbbbbbb")
          .unit("short.service", "MachineID=22222222")
          .unit("whole.service", "MachineID=22222222bbbbbbbb")
          .unit("nowhere.service", "MachineID=33333333")
          .schedule();

      assertThat(scene.machinesOf("short.service")).containsExactly("22222222bbbbbbbb");
      assertThat(scene.machinesOf("whole.service")).containsExactly("22222222bbbbbbbb");
      assertThat(scene.pending("nowhere.service"))
          .isEqualTo("MachineID=33333333 is no machine of this fleet");
    }

    @Test
    void neverPlacesATemplateOrAnInactiveUnit() {
      scene.machine("m1").unit("a@.service").unit("b.service");

      assertThat(scene.desired("b.service", DesiredState.INACTIVE).schedule()).isEmpty();
    }

    @Test
    void takesAUnitThatBecomesInactiveFromItsMachine() {
      scene.machine("m1").unit("a.service").schedule();

      assertThat(scene.desired("a.service", DesiredState.INACTIVE).scheduleInWords())
          .containsExactly("take a.service from m1: its desired state is inactive");
    }

    @Test
    void placesAUnitThatIsOnlyToBeLoaded() {
      scene.machine("m1").unit("a.service").desired("a.service", DesiredState.LOADED).schedule();

      assertThat(scene.assignment("a.service", "m1").desiredState()).isEqualTo(DesiredState.LOADED);
    }

    @Test
    void saysThatAFleetHasNoMachines() {
      scene.unit("a.service").schedule();

      assertThat(scene.pending("a.service")).isEqualTo("the fleet has no machines");
    }

    @Test
    void saysNoLongerThatAUnitWaitsOnceItIsPlaced() {
      scene.unit("a.service").schedule();

      assertThat(scene.machine("m1").scheduleInWords())
          .containsExactly(
              "place a.service on m1: least loaded of those that may have it (0 units)",
              "a.service no longer waits: it has a machine");
      assertThat(scene.pending("a.service")).isEmpty();
    }

    @Test
    void keepsAUnitThatIsNoLongerGlobalOnOneMachine() {
      scene.machine("m1").machine("m2").unit("a.service", "Global=true").schedule();

      assertThat(scene.unit("a.service", "Global=false").schedule())
          .contains(
              new Decision.Unplace(scene.get("a.service").name(), "m2", "it is on machine m1 too"));
      assertThat(scene.machinesOf("a.service")).containsExactly("m1");
    }
  }

  @Nested
  class ByMetadata {
    @Test
    void placesAUnitWhereOneOfTheValuesOfEveryKeyIs() {
      scene
          .machine("m1", "role=node", "zone=a")
          .machine("m2", "role=master", "zone=c")
          .machine("m3", "role=master", "zone=b")
          .unit("a.service", "MachineMetadata=role=master", "MachineMetadata=\"zone=a\" \"zone=b\"")
          .schedule();

      assertThat(scene.machinesOf("a.service")).containsExactly("m3");
    }

    @Test
    void saysWhatTheMachinesHaveInstead() {
      scene
          .machine("m1", "role=node")
          .machine("m2", "role=node")
          .machine("m3")
          .unit("a.service", "MachineMetadata=role=master")
          .unit("b.service", "MachineMetadata=role=master", "MachineMetadata=zone=a")
          .unit("c.service", "MachineMetadata=role=master", "MachineMetadata=role=etcd")
          .schedule();

      assertThat(scene.pending("a.service"))
          .isEqualTo("no machine has role=master (1 machine: no role; 2 machines: role=node)");
      assertThat(scene.pending("b.service")).startsWith("no machine has role=master and zone=a (");
      assertThat(scene.pending("c.service"))
          .startsWith("no machine has role=etcd or role=master (");
    }

    @Test
    void saysThatTheOnlyFittingMachineIsAway() {
      scene
          .machine("m1", "role=master")
          .machine("m2")
          .away("m1")
          .unit("a.service", "MachineMetadata=role=master")
          .schedule();

      assertThat(scene.pending("a.service"))
          .isEqualTo("the only machine with role=master is away (m1)");
    }

    @Test
    void movesAUnitWhoseMachineNoLongerMatches() {
      scene
          .machine("m1", "role=master")
          .machine("m2", "role=master")
          .unit("a.service", "MachineMetadata=role=master")
          .schedule();

      assertThat(scene.machine("m1", "role=node").scheduleInWords())
          .containsExactly("move a.service from m1 to m2: machine m1 does not have role=master");
    }

    @Test
    void leavesAUnitOnAMachineThatIsAwayAlthoughItNoLongerMatches() {
      scene
          .machine("m1", "role=master")
          .machine("m2", "role=master")
          .unit("a.service", "MachineMetadata=role=master")
          .schedule();

      assertThat(scene.machine("m1", "role=node").away("m1").schedule()).isEmpty();
    }
  }

  @Nested
  class Following {
    @Test
    void placesAFollowerThatComesBeforeItsLeaderInTheSameRound() {
      scene
          .machine("m1")
          .machine("m2")
          .unit("0-busy.service", "MachineID=m1")
          .unit("a.service", "MachineOf=z.service")
          .unit("b.service", "MachineOf=a.service")
          .unit("z.service")
          .schedule();

      assertThat(scene.machinesOf("z.service")).containsExactly("m2");
      assertThat(scene.machinesOf("a.service")).containsExactly("m2");
      assertThat(scene.machinesOf("b.service")).containsExactly("m2");
    }

    @Test
    void movesAChainOfFollowersWithItsLeader() {
      scene
          .machine("m1", "role=master")
          .machine("m2", "role=master")
          .unit("kube.service", "MachineMetadata=role=master")
          .unit("a.service", "MachineOf=kube.service")
          .unit("b.service", "MachineOf=a.service")
          .schedule();

      assertThat(scene.machine("m1", "role=node").scheduleInWords())
          .containsExactly(
              "move kube.service from m1 to m2: machine m1 does not have role=master",
              "move a.service from m1 to m2: it follows kube.service, which leaves",
              "move b.service from m1 to m2: it follows a.service, which leaves");
    }

    @Test
    void unplacesAFollowerWhoseLeaderIsUnplaced() {
      scene
          .machine("m1")
          .unit("kube.service")
          .unit("a.service", "MachineOf=kube.service")
          .schedule();

      scene.desired("kube.service", DesiredState.INACTIVE).schedule();

      assertThat(scene.machinesOf("a.service")).isEmpty();
      assertThat(scene.pending("a.service"))
          .isEqualTo("follows kube.service, which is on no machine");
    }

    @Test
    void saysThatALeaderDoesNotExist() {
      scene.machine("m1").unit("a.service", "MachineOf=kube.service").schedule();

      assertThat(scene.pending("a.service"))
          .isEqualTo("follows kube.service, which is no unit of this fleet");
    }

    @Test
    void needsAllLeadersOnOneMachine() {
      scene
          .machine("m1")
          .machine("m2")
          .unit("a.service", "MachineID=m1")
          .unit("b.service", "MachineID=m2")
          .unit("f.service", "MachineOf=a.service", "MachineOf=b.service")
          .schedule();

      assertThat(scene.pending("f.service"))
          .isEqualTo("follows a.service on m1 and b.service on m2, and no machine has both");
    }

    @Test
    void saysThatALeadersMachineDoesNotFitOrIsAwayOrCordoned() {
      scene
          .machine("m1", "role=node")
          .machine("m2")
          .machine("m3")
          .unit("a.service", "MachineID=m1")
          .unit("b.service", "MachineID=m2")
          .unit("c.service", "MachineID=m3")
          .schedule();
      scene
          .away("m2")
          .cordoned("m3")
          .unit("fa.service", "MachineOf=a.service", "MachineMetadata=role=master")
          .unit("fb.service", "MachineOf=b.service")
          .unit("fc.service", "MachineOf=c.service")
          .schedule();

      assertThat(scene.pending("fa.service"))
          .isEqualTo("follows a.service, where no machine has role=master (1 machine: role=node)");
      assertThat(scene.pending("fb.service"))
          .isEqualTo("follows b.service, whose machine is away (m2)");
      assertThat(scene.pending("fc.service"))
          .isEqualTo("follows c.service, whose machine is cordoned (m3)");
    }

    @Test
    void followsAGlobalUnitToAnyMachineThatHasIt() {
      scene
          .machine("m1", "role=master")
          .machine("m2", "role=node")
          .machine("m3", "role=node")
          .unit("g.service", "Global=true", "MachineMetadata=role=node")
          .unit("f.service", "MachineOf=g.service")
          .schedule();

      assertThat(scene.machinesOf("g.service")).containsExactly("m2", "m3");
      assertThat(scene.machinesOf("f.service")).containsExactly("m2");
    }

    @Test
    void doesNotPlaceACircleAndSaysWhichItIs() {
      scene
          .machine("m1")
          .unit("a.service", "MachineOf=b.service")
          .unit("b.service", "MachineOf=a.service")
          .unit("c.service", "MachineOf=a.service")
          .schedule();

      assertThat(scene.pending("a.service"))
          .isEqualTo("follows itself (a.service → b.service → a.service): remove a MachineOf=");
      assertThat(scene.pending("c.service")).isEqualTo("follows a.service, which is on no machine");
    }

    @Test
    void leavesACircleThatIsPlacedWhereItIs() {
      scene.machine("m1").unit("a.service").unit("b.service", "MachineOf=a.service").schedule();

      assertThat(scene.unit("a.service", "MachineOf=b.service").schedule())
          .noneMatch(decision -> decision instanceof Decision.Unplace);
    }
  }

  @Nested
  class Conflicting {
    @Test
    void keepsAUnitFromAMachineWithOneThatItConflictsWith() {
      scene
          .machine("m1")
          .machine("m2")
          .unit("foo@1.service", "Conflicts=foo@*.service")
          .unit("foo@2.service", "Conflicts=foo@*.service")
          .unit("foo@3.service", "Conflicts=foo@*.service")
          .schedule();

      assertThat(scene.machinesOf("foo@1.service")).containsExactly("m1");
      assertThat(scene.machinesOf("foo@2.service")).containsExactly("m2");
      assertThat(scene.pending("foo@3.service"))
          .isEqualTo(
              "conflicts with a unit on every machine that it may be on: "
                  + "foo@1.service on m1, foo@2.service on m2");
    }

    @Test
    void keepsAUnitFromAMachineWithOneThatConflictsWithIt() {
      scene.machine("m1").unit("a.service", "Conflicts=b*.service").schedule();

      scene.unit("b.service").schedule();

      assertThat(scene.pending("b.service"))
          .isEqualTo("conflicts with a.service on every machine that it may be on (m1)");
    }

    @Test
    void keepsAGlobalUnitFromAMachineWithAConflictAndTheOtherWayRound() {
      scene.machine("m1").machine("m2").unit("a.service").schedule();
      scene.unit("g.service", "Global=true", "Conflicts=a.service b.service").schedule();
      scene.unit("b.service").schedule();

      assertThat(scene.machinesOf("a.service")).containsExactly("m1");
      assertThat(scene.machinesOf("g.service")).containsExactly("m2");
      assertThat(scene.machinesOf("b.service")).containsExactly("m1");
    }

    @Test
    void putsAGlobalUnitOnAMachineOnceTheConflictThereIsGone() {
      scene.machine("m1").unit("a.service").schedule();
      scene.unit("g.service", "Global=true", "Conflicts=a.service").schedule();
      assertThat(scene.pending("g.service")).contains("conflicts with a.service");

      scene.destroyed("a.service").schedule();

      assertThat(scene.machinesOf("g.service")).containsExactly("m1");
    }

    @Test
    void movesOneOfTwoUnitsBetweenWhichAConflictAppears() {
      scene.machine("m1").unit("a.service").unit("b.service").schedule();

      assertThat(scene.machine("m2").unit("a.service", "Conflicts=b.service").scheduleInWords())
          .contains("move b.service from m1 to m2: it conflicts with a.service")
          .noneMatch(words -> words.contains("a.service from"));
    }

    @Test
    void movesTheUnitThatCanMoveWhenTheOtherIsPinned() {
      scene.machine("m1").unit("a.service").unit("b.service", "MachineID=m1").schedule();

      scene.machine("m2").unit("a.service", "Conflicts=b.service").schedule();

      assertThat(scene.machinesOf("b.service")).containsExactly("m1");
      assertThat(scene.machinesOf("a.service")).containsExactly("m2");
    }
  }

  @Nested
  class Replacing {
    @Test
    void movesTheReplacedUnitToAnotherMachine() {
      scene.machine("m1").machine("m2").unit("old.service").unit("other.service").schedule();

      assertThat(scene.unit("new.service", "Replaces=old.service").scheduleInWords())
          .containsExactly(
              "place new.service on m1: least loaded of those that may have it (1 units)",
              "move old.service from m1 to m2: new.service replaces it");
      assertThat(scene.schedule()).isEmpty();
    }

    @Test
    void leavesTheReplacedUnitWhereItIsWhenNobodyElseCanTakeIt() {
      scene.machine("m1").unit("old.service").schedule();
      scene.unit("new.service", "Replaces=old.service").schedule();

      assertThat(scene.machinesOf("old.service")).containsExactly("m1");
      assertThat(scene.machine("m2").scheduleInWords())
          .containsExactly("move old.service from m1 to m2: new.service replaces it");
    }

    @Test
    void leavesAReplacedUnitWhereItIsWhenTheOneThatReplacesItWouldFollow() {
      scene
          .machine("m1")
          .machine("m2")
          .unit("old.service")
          .unit("side.service", "MachineOf=old.service")
          .unit("new.service", "MachineOf=side.service", "Replaces=old.service")
          .schedule();

      assertThat(scene.machinesOf("new.service")).isEqualTo(scene.machinesOf("old.service"));
      assertThat(scene.schedule()).isEmpty();
    }

    @Test
    void ignoresACircularReplace() {
      scene
          .machine("m1")
          .unit("a.service", "Replaces=b.service")
          .unit("b.service", "Replaces=a.service")
          .schedule();

      assertThat(scene.machine("m2").schedule()).isEmpty();
    }

    @Test
    void endsThreeUnitsThatReplaceOneAnotherInACircle() {
      scene
          .machine("m1")
          .unit("a.service", "Replaces=b.service")
          .unit("b.service", "Replaces=c.service")
          .unit("c.service", "Replaces=a.service")
          .schedule();

      scene.machine("m2").schedule();

      assertThat(scene.schedule()).isEmpty();
    }
  }

  @Nested
  class Losing {
    @Test
    void leavesTheUnitsOfAMachineThatIsAway() {
      scene.machine("m1").machine("m2").unit("a.service").unit("g.service", "Global=true");
      scene.schedule();

      assertThat(scene.away("m1").schedule()).isEmpty();
    }

    @Test
    void movesTheUnitsOfALostMachineWithTheirFollowersAndNotTheGlobalOnes() {
      scene
          .machine("m1")
          .machine("m2")
          .unit("a.service")
          .unit("f.service", "MachineOf=a.service")
          .unit("g.service", "Global=true")
          .schedule();

      assertThat(scene.lost("m1").scheduleInWords())
          .containsExactly(
              "move a.service from m1 to m2: machine m1 is lost",
              "move f.service from m1 to m2: it follows a.service, which leaves");
      assertThat(scene.machinesOf("g.service")).containsExactly("m1", "m2");
    }

    @Test
    void leavesWhatNobodyElseCanHaveOnTheLostMachineAndSaysWhy() {
      scene
          .machine("m1", "role=master")
          .machine("m2")
          .unit("a.service", "MachineMetadata=role=master")
          .schedule();

      scene.lost("m1").schedule();
      assertThat(scene.machinesOf("a.service")).containsExactly("m1");
      assertThat(scene.pending("a.service"))
          .isEqualTo("its machine m1 is lost; the only machine with role=master is away (m1)");

      assertThat(scene.back("m1").scheduleInWords())
          .containsExactly("a.service no longer waits: it has a machine");
    }

    @Test
    void takesEverythingFromAMachineThatIsNoMemberAnyMore() {
      scene.machine("m1").machine("m2").unit("a.service").unit("g.service", "Global=true");
      scene.schedule();

      scene.removed("m1").schedule();

      assertThat(scene.machinesOf("a.service")).containsExactly("m2");
      assertThat(scene.machinesOf("g.service")).containsExactly("m2");
    }

    @Test
    void carriesTheHeldContentAndGenerationToTheNewMachine() {
      scene.machine("m1").machine("m2").unit("a.service").schedule();
      var had = scene.assignment("a.service", "m1");
      scene.restart("a.service").heldChange("a.service", "/bin/new").schedule();

      scene.lost("m1").schedule();

      var has = scene.assignment("a.service", "m2");
      assertThat(has.contentId()).isEqualTo(had.contentId());
      assertThat(has.generation()).isEqualTo(had.generation());
    }
  }

  @Nested
  class PacingOfChanges {
    @Test
    void givesOnlyTheReleasedMachineTheNewContentAndDropsTheRelease() {
      scene.machine("m1").machine("m2").unit("g.service", "Global=true").schedule();
      var old = scene.assignment("g.service", "m1");

      assertThat(scene.heldChange("g.service", "/bin/new").schedule()).isEmpty();
      scene.release("g.service", "m2").schedule();

      assertThat(scene.assignment("g.service", "m1")).isEqualTo(old);
      assertThat(scene.assignment("g.service", "m2").contentId())
          .isEqualTo(scene.get("g.service").content().id());
      assertThat(scene.get("g.service").releases()).isEmpty();
    }

    @Test
    void restartsAUnitOnOneMachineAloneWhenTheReleaseIsAheadOfIt() {
      scene.machine("m1").machine("m2").unit("g.service", "Global=true").schedule();

      scene.release("g.service", "m2", 1).schedule();

      assertThat(scene.assignment("g.service", "m1").generation()).isZero();
      assertThat(scene.assignment("g.service", "m2").generation()).isEqualTo(1);
      assertThat(scene.get("g.service").generation()).isZero();
    }

    @Test
    void dropsAReleaseOfAContentThatTheUnitNoLongerHas() {
      scene.machine("m1").unit("a.service").schedule();
      var old = scene.assignment("a.service", "m1");

      scene
          .heldChange("a.service", "/bin/new")
          .release("a.service", "m1")
          .heldChange("a.service", "/bin/newer")
          .schedule();

      assertThat(scene.assignment("a.service", "m1")).isEqualTo(old);
      assertThat(scene.get("a.service").releases()).isEmpty();
    }

    @Test
    void letsAChangeThatNoProcessFeelsThroughAtOnce() {
      scene.machine("m1").unit("a.service").schedule();

      scene.heldDescription("a.service", "the same").schedule();

      assertThat(scene.assignment("a.service", "m1").contentId())
          .isEqualTo(scene.get("a.service").content().id());
    }

    @Test
    void restartsAMachineOnlyOnceItIsReleased() {
      scene.machine("m1").unit("a.service").schedule();

      assertThat(scene.restart("a.service").schedule()).isEmpty();
      assertThat(scene.release("a.service", "m1").scheduleInWords())
          .containsExactly(
              "update a.service on m1: restart 1",
              "drop the release of a.service to m1: the machine may have all that is new");
    }

    @Test
    void releasesEverywhereWhenAUnitIsNoLongerHeld() {
      scene.machine("m1").unit("a.service").schedule();
      scene.restart("a.service").heldChange("a.service", "/bin/new").schedule();

      scene.letGo("a.service").schedule();

      assertThat(scene.assignment("a.service", "m1"))
          .isEqualTo(Pacing.fresh(KnownUnit.of(scene.get("a.service")), "m1"));
    }

    @Test
    void letsADesiredStateThroughAlthoughTheUnitIsHeld() {
      scene.machine("m1").unit("a.service").schedule();

      assertThat(
              scene
                  .heldChange("a.service", "/bin/new")
                  .desired("a.service", DesiredState.LOADED)
                  .scheduleInWords())
          .containsExactly("update a.service on m1: loaded instead of launched");
    }

    @Test
    void givesAMachineThatJoinsTheNewestContentOfAHeldGlobalUnit() {
      scene.machine("m1").unit("g.service", "Global=true").schedule();
      var old = scene.assignment("g.service", "m1");
      scene.unit("g.service", "Global=true", "Conflicts=none.service").schedule();
      scene.restart("g.service").machine("m2").schedule();

      assertThat(scene.assignment("g.service", "m2").generation()).isEqualTo(1);
      assertThat(scene.assignment("g.service", "m1").generation()).isEqualTo(old.generation());
    }
  }
}
