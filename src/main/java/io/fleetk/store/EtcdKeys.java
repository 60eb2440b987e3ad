package io.fleetk.store;

import com.google.protobuf.ByteString;

/**
 * How a store's keys are spelled in etcd: UTF-8, after a prefix.
 *
 * @param prefix what all of them begin with; may be empty
 */
record EtcdKeys(ByteString prefix) {
  /** In etcd no key is empty; this one is the lowest, and as an end it means "without end". */
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  /** Keys after a prefix. */
  static EtcdKeys after(String prefix) {
    return new EtcdKeys(ByteString.copyFromUtf8(prefix));
  }

  /** Keys from one up to, but without, another. */
  record Span(ByteString from, ByteString to) {}

  ByteString of(String key) {
    return prefix.concat(ByteString.copyFromUtf8(key));
  }

  String read(ByteString key) {
    return key.substring(prefix.size()).toStringUtf8();
  }

  /** All that begin with something. */
  Span startingWith(String start) {
    ByteString from = of(start);
    return from.isEmpty() ? new Span(ZERO, ZERO) : new Span(from, following(from));
  }

  /**
   * All from one up to, but without, another.
   *
   * @throws IllegalArgumentException when they are not in that order
   */
  Span between(String from, String to) {
    ByteString first = lowest(of(from));
    ByteString end = lowest(of(to));
    if (ByteString.unsignedLexicographicalComparator().compare(first, end) > 0) {
      throw new IllegalArgumentException(
          "no range begins at %s and ends at %s".formatted(from, to));
    }
    return new Span(first, end);
  }

  private static ByteString lowest(ByteString key) {
    return key.isEmpty() ? ZERO : key;
  }

  /** The first key that does not begin with this. UTF-8 has no byte that could overflow. */
  private static ByteString following(ByteString start) {
    int last = start.size() - 1;
    byte[] next = {(byte) (start.byteAt(last) + 1)};
    return start.substring(0, last).concat(ByteString.copyFrom(next));
  }
}
