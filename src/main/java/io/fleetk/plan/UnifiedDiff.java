package io.fleetk.plan;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.fleetk.plan.ContentDiff.FileDiff;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Writes differences of texts as unified diffs. */
final class UnifiedDiff {
  private static final int CONTEXT_LINES = 3;
  private static final String NOWHERE = "/dev/null";

  private UnifiedDiff() {}

  static ContentDiff between(UnitName name, UnitContent before, UnitContent after) {
    Map<String, CarriedFile> olds = byPath(before);
    Map<String, CarriedFile> news = byPath(after);
    Map<String, CarriedFile> all = new TreeMap<>(olds);
    all.putAll(news);
    List<FileDiff> files = new ArrayList<>();
    for (String path : all.keySet()) {
      Optional<CarriedFile> old = Optional.ofNullable(olds.get(path));
      Optional<CarriedFile> fresh = Optional.ofNullable(news.get(path));
      if (!Objects.equals(old, fresh)) {
        files.add(new FileDiff(path, ofFile(path, old, fresh)));
      }
    }
    files.addAll(secrets(before, after));
    String oldText = shown(before);
    String newText = shown(after);
    return new ContentDiff(
        oldText.equals(newText)
            ? ""
            : diff("a/" + name, "b/" + name, lines(oldText), lines(newText)),
        files);
  }

  /** What is delivered beside the unit, by name and version: nobody is shown a secret's text. */
  private static List<FileDiff> secrets(UnitContent before, UnitContent after) {
    Map<String, CarriedSecret> olds = secretsByPath(before);
    Map<String, CarriedSecret> news = secretsByPath(after);
    Map<String, CarriedSecret> all = new TreeMap<>(olds);
    all.putAll(news);
    List<FileDiff> changed = new ArrayList<>();
    for (String path : all.keySet()) {
      Optional<CarriedSecret> old = Optional.ofNullable(olds.get(path));
      Optional<CarriedSecret> fresh = Optional.ofNullable(news.get(path));
      if (!old.equals(fresh)) {
        changed.add(
            new FileDiff(path, "--- %s\n+++ %s\n".formatted(secret("a", old), secret("b", fresh))));
      }
    }
    return changed;
  }

  private static String secret(String side, Optional<CarriedSecret> secret) {
    return secret
        .map(one -> "%s%s\t%04o secret %s".formatted(side, one.path(), one.mode(), one.shown()))
        .orElse(NOWHERE);
  }

  private static Map<String, CarriedSecret> secretsByPath(UnitContent content) {
    Map<String, CarriedSecret> secrets = new TreeMap<>();
    content.secrets().forEach(secret -> secrets.put(secret.path(), secret));
    return secrets;
  }

  /** The unit's text but for what fleetk notes in it for itself. */
  private static String shown(UnitContent content) {
    return content
        .file()
        .filter(
            option -> !option.section().equals(Policy.SECTION) || !option.name().equals("Basis"))
        .text();
  }

  private static String ofFile(
      String path, Optional<CarriedFile> old, Optional<CarriedFile> fresh) {
    String from = old.map(file -> "a" + path + mode(file)).orElse(NOWHERE);
    String to = fresh.map(file -> "b" + path + mode(file)).orElse(NOWHERE);
    String body =
        diff(
            from,
            to,
            lines(old.map(CarriedFile::text).orElse("")),
            lines(fresh.map(CarriedFile::text).orElse("")));
    // A changed mode, or an empty file that comes or goes, has no lines to show.
    return body.isEmpty() ? "--- %s\n+++ %s\n".formatted(from, to) : body;
  }

  private static String mode(CarriedFile file) {
    return "\t%04o".formatted(file.mode());
  }

  private static Map<String, CarriedFile> byPath(UnitContent content) {
    Map<String, CarriedFile> files = new TreeMap<>();
    content.files().forEach(file -> files.put(file.path(), file));
    return files;
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  private static String diff(String from, String to, List<String> before, List<String> after) {
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            from, to, before, DiffUtils.diff(before, after), CONTEXT_LINES);
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
