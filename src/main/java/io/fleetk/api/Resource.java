package io.fleetk.api;

/** Answers what is asked of one resource of the API. */
@FunctionalInterface
interface Resource {
  /**
   * Answers a call.
   *
   * @param call its path begins below the resource: empty for the collection itself
   * @throws ApiException to answer with an error
   * @throws io.fleetk.fleet.FleetException when the fleet did not do it
   */
  Answer answer(Call call);
}
