package io.fleetk.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of a {@link StoreLog}: what a revision did to the keys that are kept.
 *
 * @param revision the revision
 * @param put the keys that it wrote
 * @param deleted the keys that it removed
 */
record LogLine(long revision, List<Written> put, List<String> deleted) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  LogLine {
    put = List.copyOf(put);
    deleted = List.copyOf(deleted);
  }

  /**
   * A key that was written.
   *
   * @param created the revision that made the key
   */
  record Written(String key, String value, long created) {}

  /**
   * The first line of a file.
   *
   * @param format always {@link #FORMAT}
   * @param version rises when an older fleetk could no longer read the file
   * @param revision where the store began when the file was written
   */
  record Header(String format, int version, long revision) {
    static final String FORMAT = "fleetk store";
    static final int VERSION = 1;
  }

  /** The line, with its newline, as bytes of a file. */
  ByteBuffer bytes() {
    return line(this);
  }

  /** A first line, with its newline. */
  static ByteBuffer header(long revision) {
    return line(new Header(Header.FORMAT, Header.VERSION, revision));
  }

  private static ByteBuffer line(Object value) {
    return StandardCharsets.UTF_8.encode(JSON.writeValueAsString(value) + "\n");
  }

  /** Reads a line; empty when it is none. */
  static Optional<LogLine> read(String text) {
    return read(text, LogLine.class);
  }

  /** Reads a first line; empty when it is none. */
  static Optional<Header> readHeader(String text) {
    return read(text, Header.class).filter(header -> header.format().equals(Header.FORMAT));
  }

  private static <T> Optional<T> read(String text, Class<T> type) {
    try {
      return Optional.ofNullable(JSON.readValue(text, type));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
