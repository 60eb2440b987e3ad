package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Issues certificates of a folder anew. Each names what it named before, unless the request says
 * what it is to name now. Kubeconfigs that embed a certificate get the new one. Nothing is written
 * before all that is written has been issued.
 */
public final class Renewal {
  private final PkiFolder folder;
  private final Request request;
  private final Instant now;
  private final Succession succession;
  private final KubeconfigRenewal kubeconfigs;
  private final List<Made> written = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * What to renew.
   *
   * @param names these certificates, authorities among them if they are named; empty for every
   *     certificate but an authority's that ends within {@code within}
   * @param within how soon a certificate must end to be renewed without being named
   * @param newKeys the kind of new keys to make; empty to keep the keys
   * @param lifetimes how long certificates are valid
   * @param cluster what the cluster is called now; empty to name what was named before
   * @param dropNames whether certificates may lose names that the cluster no longer has
   */
  public record Request(
      List<String> names,
      Duration within,
      Optional<KeyType> newKeys,
      Lifetimes lifetimes,
      Optional<ClusterNames> cluster,
      boolean dropNames) {
    /** Copies the list. */
    public Request {
      names = List.copyOf(names);
      requireNonNull(within);
      requireNonNull(newKeys);
      requireNonNull(lifetimes);
      requireNonNull(cluster);
    }
  }

  /**
   * What became of it.
   *
   * @param written the files that were written
   * @param failures why certificates that should have been renewed, and that nobody named, were not
   * @param notes what is worth knowing beside that
   */
  public record Outcome(List<Made> written, List<String> failures, List<String> notes) {
    /** Copies the lists. */
    public Outcome {
      written = List.copyOf(written);
      failures = List.copyOf(failures);
      notes = List.copyOf(notes);
    }
  }

  private Renewal(PkiFolder folder, Request request, Instant now, SecureRandom random) {
    this.folder = requireNonNull(folder);
    this.request = requireNonNull(request);
    this.now = requireNonNull(now);
    this.succession =
        new Succession(folder, request, new Issuance(now, request.lifetimes(), random));
    this.kubeconfigs = new KubeconfigRenewal(folder);
  }

  /**
   * Renews.
   *
   * @throws PkiException when something named is not there or cannot be renewed; nothing has been
   *     written then
   */
  public static Outcome run(PkiFolder folder, Request request, Instant now, SecureRandom random) {
    return new Renewal(folder, request, now, random).run();
  }

  private Outcome run() {
    List<ListedCertificate> all = Listing.of(folder);
    request.names().forEach(name -> requireThere(name, all));
    List<Successor> successors =
        all.stream()
            .filter(this::isDue)
            // Authorities first: what they issue then ends no sooner than it must.
            .sorted(Comparator.comparing(ListedCertificate::authority).reversed())
            .flatMap(certificate -> successor(certificate).stream())
            .toList();
    successors.forEach(this::write);
    writeSigningCertificate();
    folder.kubeconfigs().forEach(this::renewKubeconfig);
    all.stream()
        .filter(ListedCertificate::authority)
        .filter(authority -> authority.endedBy(now.plus(request.within())))
        .filter(
            authority -> successors.stream().noneMatch(own -> own.name().equals(authority.name())))
        .forEach(this::noteEnd);
    return new Outcome(written, failures, notes);
  }

  private void requireThere(String name, List<ListedCertificate> all) {
    if (all.stream().noneMatch(certificate -> certificate.name().equals(name))) {
      throw new PkiException(
          "%s: there is no such certificate; 'fleetk pki show' lists what there is"
              .formatted(folder.path(name + ".crt")));
    }
  }

  private boolean isDue(ListedCertificate certificate) {
    return request.names().isEmpty()
        ? !certificate.authority() && certificate.endedBy(now.plus(request.within()))
        : request.names().contains(certificate.name());
  }

  private Optional<Successor> successor(ListedCertificate certificate) {
    try {
      return Optional.of(succession.of(certificate));
    } catch (PkiException e) {
      if (!request.names().isEmpty()) {
        throw e;
      }
      // One that is foreign must not keep the others from being renewed.
      failures.add("%s is not renewed: %s".formatted(certificate.name(), e.getMessage()));
      return Optional.empty();
    }
  }

  private void write(Successor successor) {
    String name = successor.name();
    successor
        .newKey()
        .ifPresent(
            key -> {
              folder.writeKey(name, key);
              written(name + ".key", "a new key");
            });
    folder.writeCertificates(name, successor.chain());
    written(name + ".crt", successor.what());
  }

  /** What signs is the authority's own certificate, also when that was renewed by somebody else. */
  private void writeSigningCertificate() {
    String file = PkiFolder.SIGNING + ".crt";
    Optional<List<X509Certificate>> authority = folder.certificates(AuthorityKind.CLUSTER.file());
    Optional<List<X509Certificate>> there = folder.certificates(PkiFolder.SIGNING);
    if (authority.isEmpty() || there.isEmpty()) {
      return;
    }
    X509Certificate own = authority.get().getFirst();
    if (there.get().equals(List.of(own))) {
      return;
    }
    if (there.get().getFirst().getPublicKey().equals(own.getPublicKey())) {
      folder.writeCertificates(PkiFolder.SIGNING, List.of(own));
      written(file, "the authority's own certificate alone");
    } else {
      notes.add(
          "%s: it is of another key than %s.crt: move it away and run 'fleetk pki init' to have a new one"
              .formatted(folder.path(file), AuthorityKind.CLUSTER.file()));
    }
  }

  private void renewKubeconfig(String file) {
    kubeconfigs
        .successor(file)
        .ifPresent(
            renewed -> {
              if (Kubeconfig.isWritten(folder.read(file))) {
                folder.writeSecret(file, renewed.text());
                written(file, "kubeconfig with what is new");
              } else {
                notes.add(
                    "%s: it embeds what is no longer in %s, and is left alone since it is not as fleetk wrote it"
                        .formatted(folder.path(file), folder));
              }
            });
  }

  private void noteEnd(ListedCertificate authority) {
    String ends =
        "%s: the authority %s on %s, and nothing that it issues lasts longer"
            .formatted(
                folder.path(authority.name() + ".crt"),
                authority.endedBy(now) ? "ended" : "ends",
                authority.notAfter());
    notes.add(
        authority.issuer().equals(authority.subject())
            ? "%s; renew it with: fleetk pki renew %s".formatted(ends, authority.name())
            : "%s; only %s can renew it".formatted(ends, authority.issuer()));
  }

  private void written(String file, String what) {
    written.add(new Made(file, true, what));
  }
}
