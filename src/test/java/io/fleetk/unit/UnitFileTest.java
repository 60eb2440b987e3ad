package io.fleetk.unit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitFileTest {
  @Test
  void hashesAsFleetDoes() throws UnitParseException {
    UnitFile file =
        UnitFile.parse(
            """
            [Service]
            ExecStart=/bin/sleep inf

            [X-Fleet]
            Global=true
            MachineMetadata=role=kubernetes
            """);

    assertThat(file.hash()).hasToString("1ab9406e20fcaedf2b1967b7bed19de257cafc41");
  }
}
