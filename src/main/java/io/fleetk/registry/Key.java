package io.fleetk.registry;

import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;

/** What a key of the {@link Keyspace} stands for. */
sealed interface Key {
  /** A content, immutable. */
  record Content(Hash id) implements Key {}

  /** A unit's record. */
  record Unit(UnitName unit) implements Key {}

  /** What a machine should have. */
  record Schedule(String machineId, UnitName unit) implements Key {}

  /** What a machine may take of a held unit. */
  record Release(UnitName unit, String machineId) implements Key {}

  /** Why a unit is on no machine. */
  record Pending(UnitName unit) implements Key {}

  /** A member's record. */
  record Member(String machineId) implements Key {}

  /** That a machine is alive; leased. */
  record Presence(String machineId) implements Key {}

  /** What was edited of a machine's metadata. */
  record Metadata(String machineId) implements Key {}

  /** What somebody wants to know of a journal on a machine; leased. */
  record Question(String machineId, String id) implements Key {}

  /** What a machine found in its journal; leased. */
  record Answer(String machineId, String id) implements Key {}

  /** What a machine says of a unit; leased. */
  record State(String machineId, UnitName unit) implements Key {}

  /** Which engine leads; leased. */
  record Leader() implements Key {}

  /** A secret's newest version. */
  record Secret(String name) implements Key {}

  /** That there is a version of a secret. */
  record SecretVersion(String name, long version) implements Key {}

  /** The sealed text of a version of a secret. */
  record Ciphertext(String name, long version) implements Key {}

  /** Who works on a stack; leased. */
  record Lock(String stack) implements Key {}
}
