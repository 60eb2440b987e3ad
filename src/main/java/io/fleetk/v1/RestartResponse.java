package io.fleetk.v1;

/**
 * That a restart was asked for (fleetk extension, {@code POST /fleetk/v1/units/<name>/restart}).
 *
 * @param generation the unit's new restart generation
 */
public record RestartResponse(long generation) {}
