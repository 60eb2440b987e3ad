package io.fleetk.registry;

import io.fleetk.store.Entry;
import io.fleetk.store.Txn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Many operations, in order, cut into as few transactions as a store's limits allow. */
final class Batches {
  private final List<Txn.Condition> fence;
  private final List<Txn> cut = new ArrayList<>();
  private final List<Txn.Condition> conditions = new ArrayList<>();
  private final List<Txn.Operation> operations = new ArrayList<>();
  private final Set<String> writtenKeys = new HashSet<>();
  private long bytes;

  private Batches(List<Txn.Condition> fence) {
    this.fence = fence;
    begin();
  }

  /**
   * Cuts operations; of several on one key each gets a transaction of its own.
   *
   * @param fence what must hold for each of the transactions
   */
  static List<Txn> of(List<Txn.Condition> fence, List<Txn.Operation> operations) {
    Batches batches = new Batches(fence);
    operations.forEach(operation -> batches.add(List.of(), operation));
    batches.cut();
    return batches.cut;
  }

  /**
   * Cuts the removal of entries, each of which must still be as it was read.
   *
   * @param fence what must hold for each of the transactions besides
   */
  static List<Txn> removing(List<Txn.Condition> fence, List<Entry> entries) {
    Batches batches = new Batches(fence);
    for (Entry entry : entries) {
      batches.add(
          List.of(new Txn.Condition.ModRevision(entry.key(), entry.modRevision())),
          new Txn.Operation.Delete(entry.key()));
    }
    batches.cut();
    return batches.cut;
  }

  private void add(List<Txn.Condition> needs, Txn.Operation operation) {
    long more = weigh(needs) + operation.bytes();
    if (operations.size() == Txn.MAX_OPERATIONS
        || conditions.size() + needs.size() > Txn.MAX_OPERATIONS
        || bytes + more > Txn.MAX_BYTES
        || writtenKeys.contains(operation.key())) {
      cut();
    }
    conditions.addAll(needs);
    operations.add(operation);
    writtenKeys.add(operation.key());
    bytes += more;
  }

  private void cut() {
    if (!operations.isEmpty()) {
      cut.add(new Txn(conditions, operations));
      begin();
    }
  }

  private void begin() {
    conditions.clear();
    conditions.addAll(fence);
    operations.clear();
    writtenKeys.clear();
    bytes = weigh(fence);
  }

  private static long weigh(List<Txn.Condition> conditions) {
    return conditions.stream().mapToLong(Txn.Condition::bytes).sum();
  }
}
