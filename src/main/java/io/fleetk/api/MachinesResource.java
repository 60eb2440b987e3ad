package io.fleetk.api;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.v1.MachineEntity;
import io.fleetk.v1.MachinePage;
import io.fleetk.v1.MetadataOperation;
import io.fleetk.v1.PageToken;
import java.util.ArrayList;
import java.util.List;

/** {@code /machines} of the fleet v1 API: those that are present. */
final class MachinesResource implements Resource {
  private final Fleet fleet;
  private final Paging paging;

  MachinesResource(Fleet fleet, Paging paging) {
    this.fleet = fleet;
    this.paging = paging;
  }

  @Override
  public Answer answer(Call call) {
    if (!call.path().isEmpty()) {
      throw new ApiException(404, "");
    }
    return switch (call.method()) {
      case "GET" -> list(call);
      case "PATCH" -> patch(call);
      default -> throw new ApiException(405, "only GET and PATCH supported against this resource");
    };
  }

  private Answer list(Call call) {
    PageToken token = paging.token(call);
    FleetView view = fleet.view();
    List<Machine> all = List.copyOf(view.present().values());
    return Answer.at(
        view.revision(),
        new MachinePage(
            token.next(all).map(PageToken::encoded).orElse(""),
            token.of(all).stream().map(MachineEntity::of).toList()));
  }

  private Answer patch(Call call) {
    List<MetadataEdit> edits = new ArrayList<>();
    for (MetadataOperation operation : call.entity(MetadataOperation[].class)) {
      if (operation == null) {
        throw new ApiException(400, "unable to decode body: null in a list");
      }
      try {
        edits.add(operation.edit());
      } catch (IllegalArgumentException e) {
        throw new ApiException(400, e.getMessage(), e);
      }
    }
    fleet.editMetadata(edits);
    return Answer.empty(204);
  }
}
