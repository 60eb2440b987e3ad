package io.fleetk.fleet;

import io.fleetk.unit.Hash;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What fleetk's fleets offer beyond the fleet v1 API: pacing, events, locks, logs. */
public interface FleetExtensions {

  /**
   * Lets machines take a unit's content and restart generation. A put that was {@link
   * UnitSubmission#held()} and a restart change no machine until they are released to it. A release
   * of a generation above the unit's own restarts the unit on that machine alone.
   *
   * @throws FleetRefusedException when there is no such unit
   */
  void release(List<Release> releases);

  /**
   * Asks for a restart: raises the unit's restart generation above its own and any that a machine
   * has reached or was released to; machines follow as they are released.
   *
   * @return the new generation
   * @throws FleetRefusedException when there is no such unit
   */
  long restart(UnitName name);

  /**
   * Follows what changes.
   *
   * @param afterRevision the first event is the first one with a higher revision
   */
  EventStream events(long afterRevision);

  /**
   * A part of a unit's journal on a machine, oldest lines first. Waits as long as the range says.
   *
   * @throws FleetRefusedException when the machine is away, or cannot read its journal there
   */
  JournalLines journal(UnitName unit, String machineId, JournalRange range);

  /**
   * The last lines of a unit's journal on a machine, oldest first; throws as {@link
   * #journal(UnitName, String, JournalRange)} does.
   *
   * @param lines how many at most
   */
  default List<String> journal(UnitName unit, String machineId, int lines) {
    return journal(unit, machineId, JournalRange.last(lines)).lines();
  }

  /** Tries to take a stack's lock, without waiting. */
  LockAttempt tryLock(String stack, String holder, Duration ttl);

  /**
   * Keeps a lock for another {@code ttl}.
   *
   * @throws FleetRefusedException when it was lost
   */
  void renewLock(String stack, String token);

  /** Gives a lock back; does nothing when it is already lost. */
  void unlock(String stack, String token);

  /**
   * Removes a member that has left for good.
   *
   * @throws FleetRefusedException when it is present, or no member
   */
  void removeMember(String machineId);

  /**
   * Keeps new units away from a machine, or lets them come again; what it has stays.
   *
   * @throws FleetRefusedException when it is no member
   */
  void setCordon(String machineId, boolean cordoned);

  /** The fleet's secrets; empty when it keeps none. */
  default Optional<FleetSecrets> secrets() {
    return Optional.empty();
  }

  /**
   * That a machine may take a content and a restart generation of a unit.
   *
   * @param unit the unit
   * @param machineId the machine
   * @param contentId the content that it may take
   * @param generation the restart generation that it may reach
   */
  record Release(UnitName unit, String machineId, Hash contentId, long generation) {}
}
