package io.fleetk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fleetk.store.EtcdSettings.Login;
import io.fleetk.store.EtcdSettings.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdSettingsTest {
  @Test
  void readsSeveralAddresses() {
    assertThat(EtcdSettings.of("http://10.0.0.1:4001, http://etcd.example/").endpoints())
        .containsExactly(
            URI.create("http://10.0.0.1:4001"), URI.create("http://etcd.example:2379"));
    assertThat(EtcdSettings.of("https://[fe80::1]").endpoints())
        .containsExactly(URI.create("https://[fe80::1]:2379"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "etcd:2379",
        "10.0.0.1:2379",
        "unix:///run/etcd",
        "http://",
        "http://a b",
        "http://h:99999",
        "http://user@h",
        "http://h/v2/keys",
        "http://h?x",
        "http://h,,http://i"
      })
  void saysWhatAnAddressLooksLike(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdSettings.of(text))
        .withMessageContaining("is no address of etcd")
        .withMessageContaining("http://HOST:PORT");
  }

  @Test
  void refusesWhatContradictsItself() {
    EtcdSettings plain = EtcdSettings.of("http://h");
    Optional<Path> file = Optional.of(Path.of("a.pem"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdSettings.of("http://h,https://i"))
        .withMessageContaining("not both");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.withTls(new Tls(file, Optional.empty(), Optional.empty())))
        .withMessageContaining("https://");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EtcdSettings.of("https://h")
                    .withTls(new Tls(Optional.empty(), file, Optional.empty())))
        .withMessageContaining("go together");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.withPrefix("prod"))
        .withMessageContaining("\"/prod\"");
    assertThatIllegalArgumentException().isThrownBy(() -> new Login("fleetk", ""));
  }

  @Test
  void aSlashAtTheEndOfAPrefixMakesNoDifference() {
    assertThat(EtcdSettings.of("http://h").withPrefix("/prod/"))
        .isEqualTo(EtcdSettings.of("http://h").withPrefix("/prod"));
    assertThat(EtcdSettings.of("http://h").withPrefix("/").prefix()).isEmpty();
  }

  @Test
  void doesNotTellThePassword() {
    assertThat(EtcdSettings.of("http://h").withLogin(new Login("fleetk", "secret")).toString())
        .contains("fleetk")
        .doesNotContain("secret");
  }
}
