package io.fleetk.registry;

import io.fleetk.store.Txn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Many operations, in order, cut into as few transactions as a store's limits allow. */
final class Batches {
  private final List<Txn.Condition> fence;
  private final long fenceBytes;
  private final List<Txn> cut = new ArrayList<>();
  private final List<Txn.Operation> current = new ArrayList<>();
  private final Set<String> currentKeys = new HashSet<>();
  private long currentBytes;

  private Batches(List<Txn.Condition> fence) {
    this.fence = fence;
    this.fenceBytes = fence.stream().mapToLong(Txn.Condition::bytes).sum();
  }

  /**
   * Cuts operations; of several on one key each gets a transaction of its own.
   *
   * @param fence what must hold for each of the transactions
   */
  static List<Txn> of(List<Txn.Condition> fence, List<Txn.Operation> operations) {
    Batches batches = new Batches(fence);
    operations.forEach(batches::add);
    batches.cut();
    return batches.cut;
  }

  private void add(Txn.Operation operation) {
    long bytes = operation.bytes();
    if (current.size() == Txn.MAX_OPERATIONS
        || fenceBytes + currentBytes + bytes > Txn.MAX_BYTES
        || currentKeys.contains(operation.key())) {
      cut();
    }
    current.add(operation);
    currentKeys.add(operation.key());
    currentBytes += bytes;
  }

  private void cut() {
    if (!current.isEmpty()) {
      cut.add(new Txn(fence, current));
      current.clear();
      currentKeys.clear();
      currentBytes = 0;
    }
  }
}
