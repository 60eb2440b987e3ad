package io.fleetk.api;

import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.Secret;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.v1.SecretEntity;
import io.fleetk.v1.SecretList;
import io.fleetk.v1.SecretResponse;
import io.fleetk.v1.SecretSubmission;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /fleetk/v1/secrets}: texts go in, and never come out. */
final class SecretsResource implements Resource {
  private final FleetSecrets secrets;

  SecretsResource(FleetSecrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public Answer answer(Call call) {
    if (call.path().isEmpty()) {
      ExtensionsResource.only(call, "GET");
      return Answer.of(200, SecretList.of(secrets.list()));
    }
    String name = String.join("/", call.path());
    if (!CarriedSecret.isName(name)) {
      throw new ApiException(400, "no name of a secret: \"%s\"".formatted(name));
    }
    return switch (call.method()) {
      case "GET" -> Answer.of(200, SecretEntity.of(found(name, () -> secrets.get(name))));
      case "PUT" -> put(call, name);
      case "DELETE" -> remove(call, name);
      default ->
          throw new ApiException(405, "only GET, PUT and DELETE supported against this resource");
    };
  }

  private static Secret found(String name, Supplier<Optional<Secret>> secret) {
    return secret
        .get()
        .orElseThrow(() -> new ApiException(404, "secret %s does not exist".formatted(name)));
  }

  private Answer put(Call call, String name) {
    call.requireJson();
    byte[] text;
    try {
      text = call.entity(SecretSubmission.class).text();
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, e.getMessage(), e);
    }
    if (text.length > FleetSecrets.MAX_BYTES) {
      throw new ApiException(
          413,
          "secret too long: %d bytes; the limit is %d"
              .formatted(text.length, FleetSecrets.MAX_BYTES));
    }
    FleetSecrets.Put put = ExtensionsResource.refusedAs(409, () -> secrets.put(name, text));
    Arrays.fill(text, (byte) 0);
    return Answer.of(put.changed() ? 201 : 200, SecretResponse.of(put));
  }

  private Answer remove(Call call, String name) {
    Secret there = found(name, () -> secrets.get(name));
    boolean force = call.query().first("force").filter("true"::equals).isPresent();
    ExtensionsResource.refusedAs(
        409,
        () -> {
          secrets.remove(there.name(), force);
          return Optional.empty();
        });
    return Answer.empty(204);
  }
}
