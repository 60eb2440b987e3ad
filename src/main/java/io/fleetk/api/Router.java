package io.fleetk.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.fleet.Fleet;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the resource that a path names. */
final class Router implements Resource {
  private final Map<String, Resource> v1;
  private final Optional<Resource> extensions;

  Router(Fleet fleet, Paging paging, EventFeeds feeds) {
    this.v1 =
        Map.of(
            "units", new UnitsResource(fleet, paging, new RecentStops(InstantSource.system())),
            "state", new StatesResource(fleet, paging),
            "machines", new MachinesResource(fleet, paging),
            "discovery", new DiscoveryResource());
    this.extensions =
        fleet.extensions().map(offered -> new ExtensionsResource(fleet, offered, feeds));
  }

  @Override
  public Answer answer(Call call) {
    List<String> path = call.path();
    if (path.isEmpty()) {
      throw new ApiException(405, "");
    }
    if (path.getFirst().equals("v1-alpha")) {
      return v1(call.below(1));
    }
    if (startsWith(path, "fleet")) {
      return v1(call.below(2));
    }
    if (startsWith(path, "fleetk") && extensions.isPresent()) {
      return extensions.get().answer(call.below(2));
    }
    throw new ApiException(404, "");
  }

  private static boolean startsWith(List<String> path, String first) {
    return path.size() >= 2 && path.get(0).equals(first) && path.get(1).equals("v1");
  }

  private Answer v1(Call call) {
    if (call.path().isEmpty()) {
      throw new ApiException(405, "");
    }
    Resource resource = v1.get(call.segment(0));
    if (resource == null) {
      throw new ApiException(404, "");
    }
    return resource.answer(call.below(1));
  }

  /**
   * The segments of a path as it was sent; none for the root.
   *
   * @throws ApiException (400) when a segment is not UTF-8 or hides a slash or a NUL, (404) when
   *     one is empty or made of dots: no resource is called so
   */
  static List<String> segments(String rawPath) {
    if (rawPath.equals("/")) {
      return List.of();
    }
    List<String> segments = new ArrayList<>();
    for (String raw : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
      String segment = decode(raw);
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new ApiException(404, "");
      }
      segments.add(segment);
    }
    return segments;
  }

  private static String decode(String raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.getBytes(UTF_8).length);
    for (int i = 0; i < raw.length(); ) {
      if (raw.charAt(i) != '%') {
        int next = raw.offsetByCodePoints(i, 1);
        bytes.put(raw.substring(i, next).getBytes(UTF_8));
        i = next;
      } else if (i + 2 < raw.length()
          && HexFormat.isHexDigit(raw.charAt(i + 1))
          && HexFormat.isHexDigit(raw.charAt(i + 2))) {
        bytes.put((byte) HexFormat.fromHexDigits(raw, i + 1, i + 3));
        i += 3;
      } else {
        throw new ApiException(400, "bad percent-encoding in the path");
      }
    }
    String segment;
    try {
      segment = UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new ApiException(400, "the path is not UTF-8", e);
    }
    if (segment.indexOf('/') >= 0 || segment.indexOf('\0') >= 0) {
      throw new ApiException(400, "a slash or a NUL is hidden in the path");
    }
    return segment;
  }
}
