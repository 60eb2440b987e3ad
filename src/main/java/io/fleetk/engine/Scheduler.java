package io.fleetk.engine;

import java.util.List;

/**
 * Decides who runs what: a pure function of a {@link ClusterView}. The same view gives the same
 * decisions, and the view that they lead to gives none.
 *
 * <ul>
 *   <li>A unit goes to the machine with the fewest units among those that may have it; among
 *       equals, by machine ID. A global unit goes to all of them.
 *   <li>It stays there. It leaves only if that machine is lost or removed, or may no longer have it
 *       (its metadata, its leader, a conflict), or if a unit that replaces it came and another
 *       machine can have it. A machine that joins changes nothing for units that are placed.
 *   <li>Followers go where their leaders go. A cordoned machine is given nothing new.
 *   <li>Of a unit that can be placed nowhere it says why.
 * </ul>
 */
public final class Scheduler {

  /** What to do about a fleet, in the order in which to do it: what leaves, before what comes. */
  public List<Decision> decide(ClusterView view) {
    FollowOrder order = new FollowOrder(view);
    Draft draft = new Draft(view);
    new Round(view, order, draft).run();
    return new Outcome(view, order, draft).decisions();
  }
}
