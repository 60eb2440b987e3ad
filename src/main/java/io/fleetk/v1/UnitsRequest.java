package io.fleetk.v1;

import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many units at once (fleetk extension, {@code POST /fleetk/v1/units}).
 *
 * @param units by name; one without options is there already and only gets another desired state
 */
public record UnitsRequest(Map<String, ExtendedSubmission> units) {
  /** How many units one request should hold. */
  private static final int MOST_UNITS = 100;

  /** How many bytes of JSON one request should hold, unless a single unit has more. */
  private static final int MOST_BYTES = 512 * 1024;

  /** An absent map is an empty one. */
  public UnitsRequest {
    units = units == null ? Map.of() : units;
  }

  /** Submissions for the wire, cut into requests of a size that any server takes. */
  public static List<UnitsRequest> of(Collection<UnitSubmission> submissions) {
    Map<String, ExtendedSubmission> units = new LinkedHashMap<>();
    submissions.forEach(
        submission -> units.put(submission.name().text(), ExtendedSubmission.of(submission)));
    return cut(units);
  }

  /** Desired states for the wire, cut likewise. */
  public static List<UnitsRequest> of(Collection<UnitName> names, DesiredState state) {
    ExtendedSubmission change =
        new ExtendedSubmission(List.of(), List.of(), List.of(), state.wire(), "", false);
    Map<String, ExtendedSubmission> units = new LinkedHashMap<>();
    names.forEach(name -> units.put(name.text(), change));
    return cut(units);
  }

  private static List<UnitsRequest> cut(Map<String, ExtendedSubmission> units) {
    List<UnitsRequest> requests = new ArrayList<>();
    Map<String, ExtendedSubmission> some = new LinkedHashMap<>();
    long bytes = 0;
    for (Map.Entry<String, ExtendedSubmission> unit : units.entrySet()) {
      long more = Json.bytes(unit.getValue()).length;
      if (some.size() == MOST_UNITS || (!some.isEmpty() && bytes + more > MOST_BYTES)) {
        requests.add(new UnitsRequest(some));
        some = new LinkedHashMap<>();
        bytes = 0;
      }
      some.put(unit.getKey(), unit.getValue());
      bytes += more;
    }
    if (!some.isEmpty()) {
      requests.add(new UnitsRequest(some));
    }
    return requests;
  }
}
