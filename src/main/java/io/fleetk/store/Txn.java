package io.fleetk.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

  /** What it weighs against {@link #MAX_BYTES}: the UTF-8 bytes of its keys and values. */
  public long bytes() {
    return conditions.stream().mapToLong(Condition::bytes).sum()
        + operations.stream().mapToLong(Operation::bytes).sum();
  }

  /**
   * Checks this transaction against what every store promises to take.
   *
   * @throws StoreLimitException when it has too many conditions, operations or bytes, or writes one
   *     key twice
   */
  public void requireWithinLimits() {
    int longest = Math.max(conditions.size(), operations.size());
    if (longest > MAX_OPERATIONS) {
      throw new StoreLimitException(
          "a transaction of %d operations exceeds the store's limit of %d: cut it into several"
              .formatted(longest, MAX_OPERATIONS));
    }
    long bytes = bytes();
    if (bytes > MAX_BYTES) {
      throw new StoreLimitException(
          "a transaction of %d bytes exceeds the store's limit of %d: cut it into several"
              .formatted(bytes, MAX_BYTES));
    }
    Set<String> written = new HashSet<>();
    for (Operation operation : operations) {
      if (!written.add(operation.key())) {
        throw new StoreLimitException(
            "a transaction writes the key %s twice: keep one of the two"
                .formatted(operation.key()));
      }
    }
  }

  private static long utf8Length(String text) {
    return text.getBytes(UTF_8).length;
  }

  /** Something that must be true of a key. */
  public sealed interface Condition {
    /** The key that it is about. */
    String key();

    /** The UTF-8 bytes of the key. */
    default long bytes() {
      return utf8Length(key());
    }

    /** The key was last written at this revision; 0 means that it does not exist. */
    record ModRevision(String key, long revision) implements Condition {}

    /** The key was made at this revision and has existed since; 0 means that it does not exist. */
    record CreateRevision(String key, long revision) implements Condition {}
  }

  /** Something to do to a key. */
  public sealed interface Operation {
    /** The key that it is done to. */
    String key();

    /** The UTF-8 bytes of the key and the value. */
    default long bytes() {
      return switch (this) {
        case Put put -> utf8Length(put.key()) + utf8Length(put.value());
        case Delete delete -> utf8Length(delete.key());
      };
    }

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
