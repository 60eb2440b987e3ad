package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a folder's kubeconfigs become when what they embed has been renewed. */
final class KubeconfigRenewal {
  private final PkiFolder folder;
  private final Map<String, String> namesByOldKey = new HashMap<>();

  /** Of a folder in which nothing has been renewed yet. */
  KubeconfigRenewal(PkiFolder folder) {
    this.folder = requireNonNull(folder);
    for (String name : folder.names()) {
      if (folder.has(name + ".key")) {
        namesByOldKey.put(folder.read(name + ".key"), name);
      }
    }
  }

  /**
   * A kubeconfig with what is in the folder now; empty when it has that, or embeds nothing of it.
   *
   * @param file its place in the folder
   */
  Optional<Kubeconfig> successor(String file) {
    String text = folder.read(file);
    return Kubeconfig.read(text)
        .flatMap(
            old ->
                renewed(file, old, old.isWrittenAs(text)).filter(renewed -> !renewed.equals(old)));
  }

  private Optional<Kubeconfig> renewed(String file, Kubeconfig old, boolean written) {
    return switch (old.credential()) {
      case Kubeconfig.Credential.Certificate own ->
          holder(file, old.user(), own.key())
              .map(name -> folder.kubeconfig(old.cluster(), old.server(), name, old.user()));
      // A token does not tell whose cluster it is for.
      case Kubeconfig.Credential.Token _ when !written -> Optional.empty();
      case Kubeconfig.Credential.Token token ->
          Optional.of(
              new Kubeconfig(
                  old.cluster(),
                  old.server(),
                  folder.read(AuthorityKind.CLUSTER.file() + ".crt"),
                  old.user(),
                  token));
    };
  }

  /**
   * Which certificate of the folder has a key, or had it before. A run that was cut off may have
   * left the new key in the folder and the old one in the kubeconfig, which then tells by its name.
   */
  private Optional<String> holder(String file, String user, String key) {
    return Optional.ofNullable(namesByOldKey.get(key))
        .or(
            () ->
                Optional.of(user)
                    .filter(Leaves.WITH_KUBECONFIG::contains)
                    .filter(name -> file.equals(name + ".conf") && folder.has(name + ".crt")));
  }
}
