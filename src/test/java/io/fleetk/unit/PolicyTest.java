package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.unit.Policy.FileSpec;
import io.fleetk.unit.Policy.OnFailure;
import io.fleetk.unit.Policy.OnPartition;
import io.fleetk.unit.Policy.SecretSpec;
import io.fleetk.unit.Policy.Update;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
  @Test
  void hasDefaults() throws UnitParseException {
    Policy policy = policy("");

    assertThat(policy.instances()).isEmpty();
    assertThat(policy.desiredState()).isEqualTo(DesiredState.LAUNCHED);
    assertThat(policy.maxUnavailable()).hasToString("1");
    assertThat(policy.update()).isEqualTo(Update.ROLLING);
    assertThat(policy.onFailure()).isEqualTo(OnFailure.PAUSE);
    assertThat(policy.onPartition()).isEqualTo(OnPartition.KEEP);
    assertThat(policy.minReady()).isZero();
    assertThat(policy.readyTimeout()).isPositive();
    assertThat(policy.readiness().checks()).isEmpty();
    assertThat(policy.readiness().interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(policy.readiness().probeTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(policy.readiness().threshold()).isEqualTo(1);
  }

  @Test
  void asksWhatIsNotReadyEveryTwoSecondsAtLeast() throws UnitParseException {
    Readiness seldom = policy("ReadyIntervalSec=10\n").readiness();
    assertThat(seldom.pause(true)).isEqualTo(Duration.ofSeconds(10));
    assertThat(seldom.pause(false)).isEqualTo(Duration.ofSeconds(2));

    Readiness often = policy("ReadyIntervalSec=500ms\n").readiness();
    assertThat(often.pause(true)).isEqualTo(often.pause(false)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void readsTheWholeSection() throws UnitParseException {
    Policy policy =
        policy(
            """
            Instances=3
            DesiredState=loaded
            Await=a b
            Await=c
            ReadyHTTP=https://:6443/readyz?x=1
            ReadyTCP=[::1]:10250
            ReadyExec=/usr/bin/test -e /run/%i
            ReadyFile=/run/%p/subnet.env
            ReadyIntervalSec=500ms
            ReadyProbeTimeoutSec=2
            ReadyThreshold=3
            ReadyCA=/etc/ca.crt
            ReadyTimeoutSec=2min
            MinReadySec=5
            MaxUnavailable=25%
            Update=recreate
            OnFailure=undo
            OnPartition=stop
            File=/etc/%i.conf files/a.conf 0640
            File=/etc/b files/b
            Secret=/run/tls.key api/tls.key
            Stack=kubernetes
            """);

    assertThat(policy.instances()).hasValue(3);
    assertThat(policy.desiredState()).isEqualTo(DesiredState.LOADED);
    assertThat(policy.await()).containsExactly("a", "b", "c");
    assertThat(policy.readiness())
        .isEqualTo(
            new Readiness(
                List.of(
                    new ReadyCheck.Http("https", "", 6443, "/readyz?x=1"),
                    new ReadyCheck.Tcp("[::1]", 10250),
                    new ReadyCheck.Exec("/usr/bin/test -e /run/1"),
                    new ReadyCheck.FileExists("/run/web/subnet.env")),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                3,
                java.util.Optional.of("/etc/ca.crt")));
    assertThat(policy.readyTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(policy.minReady()).isEqualTo(Duration.ofSeconds(5));
    assertThat(policy.maxUnavailable()).isEqualTo(new MaxUnavailable.Percent(25));
    assertThat(policy.update()).isEqualTo(Update.RECREATE);
    assertThat(policy.onFailure()).isEqualTo(OnFailure.UNDO);
    assertThat(policy.onPartition()).isEqualTo(OnPartition.STOP);
    assertThat(policy.files())
        .containsExactly(
            new FileSpec("/etc/1.conf", "files/a.conf", 0640),
            new FileSpec("/etc/b", "files/b", 0644));
    assertThat(policy.secrets())
        .containsExactly(new SecretSpec("/run/tls.key", "api/tls.key", 0600));
    assertThat(policy.stack()).contains("kubernetes");
  }

  @Test
  void forgetsWhatStandsBeforeAnEmptyValue() throws UnitParseException {
    assertThat(policy("Await=a\nAwait=\nAwait=b").await()).containsExactly("b");
    assertThat(policy("MaxUnavailable=3\nMaxUnavailable=").maxUnavailable()).hasToString("1");
  }

  @ParameterizedTest
  @CsvSource({"1,3,1", "2,3,2", "0,3,1", "50%,3,1", "67%,3,2", "100%,3,3", "1%,10,1", "25%,8,2"})
  void countsHowManyMayBeDown(String value, int total, int expected) throws UnitParseException {
    assertThat(policy("MaxUnavailable=" + value).maxUnavailable().of(total)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Instances=-1",
        "Instances=many",
        "DesiredState=running",
        "ReadyHTTP=:6443/readyz",
        "ReadyHTTP=ftp://x/",
        "ReadyHTTP=https://:99999/",
        "ReadyHTTP=https://:1/ bad",
        "ReadyTCP=10250",
        "ReadyExec=test",
        "ReadyFile=run/x",
        "ReadyFile=/run/../etc/x",
        "ReadyIntervalSec=0",
        "ReadyThreshold=0",
        "ReadyTimeoutSec=soon",
        "MinReadySec=5 parsecs",
        "MaxUnavailable=0",
        "MaxUnavailable=101%",
        "Update=blue-green",
        "OnFailure=explode",
        "OnPartition=maybe",
        "File=/etc/x",
        "File=etc/x files/x",
        "File=/etc/x files/x 0999",
        "File=/etc/x files/x rw-r--r--",
        "Secret=/run/x",
        "Secret=/etc/x app/x",
        "Secret=/run/../etc/x app/x",
        "Secret=/run/. app/x",
        "Secret=/run/.. app/x",
        "Secret=/run/a//x app/x",
        "Secret=/run/x/ app/x",
        "Secret=/run/x app//x",
        "Stack=No Name"
      })
  void takesTheDefaultForWhatLintRefuses(String option) throws UnitParseException {
    assertThat(policy(option)).isEqualTo(policy(""));
    assertThat(PolicyReader.problems(NAME, UnitFile.parse("[X-Fleetk]\n" + option)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.reason()).isNotBlank());
  }

  @ParameterizedTest
  @CsvSource({
    "5,5000",
    "500ms,500",
    "1min 30s,90000",
    "1.5s,1500",
    "2h,7200000",
    "1d,86400000",
    "0,0"
  })
  void readsTimeSpansAsSystemdDoes(String text, long millis) {
    assertThat(TimeSpan.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  private static final UnitName NAME = UnitName.of("web@1.service");

  private static Policy policy(String options) throws UnitParseException {
    return Policy.of(NAME, UnitFile.parse("[X-Fleetk]\n" + options + "\n"));
  }
}
