package io.fleetk.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.screen.Transcript.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every command as a person sees it, against the dev fleet: the transcripts in {@code
 * src/test/resources/io/fleetk/screen} are typed anew in their order, and must look as they did
 * when somebody read them. {@code -Dfleetk.transcripts=write} writes them instead, for reading.
 */
class TranscriptsIT {
  private static final Path TRANSCRIPTS = Path.of("src/test/resources/io/fleetk/screen");
  private static final boolean WRITE = "write".equals(System.getProperty("fleetk.transcripts"));

  private static Place place;

  @BeforeAll
  static void layOut() throws IOException {
    place = Place.make();
  }

  @AfterAll
  static void goDown() throws Exception {
    place.shell(Transcript.USUAL_COLUMNS).types("fleetk dev down --forget");
    place.close();
  }

  @TestFactory
  List<DynamicTest> looksAsItDid() {
    return Transcript.files(TRANSCRIPTS).stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> type(file)))
        .toList();
  }

  private static void type(Path file) throws Exception {
    Transcript expected = Transcript.read(file);
    Shell shell = place.shell(Transcript.USUAL_COLUMNS);
    List<Entry> seen = new ArrayList<>();
    for (Entry entry : expected.entries()) {
      if (entry.columns().isPresent()) {
        shell = shell.wide(entry.columns().getAsInt());
      }
      Shell.Seen screen = shell.types(entry.typed(), entry.answers().toArray(String[]::new));
      seen.add(
          entry.with(Smoothing.of(screen.lines(), place.home().toString()), screen.exitCode()));
    }
    Transcript typed = new Transcript(expected.title(), seen);
    if (WRITE) {
      Files.writeString(file, typed.text());
    }
    assertThat(typed.text()).isEqualTo(expected.text());
  }
}
