package io.fleetk.pki;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The people and programs that a cluster's authority has issued certificates to. */
public final class Users {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._:-]{0,62}");
  static final String FOLDER = "users/";

  private Users() {}

  /**
   * The name of the certificate in the folder that a user has already; empty when there is none.
   *
   * @throws PkiException when that is no user's name
   */
  public static Optional<String> find(PkiFolder folder, String user) {
    requireName("user", user);
    return places(user).stream().filter(name -> folder.has(name + ".crt")).findFirst();
  }

  /**
   * The certificate of a user: one of the cluster's own that has a kubeconfig ({@code admin}), or
   * one issued before, or a new one. No other file of the folder is ever taken for a user's: {@code
   * ca} would be the authority itself.
   *
   * @param user the name that Kubernetes knows the user by
   * @param group the group of a new user; empty for none
   * @return the certificate's name in the folder
   * @throws PkiException when the user is there in another group or with a certificate that has
   *     ended, or when none can be issued
   */
  public static String certificateOf(
      PkiFolder folder,
      String user,
      Optional<String> group,
      KeyType keyType,
      Lifetimes lifetimes,
      Instant now,
      SecureRandom random) {
    group.ifPresent(name -> requireName("group", name));
    Optional<String> there = find(folder, user);
    if (there.isPresent()) {
      X509Certificate own = folder.certificates(there.get()).orElseThrow().getFirst();
      requireGroup(folder, there.get(), own, group);
      requireLasting(folder, there.get(), own, now);
      return there.get();
    }
    String name = FOLDER + user;
    List<X509Certificate> chain =
        folder
            .certificates(AuthorityKind.CLUSTER.file())
            .orElseThrow(
                () ->
                    new PkiException(
                        "%s: there is no such file; make the folder with: fleetk pki init --out %s"
                            .formatted(folder.path("ca.crt"), folder)));
    Authority authority =
        Authority.of(
            chain,
            folder
                .key(AuthorityKind.CLUSTER.file())
                .orElseThrow(
                    () ->
                        new PkiException(
                            "%s: there is no such file, and a new user's certificate cannot be issued without it"
                                .formatted(folder.path("ca.key")))),
            folder.path("ca.crt").toString());
    KeyPair keys = Keys.generate(keyType, random);
    Leaf leaf = Leaf.client(name, AuthorityKind.CLUSTER, user, group);
    List<X509Certificate> issued =
        new Issuance(now, lifetimes, random).leaf(leaf, keys.getPublic(), authority);
    folder.writeKey(name, keys.getPrivate());
    folder.writeCertificates(name, issued);
    return name;
  }

  private static List<String> places(String user) {
    return Leaves.WITH_KUBECONFIG.contains(user)
        ? List.of(user, FOLDER + user)
        : List.of(FOLDER + user);
  }

  private static void requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new PkiException(
          "'%s' is no %s: use letters, digits, '@', '.', '_', ':' and '-'".formatted(name, what));
    }
  }

  private static void requireLasting(
      PkiFolder folder, String name, X509Certificate certificate, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    if (!end.isAfter(now)) {
      throw new PkiException(
          "%s: it ended on %s: renew it first, with: fleetk pki renew %s"
              .formatted(folder.path(name + ".crt"), end, name));
    }
  }

  private static void requireGroup(
      PkiFolder folder, String name, X509Certificate certificate, Optional<String> group) {
    String subject = certificate.getSubjectX500Principal().getName();
    if (group.isPresent() && !List.of(subject.split(",")).contains("O=" + group.get())) {
      throw new PkiException(
          "%s: it is there already and names %s: move it away to have one in the group %s"
              .formatted(folder.path(name + ".crt"), subject, group.get()));
    }
  }
}
