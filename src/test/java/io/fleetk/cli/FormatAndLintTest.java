package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formatting, and lint with systemd's verdict, as somebody at a desk sees them. */
class FormatAndLintTest {
  private static final String UGLY = "[Service]\nExecStart = /bin/a\n\n\n[Install]\nA=b";
  private static final String PRETTY = "[Service]\nExecStart=/bin/a\n\n[Install]\nA=b\n";

  @TempDir Path home;

  @Test
  void formatsADirectoryInPlaceAndNamesWhatChanged() throws IOException {
    write("kube/stack.yaml", "name: kube  \n\n\nvalues: {a: /bin/a}\n");
    write("kube/a.service", UGLY);
    write("kube/b@.service.peb", "[Service]\nExecStart =  {{ a }} \\\n   --x\n");
    write("kube/c.service", PRETTY);
    Files.setPosixFilePermissions(
        home.resolve("kube/a.service"), PosixFilePermissions.fromString("rw-r-----"));

    Seen seen = types("fmt", at("kube"));

    assertThat(seen.exitCode()).as(seen.err()).isZero();
    assertThat(seen.out().lines())
        .containsExactly(at("kube/stack.yaml"), at("kube/a.service"), at("kube/b@.service.peb"));
    assertThat(home.resolve("kube/a.service")).hasContent(PRETTY);
    assertThat(Files.getPosixFilePermissions(home.resolve("kube/a.service")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(home.resolve("kube/b@.service.peb"))
        .hasContent("[Service]\nExecStart={{ a }} \\\n   --x\n");
    assertThat(home.resolve("kube/stack.yaml")).hasContent("name: kube\n\nvalues: {a: /bin/a}\n");
    assertThat(home.resolve("kube")).isDirectoryNotContaining("glob:**.fmt");
    assertThat(types("fmt", at("kube")).out()).isEmpty();
  }

  @Test
  void checksAndShowsWithoutWriting() throws IOException {
    write("a.service", UGLY);

    Seen check = types("fmt", "--check", at("a.service"));

    assertThat(check.exitCode()).isEqualTo(3);
    assertThat(check.out()).isEqualTo(at("a.service") + "\n");

    Seen diff = types("fmt", "--diff", at("a.service"));

    assertThat(diff.exitCode()).isZero();
    assertThat(diff.out())
        .startsWith("--- " + at("a.service") + "\n+++ " + at("a.service") + "\n@@ ")
        .contains("\n-ExecStart = /bin/a\n+ExecStart=/bin/a\n")
        .contains("\n-A=b\n\\ No newline at end of file\n+A=b\n");
    assertThat(Files.readString(home.resolve("a.service"))).isEqualTo(UGLY);
  }

  @Test
  void filtersStandardInput() {
    assertThat(desk().piping(UGLY).types("fmt", "-").out()).isEqualTo(PRETTY);
    assertThat(desk().piping("name: a\n\n\n").types("fmt", "-").out()).isEqualTo("name: a\n");
    assertThat(desk().piping(PRETTY).types("fmt", "--check", "-").exitCode()).isZero();
    assertThat(desk().piping(UGLY).types("fmt", "--check", "-"))
        .isEqualTo(new Seen(3, "<standard input>\n", ""));
    assertThat(desk().piping("[Service]\nbad\n").types("fmt", "-").err())
        .startsWith("fleetk: fmt: <standard input>:2: 'bad': ")
        .hasLineCount(1);
    assertThat(types("fmt", "-", "units").exitCode()).isEqualTo(2);
  }

  @Test
  void leavesWhatCannotBeReadAndFormatsTheRest() throws IOException {
    write("kube/a.service", UGLY);
    write("kube/b.service", "[Service]\nA =  b\nnonsense\n");
    write("kube/c.service.peb", "[Service]\nA =  {{ b\n");
    write("kube/stack.yaml", "name: [\n");

    Seen seen = types("fmt", at("kube"));

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.out()).isEqualTo(at("kube/a.service") + "\n");
    assertThat(seen.err())
        .contains(at("kube/b.service") + ":3: 'nonsense': ")
        .contains(at("kube/c.service.peb") + ":2: 'A =  {{ b': this tag is not closed; close it\n")
        .contains(at("kube/stack.yaml") + ":")
        .endsWith("fleetk: fmt: 3 files could not be formatted, see above\n");
    assertThat(home.resolve("kube/b.service")).hasContent("[Service]\nA =  b\nnonsense\n");
    assertThat(types("fmt", at("kube/readme.md")).err())
        .startsWith(at("kube/readme.md") + ": no such file or directory");
  }

  @Test
  void addsSystemdsVerdictAtThePlaceInTheTemplate() throws IOException {
    write(
        "kube/web@.service.peb",
        """
        {# Two of them. #}
        [Unit]
        Description=web
        [Service]
        {% if true %}
        ExecStart=/bin/a \\
          --b
        {% endif %}
        Foo=bar
        [X-Fleetk]
        Instances=2
        """);
    write("kube/mail@.service", "[Service]\nExecStart=/bin/m\n");
    systemdAnalyze(
        """
        d=$(dirname "$3")
        echo "$d/web@1.service:7: Unknown key 'Foo' in section [Service], ignoring."
        echo "$d/web@2.service:7: Unknown key 'Foo' in section [Service], ignoring."
        echo "/lib/systemd/system/other.service:5: Not ours."
        echo "web@1.service: Command /bin/a is not executable: No such file or directory"
        echo "web@1.service: Failed to create web@1.service/start: Unit gone.service not found."
        echo "mail@test-instance.service: Service has odd things. Refusing."
        echo "Unit mail@test-instance.service has a bad unit file setting."
        grep -q 'Stack=kube' "$d/web@2.service" || echo "web@1.service: no text"
        exit 1
        """);

    Seen seen = lint(at("kube"));

    assertThat(seen.exitCode()).isEqualTo(2);
    assertThat(seen.out())
        .isEqualTo(
            """
            %1$s/web@.service.peb:9: warning: systemd says: Unknown key 'Foo' in section [Service], ignoring.
            %1$s/mail@.service: systemd says: Service has odd things. Refusing.
            """
                .formatted(at("kube")));
    assertThat(seen.err())
        .contains("fleetk: lint: 1 error, 1 warning\n")
        .contains(
            "fleetk: lint: systemd 999 of this machine was asked; left out: 2 complaints about"
                + " programs and units that are not on this machine\n");
  }

  @Test
  void saysWhenSystemdCannotBeAsked() throws IOException {
    write("a.service", PRETTY);

    assertThat(lint(at("a.service")))
        .isEqualTo(
            new Seen(
                1,
                "",
                "fleetk: lint: --systemd: systemd-analyze is not installed here; leave --systemd"
                    + " out, or lint where systemd is\n"));

    systemdAnalyze("echo 'Failed to initialize manager: No such file or directory'\nexit 1\n");

    assertThat(lint(at("a.service")))
        .isEqualTo(
            new Seen(
                1,
                "",
                "fleetk: lint: --systemd: systemd-analyze cannot tell: Failed to initialize"
                    + " manager: No such file or directory; leave --systemd out, or lint where"
                    + " systemd runs\n"));
  }

  private Seen lint(String place) {
    return desk().with("PATH", at("bin")).types("lint", "--systemd", place);
  }

  private void systemdAnalyze(String body) throws IOException {
    write(
        "bin/systemd-analyze",
        "#!/bin/sh\nPATH=/usr/bin:/bin\n[ \"$1\" = --version ] && echo 'systemd 999 (999.1)' && exit\n"
            + body);
    Files.setPosixFilePermissions(
        home.resolve("bin/systemd-analyze"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Desk desk() {
    return Desk.alone(home);
  }

  private Seen types(String... words) {
    return desk().types(words);
  }

  private String at(String place) {
    return home.resolve(place).toString();
  }

  private void write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
