package io.fleetk.v1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Which page of a list to give (fleet v1 API, {@code nextPageToken}). On the wire: two
 * little-endian 16-bit numbers, limit and page, in URL-safe Base64.
 *
 * @param limit how many entities stand on a page, from 1 to 65,535
 * @param page which page, from 1
 */
public record PageToken(int limit, int page) {
  /** How many entities fleet puts on a page unless configured otherwise. */
  public static final int DEFAULT_LIMIT = 100;

  private static final int MASK = 0xFFFF;

  /** The first page. */
  public static PageToken first(int limit) {
    return new PageToken(limit, 1);
  }

  /** The token's text. */
  public String encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort((short) limit).putShort((short) page);
    return Base64.getUrlEncoder().encodeToString(bytes.array());
  }

  /**
   * Reads a token's text.
   *
   * @param text what a client sent
   * @param limit the only limit that is accepted
   * @throws IllegalArgumentException saying why this is no token, in fleet's words where it has
   *     some
   */
  public static PageToken decode(String text, int limit) {
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("invalid value of nextPageToken query parameter", e);
    }
    if (decoded.length < 4) {
      throw new IllegalArgumentException("invalid value of nextPageToken query parameter");
    }
    ByteBuffer bytes = ByteBuffer.wrap(decoded).order(ByteOrder.LITTLE_ENDIAN);
    PageToken token = new PageToken(bytes.getShort() & MASK, bytes.getShort() & MASK);
    if (token.limit() != limit) {
      throw new IllegalArgumentException("token limit must be " + limit);
    }
    if (token.page() == 0) {
      throw new IllegalArgumentException("token page must be greater than zero");
    }
    return token;
  }

  /** What stands on this page of a list. */
  public <T> List<T> of(List<T> all) {
    int start = (int) Math.min(all.size(), (page - 1L) * limit);
    return all.subList(start, (int) Math.min(all.size(), (long) start + limit));
  }

  /**
   * The token of the next page. As in fleet, a list that ends where a page ends is followed by one
   * more page, which is empty.
   */
  public Optional<PageToken> next(List<?> all) {
    return page < MASK && (long) page * limit <= all.size()
        ? Optional.of(new PageToken(limit, page + 1))
        : Optional.empty();
  }
}
