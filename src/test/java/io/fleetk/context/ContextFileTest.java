package io.fleetk.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextFileTest {
  @TempDir private Path folder;

  private ContextFile file(String name) {
    return ContextFile.find(Optional.of(folder.resolve(name)), Map.of("HOME", folder.toString()));
  }

  private static Contexts some(ContextFile file) throws IOException {
    return file.readIfThere()
        .with(
            new Context(
                "prod", Map.of(Setting.ENDPOINT, "https://a", Setting.SSH_USERNAME, "0700")))
        .with(new Context("lab", Map.of(Setting.TUNNEL, "core@bastion")))
        .using(Optional.of("prod"));
  }

  @Test
  void readsWhatItWrote() throws IOException {
    ContextFile file = file("new/folder/config.yaml");
    Contexts contexts = some(file);

    file.write(contexts);

    assertThat(file.read()).isEqualTo(contexts);
    assertThat(file.path())
        .content()
        .startsWith("# fleetk's contexts: see 'fleetk context --help'.\n");
  }

  @Test
  void isForItsOwnerOnlyAndLeavesNothingBeside() throws IOException {
    ContextFile file = file("config.yaml");
    Files.writeString(file.path(), "contexts: {}");
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-rw-r--"));

    file.write(some(file));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(file.path());
    }
  }

  @Test
  void writesWhereALinkLeads() throws IOException {
    Path dotfiles = Files.createDirectory(folder.resolve("dotfiles"));
    Path target = Files.writeString(dotfiles.resolve("fleetk.yaml"), "");
    Path link = Files.createSymbolicLink(folder.resolve("config.yaml"), target);

    file("config.yaml").write(some(file("config.yaml")));

    assertThat(link).isSymbolicLink();
    assertThat(target).content().contains("core@bastion");
  }

  @Test
  void liesWhereItsUsersToolsLookForIt() {
    assertThat(ContextFile.find(Optional.empty(), Map.of("HOME", "/home/me")).path())
        .hasToString("/home/me/.config/fleetk/config.yaml");
    assertThat(ContextFile.find(Optional.empty(), Map.of("HOME", "/home/me")).shown())
        .isEqualTo("~/.config/fleetk/config.yaml");
    assertThat(
            ContextFile.find(Optional.empty(), Map.of("HOME", "/h", "XDG_CONFIG_HOME", "/x"))
                .path())
        .hasToString("/x/fleetk/config.yaml");
    assertThat(
            ContextFile.find(
                    Optional.empty(), Map.of("XDG_CONFIG_HOME", "/x", "FLEETK_CONFIG", "/c.yaml"))
                .path())
        .hasToString("/c.yaml");
  }

  @Test
  void isEmptyWhenItIsNotThereUnlessSomebodyNamedIt() throws IOException {
    ContextFile usual = ContextFile.find(Optional.empty(), Map.of("HOME", folder.toString()));

    assertThat(usual.read().all()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(file("gone.yaml")::read)
        .withMessageStartingWith("there is no file of contexts ~/gone.yaml");
    assertThatIllegalArgumentException()
        .isThrownBy(new ContextFile(folder, "~", true)::read)
        .withMessage("~ is a directory, not a file of contexts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          curent: prod                                   | ~/c.yaml:1: 'curent': there is no such key; did you mean 'current'?
          - prod                                         | ~/c.yaml:1: the file is a mapping with the keys current and contexts
          contexts: [prod]                               | ~/c.yaml:1: contexts is a mapping of names to settings
          contexts:/  prod: https://a                    | ~/c.yaml:2: context prod is a mapping, such as {endpoint: URL}
          contexts:/  prod:/    endpont: https://a       | ~/c.yaml:3: 'endpont': a context has no such setting; did you mean 'endpoint'?
          contexts:/  prod:/    endpoint: [a, b]         | ~/c.yaml:3: 'endpoint': one text is expected; write several separated by commas
          contexts:/  prod:/    tunnel: a/    tunnel: b  | ~/c.yaml:4: 'tunnel': the key is given a second time; keep one
          contexts:/  a: {}/  a: {}                      | ~/c.yaml:3: 'a': this context is there a second time; keep one
          contexts:/  none: {}                           | ~/c.yaml:2: a context cannot be called 'none', which stands for no context; choose another name
          contexts:/  a:/    etcd-username: me           | ~/c.yaml:2: etcd-username goes with etcd, which is not given
          current: a/---/current: b                      | ~/c.yaml:3: a second document begins; keep one
          contexts:/  etcd-password: {endpoint: x/       | ~/c.yaml:2: not YAML: while parsing a flow mapping: expected ',' or '}', but got <stream end>
          """)
  void refusesWhatItDoesNotKnowAndSaysWhere(String text, String message) throws IOException {
    ContextFile file = file("c.yaml");
    Files.writeString(file.path(), text.replace("/", "\n").replace("https:\n\na", "https://a"));

    assertThatIllegalArgumentException().isThrownBy(file::read).withMessage(message);
  }

  @Test
  void holdsNoPassword() throws IOException {
    ContextFile file = file("c.yaml");
    Files.writeString(file.path(), "contexts:\n  a:\n    etcd: http://a\n    etcd-password: x\n");

    assertThatIllegalArgumentException()
        .isThrownBy(file::read)
        .withMessageStartingWith("~/c.yaml:4: 'etcd-password': a context has no such setting");
  }

  @Test
  void takesNumbersForTextAndNothingForNothing() throws IOException {
    ContextFile file = file("c.yaml");
    Files.writeString(
        file.path(),
        """
        contexts:
          a:
            endpoint: http://a
            ssh-username: 1000
            tunnel:
          b:
        """);

    assertThat(file.read().named("a").settings())
        .isEqualTo(Map.of(Setting.ENDPOINT, "http://a", Setting.SSH_USERNAME, "1000"));
    assertThat(file.read().named("b").settings()).isEmpty();
  }
}
