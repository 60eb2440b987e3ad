package io.fleetk.api;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import io.fleetk.v1.CertificateList;
import io.fleetk.v1.ExtendedSubmission;
import io.fleetk.v1.ExtendedView;
import io.fleetk.v1.FleetkPresence;
import io.fleetk.v1.JournalResponse;
import io.fleetk.v1.NameList;
import io.fleetk.v1.ReleaseRequest;
import io.fleetk.v1.RestartResponse;
import io.fleetk.v1.UnitsRequest;
import io.fleetk.v1.Version;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /fleetk/v1}: what fleetk's fleets offer beyond the fleet v1 API. */
final class ExtensionsResource implements Resource {
  private final Fleet fleet;
  private final FleetExtensions extensions;
  private final EventFeeds feeds;
  private final LocksResource locks;

  ExtensionsResource(Fleet fleet, FleetExtensions extensions, EventFeeds feeds) {
    this.fleet = fleet;
    this.extensions = extensions;
    this.feeds = feeds;
    this.locks = new LocksResource(extensions);
  }

  @Override
  public Answer answer(Call call) {
    if (call.path().isEmpty()) {
      only(call, "GET");
      return Answer.of(200, new FleetkPresence(Version.text()));
    }
    return switch (call.segment(0)) {
      case "view" -> end(call, 1, this::view);
      case "names" -> end(call, 1, this::names);
      case "release" -> end(call, 1, this::release);
      case "events" -> end(call, 1, this::events);
      case "units" -> call.path().size() == 1 ? units(call) : unit(call.below(1));
      case "machines" ->
          call.path().size() == 2 ? removeMember(call) : end(call, 3, this::setCordon);
      case "stacks" -> locks.answer(call.below(1));
      case "secrets" -> new SecretsResource(secrets()).answer(call.below(1));
      case "certificates" -> end(call, 1, this::certificates);
      default -> throw new ApiException(404, "");
    };
  }

  private FleetSecrets secrets() {
    return extensions
        .secrets()
        .orElseThrow(() -> new ApiException(404, "this fleet keeps no secrets"));
  }

  private Answer certificates(Call call) {
    only(call, "GET");
    return Answer.of(200, CertificateList.of(secrets().certificates()));
  }

  private static Answer end(Call call, int segments, Resource resource) {
    if (call.path().size() != segments) {
      throw new ApiException(404, "");
    }
    return resource.answer(call);
  }

  static void only(Call call, String method) {
    if (!call.method().equals(method)) {
      throw new ApiException(405, "only " + method + " supported against this resource");
    }
  }

  private Answer view(Call call) {
    only(call, "GET");
    FleetView view = fleet.view();
    return Answer.at(view.revision(), ExtendedView.of(view));
  }

  private Answer names(Call call) {
    only(call, "GET");
    FleetView view = fleet.view();
    return Answer.at(view.revision(), NameList.of(view));
  }

  private Answer release(Call call) {
    only(call, "POST");
    call.requireJson();
    ReleaseRequest request = call.entity(ReleaseRequest.class);
    List<Release> releases = checked(request::inDomain);
    refusedAs(
        404,
        () -> {
          extensions.release(releases);
          return Optional.empty();
        });
    return Answer.empty(204);
  }

  private Answer events(Call call) {
    only(call, "GET");
    String after =
        call.headers()
            .first("Last-Event-ID")
            .or(() -> call.query().first("after"))
            .orElseGet(() -> Long.toString(fleet.view().revision()));
    try {
      return feeds.open(extensions, Long.parseUnsignedLong(after));
    } catch (NumberFormatException e) {
      throw new ApiException(400, "not a revision: \"%s\"".formatted(after), e);
    }
  }

  private Answer unit(Call call) {
    if (call.path().size() == 1) {
      only(call, "PUT");
      return put(call);
    }
    if (call.path().size() != 2) {
      throw new ApiException(404, "");
    }
    return switch (call.segment(1)) {
      case "restart" -> restart(call);
      case "journal" -> journal(call);
      default -> throw new ApiException(404, "");
    };
  }

