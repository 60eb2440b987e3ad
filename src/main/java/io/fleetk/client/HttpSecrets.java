package io.fleetk.client;

import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.Secret;
import io.fleetk.fleet.UsedCertificate;
import io.fleetk.v1.CertificateEntity;
import io.fleetk.v1.CertificateList;
import io.fleetk.v1.SecretEntity;
import io.fleetk.v1.SecretList;
import io.fleetk.v1.SecretResponse;
import io.fleetk.v1.SecretSubmission;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;

/** A fleet's secrets over the HTTP API. */
final class HttpSecrets implements FleetSecrets {
  private static final int NOT_FOUND = 404;

  private final FleetHttp http;

  HttpSecrets(FleetHttp http) {
    this.http = http;
  }

  private HttpUrl.Builder url(String name) {
    HttpUrl.Builder url = http.url("fleetk", "v1", "secrets");
    for (String segment : name.split("/", -1)) {
      url.addPathSegment(segment);
    }
    return url;
  }

  @Override
  public List<Secret> list() {
    Exchange answer =
        http.expect(
            http.exchange("GET", http.url("fleetk", "v1", "secrets").build(), Optional.empty()),
            "secrets");
    return read(
        answer,
        SecretList.class,
        list -> list.secrets().stream().map(SecretEntity::secret).toList());
  }

  @Override
  public Optional<Secret> get(String name) {
    Exchange answer = http.exchange("GET", url(name).build(), Optional.empty());
    return answer.status() == NOT_FOUND
        ? Optional.empty()
        : Optional.of(read(http.expect(answer, name), SecretEntity.class, SecretEntity::secret));
  }

  /** {@inheritDoc} None of a daemon that does not tell yet. */
  @Override
  public List<UsedCertificate> certificates() {
    HttpUrl url = http.url("fleetk", "v1", "certificates").build();
    Exchange answer = http.exchange("GET", url, Optional.empty());
    return answer.status() == NOT_FOUND
        ? List.of()
        : read(
            http.expect(answer, "certificates"),
            CertificateList.class,
            list -> list.certificates().stream().map(CertificateEntity::used).toList());
  }

  @Override
  public Put put(String name, byte[] text) {
    Exchange answer =
        http.exchange("PUT", url(name).build(), Optional.of(SecretSubmission.of(text)));
    return read(http.expect(answer, name), SecretResponse.class, SecretResponse::put);
  }

  @Override
  public void remove(String name, boolean force) {
    HttpUrl.Builder url = url(name);
    if (force) {
      url.addQueryParameter("force", "true");
    }
    http.send("DELETE", url.build(), Optional.empty(), name);
  }

  private <E, T> T read(Exchange answer, Class<E> type, Function<E, T> mapping) {
    E entity = http.entity(answer, type);
    try {
      return mapping.apply(entity);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw http.complaints().notOurs(answer, e);
    }
  }
}
