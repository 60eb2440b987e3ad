package io.fleetk.engine;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetView;
import io.fleetk.registry.EngineWrite;
import io.fleetk.registry.Term;
import io.fleetk.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A helm that a test can take away, get in between of, and count the uses of. */
final class WatchedHelm implements Helm {
  private final Helm helm;
  final AtomicInteger views = new AtomicInteger();
  final AtomicInteger writes = new AtomicInteger();
  final AtomicInteger collections = new AtomicInteger();
  private volatile Runnable beforeNextWrite = () -> {};
  private volatile Runnable afterNextCampaign = () -> {};
  private volatile boolean down;
  private volatile boolean eventsLost;

  WatchedHelm(Helm helm) {
    this.helm = helm;
  }

  /** Takes the store away, as an etcd that does not answer, or gives it back. */
  void down(boolean isDown) {
    down = isDown;
  }

  /** Breaks the stream of events that is followed, at its next event. */
  void loseEvents() {
    eventsLost = true;
  }

  /** Lets somebody else act when the engine has decided and has yet to write. */
  void beforeNextWrite(Runnable action) {
    beforeNextWrite = action;
  }

  /** Lets something happen when the store has answered a candidate that has yet to hear of it. */
  void afterNextCampaign(Runnable action) {
    afterNextCampaign = action;
  }

  private Helm reached() {
    if (down) {
      throw new StoreUnavailableException("etcd at http://10.0.0.1:2379 does not answer");
    }
    return helm;
  }

  @Override
  public Optional<Term> campaign(String candidate, Duration ttl) {
    Optional<Term> term = reached().campaign(candidate, ttl);
    Runnable action = afterNextCampaign;
    afterNextCampaign = () -> {};
    action.run();
    return term;
  }

  @Override
  public void renew(Term term) {
    reached().renew(term);
  }

  @Override
  public void resign(Term term) {
    reached().resign(term);
  }

  @Override
  public boolean awaitVacancy(Duration patience) {
    return reached().awaitVacancy(patience);
  }

  @Override
  public List<EngineWrite> write(Term term, long asOf, List<EngineWrite> all) {
    Runnable action = beforeNextWrite;
    beforeNextWrite = () -> {};
    action.run();
    List<EngineWrite> written = reached().write(term, asOf, all);
    writes.incrementAndGet();
    return written;
  }

  @Override
  public List<EngineWrite.Stray> strays() {
    return reached().strays();
  }

  @Override
  public void noteAway(Term term, String machineId, Instant at) {
    reached().noteAway(term, machineId, at);
  }

  @Override
  public int collectContents(Term term) {
    collections.incrementAndGet();
    return reached().collectContents(term);
  }

  @Override
  public FleetView view() {
    views.incrementAndGet();
    return reached().view();
  }

  @Override
  public EventStream events(long afterRevision) {
    EventStream stream = reached().events(afterRevision);
    return new EventStream() {
      @Override
      public List<FleetEvent> next(Duration patience) {
        List<FleetEvent> events = stream.next(patience);
        if (eventsLost && !events.isEmpty()) {
          eventsLost = false;
          throw new EventsLostException("the store has forgotten what happened since");
        }
        reached();
        return events;
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }
}
