package io.fleetk.unit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.List;

/**
 * Says everything that is wrong with a unit file at once: what fleet would refuse or pass over,
 * what systemd would refuse, and where the two read the file differently.
 */
public final class Lint {
  /** The largest unit file, in bytes, that a fleet takes. */
  public static final int MAX_BYTES = 512 * 1024;

  private static final int MAX_BAD_BYTES = 20;

  private Lint() {}

  /**
   * What is to be said of a unit file as it lies on a disk.
   *
   * @param file the file as the user would name it
   * @param name the name of the unit
   */
  public static List<Finding> of(String file, UnitName name, byte[] bytes) {
    List<Finding> unreadable = ofBytes(file, bytes);
    return unreadable.isEmpty() ? of(file, name, new String(bytes, UTF_8)) : unreadable;
  }

  /**
   * What keeps bytes from being a text at all: too many of them, or not UTF-8. Cheap even for large
   * files.
   */
  public static List<Finding> ofBytes(String file, byte[] bytes) {
    FindingSink out = new FindingSink(file);
    if (bytes.length > MAX_BYTES) {
      out.error(0, "", tooLarge(bytes.length), "");
    } else {
      findBadBytes(bytes, out);
    }
    return out.byLine();
  }

  /** Why a file of this many bytes is refused. */
  public static String tooLarge(long bytes) {
    return "%,d bytes are more than the %,d that a fleet takes".formatted(bytes, MAX_BYTES);
  }

  /**
   * What is to be said of a unit file's text.
   *
   * @param file the file as the user would name it
   * @param name the name of the unit
   */
  public static List<Finding> of(String file, UnitName name, String text) {
    FindingSink out = new FindingSink(file);
    if (text.length() > MAX_BYTES) {
      out.error(0, "", tooLarge(text.length()), "");
      return out.byLine();
    }
    UnitParser.Reading reading = UnitParser.read(text);
    for (UnitParser.Complaint complaint : reading.complaints()) {
      out.error(complaint.line(), complaint.text(), complaint.reason(), complaint.suggestion());
    }
    new SystemdReading(text, out).compare();
    LintedUnit unit = new LintedUnit(name, reading.options(), out);
    SectionLint.check(unit, reading.headers());
    PlacementLint.check(unit);
    PolicyLint.check(unit);
    if (name.type().equals("service")) {
      ServiceLint.check(unit);
    }
    return out.byLine();
  }

  private static void findBadBytes(byte[] bytes, FindingSink out) {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer decoded = CharBuffer.allocate(bytes.length + 1);
    int line = 1;
    int counted = 0;
    for (int found = 0; found < MAX_BAD_BYTES; found++) {
      CoderResult result = decoder.decode(in, decoded, true);
      if (!result.isError()) {
        break;
      }
      for (; counted < in.position(); counted++) {
        line += bytes[counted] == '\n' ? 1 : 0;
      }
      out.error(
          line,
          "",
          "byte 0x%02x at offset %d is not UTF-8".formatted(bytes[counted], counted),
          "save the file as UTF-8");
      in.position(in.position() + result.length());
    }
    for (int at = 0, nulLine = 1; at < bytes.length; at++) {
      nulLine += bytes[at] == '\n' ? 1 : 0;
      if (bytes[at] == 0) {
        out.error(nulLine, "", "a NUL byte at offset %d: this is no text".formatted(at), "");
        return;
      }
    }
  }
}
