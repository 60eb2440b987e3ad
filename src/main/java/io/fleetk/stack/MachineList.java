package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A list of machines in a YAML file, for rendering without a fleet ({@code --machines}). */
public final class MachineList {
  private static final List<String> KEYS = List.of("id", "ip", "metadata");
  private static final String EXAMPLE = "- {id: …, ip: 10.0.0.1, metadata: {role: master}}";

  private static final Pattern ID = Pattern.compile("[0-9A-Za-z._-]+");

  private final YamlDocument document;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private MachineList(YamlDocument document) {
    this.document = document;
  }

  /**
   * Reads a list of machines: a YAML list of {@code id}, {@code ip} and, optionally, {@code
   * metadata}.
   *
   * @throws StackException naming every problem with the file
   */
  public static List<Machine> read(Path file) throws StackException {
    try {
      return new MachineList(YamlDocument.parse(file.toString(), SourceFiles.read(file)))
          .machines();
    } catch (Refusal e) {
      throw new StackException(List.of(e.finding()));
    }
  }

  private List<Machine> machines() throws StackException {
    List<Machine> machines = new ArrayList<>();
    if (document.root() instanceof List<?> items) {
      for (int at = 0; at < items.size(); at++) {
        machine("[" + at + "]", items.get(at)).ifPresent(machines::add);
      }
    } else {
      error("", "", "no list of machines", "write for each " + EXAMPLE);
    }
    if (!findings.isEmpty()) {
      throw new StackException(findings);
    }
    return List.copyOf(machines);
  }

  private Optional<Machine> machine(String path, Object item) {
    if (!(item instanceof Map<?, ?> facts)) {
      error(path, String.valueOf(item), "no machine", "write " + EXAMPLE);
      return Optional.empty();
    }
    for (Object key : facts.keySet()) {
      if (!KEYS.contains(key)) {
        String name = key.toString();
        error(
            YamlDocument.path(path, name),
            name,
            "a machine has id, ip and metadata only",
            Nearest.suggestion(name, KEYS));
      }
    }
    Optional<String> id = text(path, facts, "id");
    Optional<String> ip = text(path, facts, "ip");
    if (id.filter(text -> !ID.matcher(text).matches()).isPresent()) {
      error(path, id.get(), "no machine ID", "use letters and digits, as in /etc/machine-id");
    }
    if (id.isPresent() && !ids.add(id.get())) {
      error(path, id.get(), "a second machine with this id", "ids are unique");
    }
    Map<String, String> metadata = metadata(path, facts.get("metadata"));
    return id.isEmpty() || ip.isEmpty()
        ? Optional.empty()
        : Optional.of(new Machine(id.get(), ip.get(), metadata, true, false, "", Optional.empty()));
  }

  private Optional<String> text(String path, Map<?, ?> facts, String key) {
    Object value = facts.get(key);
    if (value == null || value instanceof Map || value instanceof List) {
      error(path, key, "the machine has no " + key, "write " + EXAMPLE);
      return Optional.empty();
    }
    if (!(value instanceof String)) {
      // YAML would take 32 digits for a number, and an e among them for an exponent.
      error(path, key + ": " + value, "a number where text is expected", "put it in quotes");
      return Optional.empty();
    }
    return Optional.of(value.toString());
  }

  private Map<String, String> metadata(String path, Object value) {
    Map<String, String> metadata = new TreeMap<>();
    if (value instanceof Map<?, ?> pairs) {
      pairs.forEach((key, word) -> metadata.put(key.toString(), String.valueOf(word)));
    } else if (value != null) {
      error(path + ".metadata", "metadata", "no mapping", "write metadata: {role: master}");
    }
    return metadata;
  }

  private void error(String path, String text, String reason, String suggestion) {
    findings.add(Finding.error(document.file(), document.line(path), text, reason, suggestion));
  }
}
