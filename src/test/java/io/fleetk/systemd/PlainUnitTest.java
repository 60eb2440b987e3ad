package io.fleetk.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.unit.UnitName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainUnitTest {
  private final SimulatedMachine machine = new SimulatedMachine();

  @AfterEach
  void close() {
    machine.close();
  }

  @ParameterizedTest
  @CsvSource({
    "a.socket, [Socket]|ListenStream=80, active/listening",
    "a.timer, [Timer]|OnCalendar=daily, active/waiting",
    "a.path, [Path]|PathExists=/etc/a, active/waiting",
    "a.mount, [Mount]|What=/dev/sda|Where=/a, active/mounted",
    "a.swap, [Swap]|What=/dev/sda, active/active",
    "a.automount, [Automount]|Where=/a, active/waiting",
    "a.target, [Unit]|Description=A, active/active",
    "a.slice, [Slice]|CPUWeight=5, active/active",
  })
  void isActiveInTheWordsOfItsType(String name, String text, String shown) {
    machine.load(name, text.replace('|', '\n') + "\n");

    machine.start(name);
    machine.settle();
    assertThat(machine.shown(name)).isEqualTo(shown);
    assertThat(machine.serving(name)).isTrue();

    machine.stop(name);
    machine.settle();
    assertThat(machine.shown(name)).isEqualTo("inactive/dead");
  }

  @ParameterizedTest
  @CsvSource({"a.socket, Socket", "a.timer, Timer", "a.path, Path", "a.mount, Mount"})
  void isRefusedWithoutWhatItIsFor(String name, String section) {
    machine.load(name, "[%s]\nX-Nothing=1\n".formatted(section));

    assertThat(machine.state(name).loadState()).isEqualTo("bad-setting");
    assertThatThrownBy(() -> machine.start(name))
        .hasMessage("Unit %s has a bad unit file setting.".formatted(name));
  }

  @Test
  void aMountTakesTimeAndSaysSo() {
    machine.load("a.mount", "[Unit]\nDescription=Disk\n[Mount]\nWhat=/dev/sda\nWhere=/a\n");

    machine.start("a.mount");
    assertThat(machine.shown("a.mount")).isEqualTo("activating/mounting");
    machine.settle();

    assertThat(machine.journal("a.mount"))
        .containsExactly("systemd: Mounting a.mount - Disk...", "systemd: Mounted a.mount - Disk.");
  }

  @Test
  void aSocketShowsWhetherItsServiceRuns() {
    machine.load("a.socket", "[Socket]\nListenStream=80\n");
    machine.load("a.service", "[Service]\nExecStart=/usr/bin/daemon\n");
    machine.start("a.socket");

    machine.start("a.service");
    assertThat(machine.shown("a.socket")).isEqualTo("active/running");

    machine.stop("a.service");
    machine.settle();
    assertThat(machine.shown("a.socket")).isEqualTo("active/listening");
  }

  @Test
  void aTargetComesAfterWhatItWants() {
    machine.load("a.service", "[Service]\nType=notify\nExecStart=/usr/bin/daemon\n");
    machine.load("all.target", "[Unit]\nWants=a.service\n");

    machine.start("all.target");
    assertThat(machine.shown("all.target")).isEqualTo("inactive/dead");

    machine.settle();
    assertThat(machine.shown("all.target")).isEqualTo("active/active");
  }

  @Test
  void failsWhereAFaultIsSet() {
    machine.load("a.mount", "[Mount]\nWhat=/dev/sda\nWhere=/a\n");
    machine.systemd.faults().fail(UnitName.of("a.mount"), 32);

    machine.start("a.mount");
    machine.settle();

    assertThat(machine.shown("a.mount")).isEqualTo("failed/failed");
    assertThat(machine.journal("a.mount"))
        .contains("systemd: a.mount: Mount process exited, code=exited, status=32/n/a");
  }

  @Test
  void aDeviceCannotBeStarted() {
    machine.load("dev-sda.device", "[Unit]\nDescription=Disk\n");

    assertThatThrownBy(() -> machine.start("dev-sda.device"))
        .hasMessage("Job type start is not applicable for unit dev-sda.device.");
  }
}
