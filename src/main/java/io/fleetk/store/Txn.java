package io.fleetk.store;

import java.util.ArrayList;
import java.util.List;

/**
 * A transaction: operations that happen together, if all conditions hold.
 *
 * @param conditions all must hold
 * @param operations at most one for each key
 */
public record Txn(List<Condition> conditions, List<Operation> operations) {
  /** The most operations that one transaction may have (etcd's default is 128). */
  public static final int MAX_OPERATIONS = 100;

  /**
   * The most bytes of keys and values that one transaction may have (etcd's default is 1.5 MiB).
   */
  public static final int MAX_BYTES = 512 * 1024;

  /** Copies the lists. */
  public Txn {
    conditions = List.copyOf(conditions);
    operations = List.copyOf(operations);
  }

  /** Something that must be true of a key. */
  public sealed interface Condition {
    /** The key was last written at this revision; 0 means that it does not exist. */
    record ModRevision(String key, long revision) implements Condition {}

    /** The key was made at this revision and has existed since; 0 means that it does not exist. */
    record CreateRevision(String key, long revision) implements Condition {}
  }

  /** Something to do to a key. */
  public sealed interface Operation {
    /** The key that it is done to. */
    String key();

    /** Writes a value; {@code lease} 0 ties the key to none. */
    record Put(String key, String value, long lease) implements Operation {}

    /** Removes a key, if it exists. */
    record Delete(String key) implements Operation {}
  }

  /** An empty transaction to add to. */
  public static Builder builder() {
    return new Builder();
  }

  /** Gathers a transaction. */
  public static final class Builder {
    private final List<Condition> conditions = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();

    private Builder() {}

    /** Only if the key was last written at this revision; 0 means that it does not exist. */
    public Builder ifModRevision(String key, long revision) {
      conditions.add(new Condition.ModRevision(key, revision));
      return this;
    }

    /** Only if the key was made at this revision; 0 means that it does not exist. */
    public Builder ifCreateRevision(String key, long revision) {
      conditions.add(new Condition.CreateRevision(key, revision));
      return this;
    }

    /** Writes a value. */
    public Builder put(String key, String value) {
      return put(key, value, 0);
    }

    /** Writes a value tied to a lease. */
    public Builder put(String key, String value, long lease) {
      operations.add(new Operation.Put(key, value, lease));
      return this;
    }

    /** Removes a key. */
    public Builder delete(String key) {
      operations.add(new Operation.Delete(key));
      return this;
    }

    /** The transaction so far. */
    public Txn build() {
      return new Txn(conditions, operations);
    }
  }
}
