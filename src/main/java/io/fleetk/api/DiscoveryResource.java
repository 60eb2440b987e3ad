package io.fleetk.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code /discovery} of the fleet v1 API: its description for client generators. */
final class DiscoveryResource implements Resource {
  private final byte[] document;

  DiscoveryResource() {
    try (InputStream in = DiscoveryResource.class.getResourceAsStream("discovery.json")) {
      document = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the discovery document from the jar", e);
    }
  }

  @Override
  public Answer answer(Call call) {
    if (!call.path().isEmpty()) {
      throw new ApiException(404, "");
    }
    if (!call.method().equals("GET")) {
      // A 400 where a 405 would be expected is fleet's way.
      throw new ApiException(400, "only HTTP GET supported against this resource");
    }
    return Answer.of(200, Answer.JSON, document);
  }
}
