package io.fleetk.engine;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.FleetView;
import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.EngineWrite;
import io.fleetk.registry.Registry;
import io.fleetk.registry.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an engine needs of the world: a fleet to follow, the lead, and what only the leader may do.
 * Fails as {@link EngineRegistry} and {@link Registry} do.
 */
interface Helm {
  Optional<Term> campaign(String candidate, Duration ttl);

  void renew(Term term);

  void resign(Term term);

  boolean awaitVacancy(Duration patience);

  List<EngineWrite> write(Term term, long asOf, List<EngineWrite> writes);

  List<EngineWrite.Stray> strays();

  void noteAway(Term term, String machineId, Instant at);

  int collectContents(Term term);

  FleetView view();

  EventStream events(long afterRevision);

  /** The helm of a fleet on a store. */
  static Helm of(EngineRegistry lead, Registry fleet) {
    return new Helm() {
      @Override
      public Optional<Term> campaign(String candidate, Duration ttl) {
        return lead.campaign(candidate, ttl);
      }

      @Override
      public void renew(Term term) {
        lead.renew(term);
      }

      @Override
      public void resign(Term term) {
        lead.resign(term);
      }

      @Override
      public boolean awaitVacancy(Duration patience) {
        return lead.awaitVacancy(patience);
      }

      @Override
      public List<EngineWrite> write(Term term, long asOf, List<EngineWrite> writes) {
        return lead.write(term, asOf, writes);
      }

      @Override
      public List<EngineWrite.Stray> strays() {
        return lead.strays();
      }

      @Override
      public void noteAway(Term term, String machineId, Instant at) {
        lead.noteAway(term, machineId, at);
      }

      @Override
      public int collectContents(Term term) {
        return lead.collectContents(term);
      }

      @Override
      public FleetView view() {
        return fleet.view();
      }

      @Override
      public EventStream events(long afterRevision) {
        return fleet.events(afterRevision);
      }
    };
  }
}
