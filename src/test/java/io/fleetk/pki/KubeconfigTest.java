package io.fleetk.pki;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of a kubeconfig. */
class KubeconfigTest {
  private static Kubeconfig of(String name, String token) {
    return new Kubeconfig(
        name, "https://[fd00::1]:6443", "ca", name, new Kubeconfig.Credential.Token(token));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10234",
        "1e3",
        "123456.0123456789123456",
        "0x1f",
        "yes",
        "No",
        "null",
        "jane:",
        "a: b",
        "a #b",
        "*all",
        "say \"it\"",
        "jane@example.com",
        "system:node"
      })
  void namesAndTokensAreReadBackAsTheyAre(String text) {
    Kubeconfig kubeconfig = of(text, text);

    assertThat(Kubeconfig.read(kubeconfig.text())).contains(kubeconfig);
    assertThat(Kubeconfig.isWritten(kubeconfig.text())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10234", "yes", "n", "null", "1e3", "jane:"})
  void whatYamlTakesForSomethingElseIsQuoted(String text) {
    assertThat(of(text, text).text())
        .contains("- name: \"%s\"".formatted(text), "token: \"%s\"".formatted(text));
  }

  @Test
  void plainNamesStandPlain() {
    assertThat(of("jane@example.com", "abcdef.0123456789abcdef").text())
        .contains(
            "name: jane@example.com\n",
            "server: https://[fd00::1]:6443\n",
            "token: abcdef.0123456789abcdef\n");
  }
}
