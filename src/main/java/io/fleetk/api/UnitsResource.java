package io.fleetk.api;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import io.fleetk.v1.ExtendedSubmission;
import io.fleetk.v1.PageToken;
import io.fleetk.v1.UnitEntity;
import io.fleetk.v1.UnitPage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /units} of the fleet v1 API. */
final class UnitsResource implements Resource {
  private static final String ABSENT = "unit does not exist";
  private static final String LOADED = DesiredState.LOADED.wire();

  private final Fleet fleet;
  private final Paging paging;
  private final RecentStops stops;

  UnitsResource(Fleet fleet, Paging paging, RecentStops stops) {
    this.fleet = fleet;
    this.paging = paging;
    this.stops = stops;
  }

  @Override
  public Answer answer(Call call) {
    return switch (call.path().size()) {
      case 0 -> {
        if (!call.method().equals("GET")) {
          throw new ApiException(405, "only GET supported against this resource");
        }
        yield list(call);
      }
      case 1 ->
          switch (call.method()) {
            case "GET" -> get(call.segment(0));
            case "PUT" -> put(call, call.segment(0));
            case "DELETE" -> destroy(call.segment(0));
            default ->
                throw new ApiException(
                    405, "only GET, PUT and DELETE supported against this resource");
          };
      default -> throw new ApiException(404, "");
    };
  }

  private Answer list(Call call) {
    PageToken token = paging.token(call);
    FleetView view = fleet.view();
    List<FleetUnit> all = List.copyOf(view.units().values());
    return Answer.at(
        view.revision(),
        new UnitPage(
            token.next(all).map(PageToken::encoded).orElse(""),
            token.of(all).stream().map(unit -> listed(unit, view)).toList()));
  }

  /** In lists fleet calls a global unit inactive, whatever it does. */
  private static UnitEntity listed(FleetUnit unit, FleetView view) {
    UnitEntity entity = UnitEntity.of(unit, view);
    return unit.placement().global() ? entity.withCurrentState(DesiredState.INACTIVE) : entity;
  }

  private Answer get(String item) {
    FleetView view = fleet.view();
    FleetUnit unit = existing(view, item);
    UnitEntity entity = UnitEntity.of(unit, view);
    boolean justStopped = entity.currentState().equals(LOADED) && stops.has(unit.name());
    return Answer.of(200, justStopped ? entity.withCurrentState(DesiredState.LAUNCHED) : entity);
  }

  private Answer destroy(String item) {
    UnitName name = existing(fleet.view(), item).name();
    try {
      fleet.destroy(name);
    } catch (FleetRefusedException e) {
      throw new ApiException(404, ABSENT, e);
    }
    return Answer.empty(204);
  }

  private static FleetUnit existing(FleetView view, String item) {
    return find(view, item).orElseThrow(() -> new ApiException(404, ABSENT));
  }

  private static Optional<FleetUnit> find(FleetView view, String item) {
    return UnitName.problemWith(item).isPresent() ? Optional.empty() : view.unit(UnitName.of(item));
  }

  private Answer put(Call call, String item) {
    call.requireJson();
    UnitEntity entity = call.entity(UnitEntity.class);
    if (!entity.name().isEmpty() && !entity.name().equals(item)) {
      throw new ApiException(
          400,
          "name in URL \"%s\" differs from unit name in request body \"%s\""
              .formatted(item, entity.name()));
    }
    UnitName name = name(item);
    Optional<FleetUnit> existing = fleet.view().unit(name);
    if (existing.isEmpty() && entity.options().isEmpty()) {
      throw new ApiException(409, "unit does not exist and options field empty");
    }
    UnitFile file = entity.file();
    boolean replaces =
        !entity.options().isEmpty()
            && existing.filter(unit -> unit.content().unitHash().equals(file.hash())).isEmpty();
    if (replaces) {
      validate(name, file);
      fleet.put(submission(name, file, entity.desiredState(), existing));
      return Answer.empty(201);
    }
    if (entity.desiredState().isEmpty()) {
      throw new ApiException(409, "must provide DesiredState to update existing unit");
    }
    DesiredState state = state(entity.desiredState());
    if (name.isTemplate() && state != DesiredState.INACTIVE) {
      throw new ApiException(400, "cannot activate template \"%s\"".formatted(name));
    }
    if (state == DesiredState.LAUNCHED) {
      stops.awaitObeyed(name, fleet);
    }
    fleet.setDesiredState(name, state);
    existing.ifPresent(unit -> stops.note(name, unit.desiredState(), state));
    return Answer.empty(204);
  }

  /**
   * A new text from a client that knows nothing of files and owners: the unit keeps its owner
   * unless the text names one, and of the files that it carried those that the text still asks for.
   */
  private static UnitSubmission submission(
      UnitName name, UnitFile file, String desiredState, Optional<FleetUnit> existing) {
    Policy policy = Policy.of(name, file);
    Set<String> wanted =
        Set.copyOf(policy.files().stream().map(Policy.FileSpec::path).distinct().toList());
    List<CarriedFile> files =
        existing.stream()
            .flatMap(unit -> unit.content().files().stream())
            .filter(carried -> wanted.contains(carried.path()))
            .toList();
    return new UnitSubmission(
        name,
        new UnitContent(file, files),
        desiredState.isEmpty() ? DesiredState.INACTIVE : state(desiredState),
        policy.stack().or(() -> existing.flatMap(FleetUnit::stack)),
        false);
  }

  /**
   * The name in a path.
   *
   * @throws ApiException (400) in fleet's words when it is none
   */
  static UnitName name(String item) {
    UnitName.problemWith(item)
        .ifPresent(
            problem -> {
              throw new ApiException(400, problem);
            });
    return UnitName.of(item);
  }

  private static DesiredState state(String word) {
    try {
      return ExtendedSubmission.state(word);
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, e.getMessage(), e);
    }
  }

  /**
   * Refuses what fleet refuses: options that do not make a unit file, or that exclude each other.
   *
   * @throws ApiException (400) in fleet's words
   */
  static void validate(UnitName name, UnitFile file) {
    String text = file.text();
    if (text.indexOf('\0') >= 0) {
      throw new ApiException(400, "a unit file cannot hold a NUL byte");
    }
    try {
      UnitFile.parse(text);
    } catch (UnitParseException e) {
      throw new ApiException(400, e.getMessage(), e);
    }
    Placement.of(name, file)
        .refusal()
        .ifPresent(
            refusal -> {
              throw new ApiException(400, refusal);
            });
  }
}
