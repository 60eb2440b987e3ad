package io.fleetk.api;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.UnitName;
import io.fleetk.v1.PageToken;
import io.fleetk.v1.UnitStateEntity;
import io.fleetk.v1.UnitStatePage;
import java.util.List;
import java.util.Optional;

/** {@code /state} of the fleet v1 API. */
final class StatesResource implements Resource {
  private final Fleet fleet;
  private final Paging paging;

  StatesResource(Fleet fleet, Paging paging) {
    this.fleet = fleet;
    this.paging = paging;
  }

  @Override
  public Answer answer(Call call) {
    if (call.path().size() > 1) {
      throw new ApiException(404, "");
    }
    if (!call.method().equals("GET")) {
      throw new ApiException(405, "only GET supported against this resource");
    }
    return call.path().isEmpty() ? list(call) : get(call.segment(0));
  }

  private Answer list(Call call) {
    PageToken token = paging.token(call);
    Optional<String> machine = filter(call, "machineID");
    Optional<String> unit = filter(call, "unitName");
    FleetView view = fleet.view();
    List<UnitStatus> all =
        view.statuses().values().stream()
            .filter(status -> machine.isEmpty() || status.machineId().equals(machine.get()))
            .filter(status -> unit.isEmpty() || status.unit().text().equals(unit.get()))
            .toList();
    return Answer.at(
        view.revision(),
        new UnitStatePage(
            token.next(all).map(PageToken::encoded).orElse(""),
            token.of(all).stream().map(UnitStateEntity::of).toList()));
  }

  private static Optional<String> filter(Call call, String parameter) {
    return call.query().first(parameter).filter(value -> !value.isEmpty());
  }

  /** The state of a unit; of one that several machines report, the first by machine ID. */
  private Answer get(String item) {
    Optional<UnitStatus> first =
        UnitName.problemWith(item).isPresent()
            ? Optional.empty()
            : fleet.view().statuses(UnitName.of(item)).stream().findFirst();
    return Answer.of(
        200,
        UnitStateEntity.of(
            first.orElseThrow(() -> new ApiException(404, "unit state does not exist"))));
  }
}