  private Answer put(Call call) {
    call.requireJson();
    ExtendedSubmission entity = call.entity(ExtendedSubmission.class);
    UnitName name = UnitsResource.name(call.segment(0));
    if (entity.options().isEmpty()) {
      throw new ApiException(400, "a unit needs options");
    }
    fleet.put(submission(name, entity));
    return Answer.empty(201);
  }

  private static UnitSubmission submission(UnitName name, ExtendedSubmission entity) {
    UnitSubmission submission = checked(() -> entity.submission(name));
    UnitsResource.validate(name, submission.content().file());
    return submission;
  }

  /** Many at once: those with options are put, the others get another desired state. */
  private Answer units(Call call) {
    only(call, "POST");
    call.requireJson();
    List<UnitSubmission> submissions = new ArrayList<>();
    Map<DesiredState, List<UnitName>> changes = new EnumMap<>(DesiredState.class);
    call.entity(UnitsRequest.class)
        .units()
        .forEach(
            (item, entity) -> {
              UnitName name = UnitsResource.name(item);
              if (entity.options().isEmpty()) {
                DesiredState state = checked(() -> ExtendedSubmission.state(entity.desiredState()));
                changes.computeIfAbsent(state, _ -> new ArrayList<>()).add(name);
              } else {
                submissions.add(submission(name, entity));
              }
            });
    fleet.putAll(submissions);
    changes.forEach(
        (state, names) ->
            refusedAs(
                404,
                () -> {
                  fleet.setDesiredStates(names, state);
                  return Optional.empty();
                }));
    return Answer.empty(204);
  }

  private Answer restart(Call call) {
    only(call, "POST");
    UnitName name = UnitsResource.name(call.segment(0));
    return Answer.of(200, new RestartResponse(refusedAs(404, () -> extensions.restart(name))));
  }

  private Answer journal(Call call) {
    only(call, "GET");
    UnitName name = UnitsResource.name(call.segment(0));
    String machine =
        call.query()
            .first("machineID")
            .filter(id -> !id.isEmpty())
            .orElseThrow(() -> new ApiException(400, "machineID is missing from the query"));
    JournalRange range = JournalQuery.range(call.query());
    return Answer.of(
        200, JournalResponse.of(refusedAs(404, () -> extensions.journal(name, machine, range))));
  }

  /** {@code PUT} sets it, {@code DELETE} takes it away. */
  private Answer setCordon(Call call) {
    if (!call.segment(2).equals("cordon")) {
      throw new ApiException(404, "");
    }
    boolean cordoned = call.method().equals("PUT");
    if (!cordoned && !call.method().equals("DELETE")) {
      throw new ApiException(405, "only PUT and DELETE supported against this resource");
    }
    String id = member(call);
    refusedAs(
        409,
        () -> {
          extensions.setCordon(id, cordoned);
          return Optional.empty();
        });
    return Answer.empty(204);
  }

  private String member(Call call) {
    String id = call.segment(1);
    if (fleet.view().machine(id).isEmpty()) {
      throw new ApiException(404, "machine is no member of this fleet");
    }
    return id;
  }

  private Answer removeMember(Call call) {
    only(call, "DELETE");
    String id = member(call);
    refusedAs(
        409,
        () -> {
          extensions.removeMember(id);
          return Optional.empty();
        });
    return Answer.empty(204);
  }

  /** Turns what is wrong with an entity's values into a 400. */
  private static <T> T checked(Supplier<T> mapping) {
    try {
      return mapping.get();
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, e.getMessage(), e);
    }
  }

  /** Gives a refusal the status that it means here. */
  static <T> T refusedAs(int status, Supplier<T> action) {
    try {
      return action.get();
    } catch (FleetRefusedException e) {
      throw new ApiException(status, e.getMessage(), e);
    }
  }
}
