package io.fleetk.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a plain v1 fleet, which knows no carried files, delivers them all the same: one {@code
 * ExecStartPre=+} line for each, ahead of the unit's own, that writes the file aside and renames
 * it.
 *
 * <p>What is lowered can be raised again, so that a unit reads back from the fleet as it was put.
 * The text goes in Base64, in chunks that are arguments of their own: systemd makes a space of a
 * continued line's end. A percent sign and a dollar sign are doubled for systemd.
 */
final class LoweredFiles {
  /** go-systemd's limit for a physical line, in bytes. */
  private static final int LINE_MAX = 2047;

  /** What fits into a line of systemd's, 1 MiB, after Base64. */
  private static final int FILE_MAX = 512 * 1024;

  /** A multiple of 4 that leaves room for the continuation. */
  private static final int CHUNK = 1996;

  private static final String SECTION = "Service";
  private static final String OPTION = "ExecStartPre";
  private static final String BEFORE_MODE =
      "+/bin/sh -c 'mkdir -p \"$${0%%/*}/\" && umask 077"
          + " && printf %%s \"$$@\" | base64 -d >\"$$0.fleetk\" && chmod ";
  private static final String AFTER_MODE = " \"$$0.fleetk\" && mv -f \"$$0.fleetk\" \"$$0\"' ";
  private static final String CONTINUED = " \\\n";
  private static final Pattern LOWERED =
      Pattern.compile(
          Pattern.quote(BEFORE_MODE)
              + "([0-7]{4})"
              + Pattern.quote(AFTER_MODE)
              + "(\"(?:[^\"\\\\\n]|\\\\.)*\"|[^\\s\"]+)((?: \\\\\n[A-Za-z0-9+/=]+)*)");
  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9/._:@+,=-]+");

  private LoweredFiles() {}

  /**
   * The unit file that a plain v1 fleet is given.
   *
   * @throws FleetRefusedException when the unit names secrets, or carries files and cannot be
   *     lowered, saying why
   */
  static UnitFile lower(UnitName name, UnitContent content) {
    if (content.namesSecrets()) {
      throw new FleetRefusedException(
          "%s names secrets, which a fleet without fleetk's extensions cannot deliver: put the files on the machines yourself and remove Secret="
              .formatted(name));
    }
    return withFiles(name, content);
  }

  private static UnitFile withFiles(UnitName name, UnitContent content) {
    if (content.files().isEmpty()) {
      return content.file();
    }
    if (!name.type().equals("service")) {
      throw new FleetRefusedException(
          "%s carries files, which a fleet without fleetk's extensions can deliver for services only: move its File= lines to a service that it needs"
              .formatted(name));
    }
    List<UnitOption> options = new ArrayList<>(content.file().options());
    int at = firstPlace(options);
    for (CarriedFile file : content.files()) {
      options.add(at++, new UnitOption(SECTION, OPTION, command(name, file)));
    }
    return new UnitFile(options);
  }

  /** Ahead of every other option of the service, but behind what empties the list. */
  private static int firstPlace(List<UnitOption> options) {
    int first = options.size();
    for (int i = options.size() - 1; i >= 0; i--) {
      UnitOption option = options.get(i);
      if (option.section().equals(SECTION)) {
        if (option.name().equals(OPTION) && option.value().isEmpty()) {
          return i + 1;
        }
        first = i;
      }
    }
    return first;
  }

  private static String command(UnitName name, CarriedFile file) {
    byte[] text = file.text().getBytes(UTF_8);
    if (text.length > FILE_MAX) {
      throw new FleetRefusedException(
          "%s carries %s of %d bytes; a fleet without fleetk's extensions can deliver %d at most"
              .formatted(name, file.path(), text.length, FILE_MAX));
    }
    String encoded = Base64.getEncoder().encodeToString(text);
    StringBuilder command =
        new StringBuilder(BEFORE_MODE)
            .append(String.format(Locale.ROOT, "%04o", file.mode()))
            .append(AFTER_MODE)
            .append(quoted(file.path()));
    if (file.path().indexOf('\n') >= 0
        || (OPTION + "=" + command + CONTINUED).getBytes(UTF_8).length > LINE_MAX) {
      throw new FleetRefusedException(
          "%s carries %s, a path that a fleet without fleetk's extensions cannot deliver to: use a shorter one without newlines"
              .formatted(name, file.path().replace('\n', ' ')));
    }
    for (int i = 0; i < encoded.length(); i += CHUNK) {
      command.append(CONTINUED).append(encoded, i, Math.min(encoded.length(), i + CHUNK));
    }
    return command.toString();
  }

  private static String quoted(String path) {
    if (PLAIN_WORD.matcher(path).matches()) {
      return path;
    }
    return '"'
        + path.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$")
        + '"';
  }

  private static String unquoted(String word) {
    if (!word.startsWith("\"")) {
      return word;
    }
    return word.substring(1, word.length() - 1)
        .replace("$$", "$")
        .replace("%%", "%")
        .replaceAll("\\\\(.)", "$1");
  }

  /** What a unit file was before it was lowered; the file itself where it was not. */
  static UnitContent raise(UnitName name, UnitFile lowered) {
    List<UnitOption> options = new ArrayList<>();
    List<CarriedFile> files = new ArrayList<>();
    for (UnitOption option : lowered.options()) {
      Matcher parts = LOWERED.matcher(option.value());
      if (option.section().equals(SECTION) && option.name().equals(OPTION) && parts.matches()) {
        files.add(file(parts));
      } else {
        options.add(option);
      }
    }
    UnitContent raised = new UnitContent(new UnitFile(options), files);
    // Whoever wrote such a line by hand, elsewhere or otherwise, gets his own text back.
    return !files.isEmpty()
            && name.type().equals("service")
            && withFiles(name, raised).equals(lowered)
        ? raised
        : UnitContent.of(lowered);
  }

  private static CarriedFile file(Matcher parts) {
    String encoded = parts.group(3).replace(CONTINUED, "");
    String text;
    try {
      text = new String(Base64.getDecoder().decode(encoded), UTF_8);
    } catch (IllegalArgumentException e) {
      // Not ours: the comparison after raising tells.
      text = "";
    }
    return new CarriedFile(unquoted(parts.group(2)), Integer.parseInt(parts.group(1), 8), text);
  }
}
