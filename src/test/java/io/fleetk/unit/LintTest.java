package io.fleetk.unit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {
  private static final String SERVICE = "[Service]\nExecStart=/bin/a\n";

  @Test
  void hasNothingToSayOfAProperUnit() {
    String text =
        """
        # A comment.
        [Unit]
        Description=Proper

        [Service]
        ExecStart=/bin/a \\
          --b
        Restart=always

        [X-Fleet]
        Conflicts=%p@*.service
        MachineMetadata="role=a" "role=b"

        [X-Fleetk]
        Instances=3
        ReadyHTTP=https://:6443/readyz
        File=/etc/a files/a 0640
        """;

    assertThat(lint("proper@.service", text)).isEmpty();
  }

  @Test
  void namesEveryProblemAtOnceWithItsLine() {
    String text =
        """
        Lost=1
        [Service]
        ExecStart=/bin/a
        garbage
        [X-Fleet]
        MachineMetdata=role=a
        [X-Fleetk]
        Instnces=3
        MaxUnavailable=lots
        """;

    assertThat(lint("a@.service", text)).extracting(Finding::line).containsExactly(1, 4, 6, 8, 9);
  }

  @Test
  void looksLikeACompilersWord() {
    assertThat(lint("a@.service", SERVICE + "[X-Fleetk]\nInstnces=3\n"))
        .singleElement()
        .hasToString(
            "units/a@.service:4: 'Instnces=3': no such option in [X-Fleetk];"
                + " did you mean 'Instances'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[X-Fleet];MachineMetaData=a=b|no such option|did you mean 'MachineMetadata'?",
        "[X-Fleet];Instances=3|belongs to [X-Fleetk]|move it there",
        "[X-Fleetk];Global=true|belongs to [X-Fleet]|move it there",
        "[X-Fleet];MachineOf=a.service|where it is itself|name another unit",
        "[X-Fleet];MachineOf=b.service c.service|is no unit name|MachineOf= of its own",
        "[X-Fleet];MachineOf=|needs a value|remove it",
        "[X-Fleet];MachineMetadata=role|is not key=value|MachineMetadata=role=master",
        "[X-Fleet];MachineMetadata=a=b c=d|is not key=value|quote each pair",
        "[X-Fleet];Global=maybe|neither true nor false|write true or false",
        "[X-Fleet];Conflicts=[a|malformed pattern|``",
        "[X-Fleet];Global=true;MachineOf=b.service|Global cannot be used with Peers|keep one",
        "[X-Fleetk];Instances=2|is no template|name the file a@.service",
        "[X-Fleetk];File=/etc/a|is not PATH SOURCE [MODE]|``",
        "[X-Fleetk];Secret=/run/a|is not PATH SOURCE [MODE]|``",
        "[X-Fleetk];Secret=/etc/a app/a|is not below /run/|``",
        "[X-Fleetk];Secret=/run/. app/a|not spelled the shortest way|``",
        "[X-Fleetk];Secret=/run/a ../a|is no name of a secret|``",
        "[X-Fleetk];OnPartition=perhaps|is not one of keep, stop|``",
        "[X-Fleetk];File=/a files/a;File=/a files/b|carries two files to /a|keep one",
      })
  void refuses(String options, String reason, String suggestion) {
    assertThat(lint("a.service", SERVICE + options.replace(';', '\n')))
        .filteredOn(Finding::isError)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.reason()).contains(reason);
              assertThat(finding.suggestion()).contains(suggestion);
              assertThat(finding.line()).isGreaterThan(2);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[X-Fleet];X-ConditionMachineMetadata=a=b|is deprecated|MachineMetadata=",
        "[X-Fleet];X-Conflicts=b.service|is deprecated|Conflicts=",
        "[X-Fleet];Conflicts=a.service|never conflicts with itself|one per machine",
        "[X-Fleet];Conflicts=*.service|never conflicts with itself|one per machine",
        "[X-Fleet];Replaces=a.service|never replaces itself|the other unit",
        "[X-Fleet];MachineID=%m|looks like no machine ID|first 8",
        "[X-fleet];Global=true|everything in it is passed over|[X-Fleet]",
        "[Servcie];Type=exec|everything in it is passed over|[Service]",
        "[Timer];OnBootSec=1|passes over this section in a unit of type service|``",
        "[Service];Type=exec|comes again after line 1|join them",
        "# a \\|ends in a backslash|remove the backslash",
        "Environment=A=b \\;# why \\;C=d|comment inside a continued value|above the option",
        "Environment=A=b \\;;Type=exec|this blank one ends the value|remove the backslash",
        "Type=exce|knows no Type 'exce'|did you mean 'exec'?",
        "Restart=allways|knows no Restart|did you mean 'always'?",
        "ExecStart=/bin/b|refuses a second ExecStart=|forgets",
        "Type=oneshot;Restart=always|refuses this with Type=oneshot|on-failure",
        "[X-Fleetk];ReadyCA=/ca.crt|no ReadyHTTP=https|remove it",
      })
  void warns(String options, String reason, String suggestion) {
    assertThat(lint("a.service", SERVICE + options.replace(';', '\n') + "\n"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.isError()).isFalse();
              assertThat(finding.reason()).contains(reason);
              assertThat(finding.suggestion()).contains(suggestion);
              assertThat(finding.toString()).startsWith("units/a.service:").contains("warning: ");
            });
  }

  @Test
  void warnsOfCarriageReturnsOnce() {
    assertThat(lint("a.service", SERVICE.replace("\n", "\r\n")))
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).contains("CR LF"));
  }

  @Test
  void warnsOfAServiceThatRunsNothing() {
    assertThat(lint("a.service", "[Service]\nType=exec\n"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).contains("without ExecStart="));
    assertThat(lint("a.service", "[Service]\nType=oneshot\nExecStop=/bin/b\n")).isEmpty();
    assertThat(lint("a.timer", "[Timer]\nOnBootSec=1\n")).isEmpty();
  }

  @Test
  void doesNotMindTemplatesThatConflictWithTheirInstances() {
    String text = SERVICE + "[X-Fleet]\nConflicts=a@*.service\n";

    assertThat(lint("a@.service", text)).isEmpty();
    assertThat(lint("a@1.service", text)).isEmpty();
  }

  @Test
  void warnsOfAStateThatATemplateCannotHave() {
    assertThat(lint("a@.service", SERVICE + "[X-Fleetk]\nDesiredState=launched\n"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.suggestion()).contains("Instances="));
  }

  @Test
  void refusesFilesWithoutSectionsOrOptions() {
    assertThat(lint("a.service", ""))
        .filteredOn(Finding::isError)
        .singleElement()
        .hasToString(
            "units/a.service: the file has no section; a unit has at least one, such as [Service]");
    assertThat(lint("a.service", "ExecStart=/bin/a\n"))
        .filteredOn(Finding::isError)
        .extracting(Finding::line)
        .containsExactly(0, 1);
    assertThat(lint("a.target", "[Unit]\n"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).contains("no options"));
  }

  @Test
  void refusesPhysicalLinesThatAreTooLong() {
    assertThat(lint("a.service", SERVICE + "Environment=A=" + "é".repeat(1100) + "\n"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.line()).isEqualTo(3);
              assertThat(finding.reason()).contains("line too long (max 2047 bytes)");
              assertThat(finding.suggestion()).contains("backslash");
              assertThat(finding.toString()).hasSizeLessThan(400);
            });
  }

  @Test
  void namesTheLinesOfBytesThatAreNotUtf8() {
    byte[] bytes = (SERVICE + "Environment=A=?\nEnvironment=B=?\n").getBytes(UTF_8);
    bytes[SERVICE.length() + 14] = (byte) 0xe4;
    bytes[SERVICE.length() + 30] = (byte) 0xff;

    assertThat(Lint.of("units/a.service", UnitName.of("a.service"), bytes))
        .extracting(Finding::toString)
        .containsExactly(
            "units/a.service:3: byte 0xe4 at offset 41 is not UTF-8; save the file as UTF-8",
            "units/a.service:4: byte 0xff at offset 57 is not UTF-8; save the file as UTF-8");
  }

  @Test
  void refusesNulBytes() {
    assertThat(Lint.of("a.service", UnitName.of("a.service"), "[Unit]\nA=\0\n".getBytes(UTF_8)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.line()).isEqualTo(2));
  }

  @Test
  void refusesLargeFilesQuickly() {
    byte[] large = "A=b\n".repeat(2_500_000).getBytes(UTF_8);

    List<Finding> findings =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(2),
            () -> Lint.of("units/a.service", UnitName.of("a.service"), large));
    assertThat(findings)
        .singleElement()
        .hasToString(
            "units/a.service: 10,000,000 bytes are more than the 524,288 that a fleet takes");
  }

  @Test
  void readsAFileOfHalfAMebibyteQuickly() {
    String text = "[Service]\n" + "Environment=A=b\n".repeat(32_000);

    assertThatCode(
            () ->
                Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(5), () -> lint("a.service", text)))
        .doesNotThrowAnyException();
  }

  @Test
  void namesTheNearestOfManyNames() {
    List<String> names = List.of("kubelet", "kube-proxy", "flannel");

    assertThat(Nearest.to("kubelte", names)).contains("kubelet");
    assertThat(Nearest.to("Flanel", names)).contains("flannel");
    assertThat(Nearest.to("etcd", names)).isEmpty();
  }

  private static List<Finding> lint(String name, String text) {
    return Lint.of("units/" + name, UnitName.of(name), text);
  }
}
